// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "pixherd/files/file_id.hpp"

namespace pixherd {

/// Absolute paths without links, for telling whether two names are of one file. Looks at each
/// folder once, and remembers what it was then.
class CanonicalPlaces {
 public:
  /// Of a folder as the user writes it; as much of it as is not there yet is taken as it is
  /// written, and all of it where it leads nowhere (a loop of links, no right to search).
  const std::string& folder(const std::string& written);

  /// One path for all that lead to that name in one folder, which may be there several times:
  /// mounted twice, or by a name in other letters. It is the path that led to the folder first.
  std::string same(const std::string& path);

 private:
  std::map<std::string, std::string> written_;
  std::unordered_map<FileId, std::string, FileIdHash> first_paths_;  ///< of folders
  std::unordered_map<std::string, std::string> same_folders_;
};

}  // namespace pixherd
