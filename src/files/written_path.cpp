// SPDX-License-Identifier: Apache-2.0
#include "written_path.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "pixherd/files/file_id.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

/// The current folder by the path that the shell has for it, which may lead through links; empty
/// where it has none.
std::string current_folder() {
  const char* told = std::getenv("PWD");
  struct stat there {};
  struct stat here {};
  const bool right = told != nullptr && *told == '/' && ::stat(told, &there) == 0 &&
                     ::stat(".", &here) == 0 && id_of(there) == id_of(here);
  return right ? told : "";
}

}  // namespace

std::string plain_path(const std::string& path, bool is_folder) {
  std::string plain = std::filesystem::path(path).lexically_normal().string();
  if (plain == "." || plain == "./") {
    return {};
  }
  return is_folder && !plain.ends_with('/') ? plain + '/' : plain;
}

std::string logical_path(const std::string& written, bool is_folder) {
  static const std::string kCurrent = current_folder();
  const bool absolute = written.starts_with('/');
  if (!absolute && kCurrent.empty()) {
    return {};
  }
  return plain_path(absolute ? written : join_path(kCurrent, written), is_folder).substr(1);
}

}  // namespace pixherd
