// SPDX-License-Identifier: Apache-2.0
#include "naming_outputs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace pixherd {

bool rename_where_free(int folder, const std::string& from, const std::string& to) {
  if (::renameat2(folder, from.c_str(), folder, to.c_str(), RENAME_NOREPLACE) == 0) {
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS) {
    return false;
  }
  if (::linkat(folder, from.c_str(), folder, to.c_str(), 0) == 0) {
    ::unlinkat(folder, from.c_str(), 0);
    return true;
  }
  if (errno == EEXIST) {
    return false;
  }
  struct stat facts {};
  if (::fstatat(folder, to.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0) {
    errno = EEXIST;
    return false;
  }
  return ::renameat(folder, from.c_str(), folder, to.c_str()) == 0;
}

bool rename_to_temporary(int folder, const std::string& from, const std::string& to) {
  return ::renameat2(folder, from.c_str(), folder, to.c_str(), RENAME_NOREPLACE) == 0 ||
         ((errno == EINVAL || errno == ENOSYS) &&
          ::renameat(folder, from.c_str(), folder, to.c_str()) == 0);
}

Error changed_meanwhile(const std::string& newer) {
  return {
      ErrorCode::input_changed,
      newer.empty()
          ? "was replaced while it was worked on; the newer file was left as it is"
          : fmt::format("was replaced while it was worked on; the newer file is {} now", newer)};
}

}  // namespace pixherd
