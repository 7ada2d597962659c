// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/files/glob.hpp"

namespace pixherd {

/// What --include and --exclude say of paths below a root. A glob that matches a folder holds for
/// all that is in it.
class PathFilter {
 public:
  PathFilter(const std::vector<std::string>& include, const std::vector<std::string>& exclude);

  /// False for folders that are passed over with all that is in them. The folders above are taken
  /// to have been entered.
  [[nodiscard]] bool enters(std::string_view folder) const;

  /// As enters(), of every folder that the path lies in and that it names.
  [[nodiscard]] bool enters_all_above(std::string_view path) const;

  /// True where the file is to be looked at. Its folder is taken to have been entered.
  [[nodiscard]] bool takes(std::string_view path);

  /// An --include that has matched nothing so far.
  [[nodiscard]] std::optional<std::string> unused_include() const;

 private:
  struct Include {
    Glob glob;
    bool used = false;
  };

  void look_at_folder_of(std::string_view path);

  std::vector<Include> include_;
  std::vector<Glob> exclude_;
  std::string folder_;           ///< of the path that was looked at last
  bool folder_included_ = true;  ///< an --include matches it, or a folder above it
};

}  // namespace pixherd
