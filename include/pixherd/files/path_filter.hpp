// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/files/glob.hpp"

namespace pixherd {

/// The paths of one file or folder that a glob may be written for. A glob for names needs the first
/// alone, one for whole paths may match any of the first two, and the others if it begins with a
/// slash.
struct FilteredPath {
  std::string kept;      ///< below the folder that was named; of what was named itself as it was
  std::string shown;     ///< with that folder before it, where that is not absolute
  std::string absolute;  ///< without links, and without the slash that it begins with
  std::string logical;   ///< the same as the user wrote it, with links
};

/// What --include and --exclude say of files and folders. A glob that matches a folder holds for
/// all that is in it.
class PathFilter {
 public:
  PathFilter(const std::vector<std::string>& include, const std::vector<std::string>& exclude);

  /// True where a glob is for whole paths, so that all paths of a FilteredPath are asked for.
  [[nodiscard]] bool has_whole_paths() const { return has_whole_paths_; }

  /// False for folders that are passed over with all that is in them. The folders above are taken
  /// to have been entered.
  [[nodiscard]] bool enters(const FilteredPath& folder) const;

  /// As enters(), of every folder that the path lies in and that it names.
  [[nodiscard]] bool enters_all_above(const FilteredPath& path) const;

  /// True where the file is to be looked at. Its folder is taken to have been entered.
  [[nodiscard]] bool takes(const FilteredPath& path);

  /// The first --include where files were asked for and none of the globs has matched any.
  [[nodiscard]] std::optional<std::string> unused_include() const;

  /// Every --include that has matched none of the files that were asked for, if any were.
  [[nodiscard]] std::vector<std::string> unused_includes() const;

 private:
  struct Include {
    Glob glob;
    bool used = false;
  };

  void look_at_folder_of(const FilteredPath& path);

  std::vector<Include> include_;
  std::vector<Glob> exclude_;
  bool has_whole_paths_ = false;
  bool was_asked_ = false;
  std::string folder_;           ///< of the path that was looked at last, kept and absolute
  bool folder_included_ = true;  ///< an --include matches it, or a folder above it
};

}  // namespace pixherd
