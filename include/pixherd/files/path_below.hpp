// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pixherd/base/result.hpp"

namespace pixherd {

/// Where `path` lies below `folder`, both absolute and without links; "" for the folder itself.
std::optional<std::string> path_below(std::string_view folder, std::string_view path);

/// Finds where paths lie below a folder, as people and programs write them: absolute or from the
/// current folder on, with "." and ".." in them, through links in what leads to the folder.
class WrittenPaths {
 public:
  /// `folder` is absolute and without links.
  explicit WrittenPaths(std::string folder);

  /// Empty for the folder itself; an Error (not_a_file) for what lies outside of it. That there is
  /// such a file is not said.
  Result<std::string> below(std::string_view path);

 private:
  std::optional<std::string> real_path(std::string_view path);

  std::string folder_;
  std::string current_;  ///< folder
  /// What the folder that was looked up last is really called.
  std::string written_;
  std::string real_;
};

}  // namespace pixherd
