// SPDX-License-Identifier: Apache-2.0
#include "open_below.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string_view>

namespace pixherd {
namespace {

/// As openat2() has it: what is a link gives ELOOP, by whatever flags it was opened.
Fd open_unlinked(int folder, const std::string& name, int flags) {
  Fd fd(::openat(folder, name.c_str(), flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd && errno == ENOTDIR) {
    struct stat facts {};
    const bool is_link =
        ::fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(facts.st_mode);
    errno = is_link ? ELOOP : ENOTDIR;
  }
  return fd;
}

/// What openat2() does in one call, a name at a time. Our paths have no ".." that leads back in.
Fd walk_below(int folder, std::string_view relative, int flags) {
  Fd at;
  const auto here = [&] { return at ? at.get() : folder; };
  if (relative.starts_with('/')) {
    errno = EXDEV;
    return {};
  }
  while (!relative.empty()) {
    const std::size_t slash = std::min(relative.find('/'), relative.size());
    const std::string name(relative.substr(0, slash));
    relative.remove_prefix(std::min(slash + 1, relative.size()));
    if (name == "..") {
      errno = EXDEV;
      return {};
    }
    if (!name.empty() && name != ".") {
      at = open_unlinked(here(), name, O_PATH);
      if (!at) {
        return {};
      }
    }
  }
  return Fd(::openat(here(), ".", flags | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

Fd open_below(int folder, const std::string& relative, int flags) {
  // A path that is too long for one call is gone in stretches.
  if (relative.size() >= PATH_MAX) {
    const std::size_t cut = relative.rfind('/', PATH_MAX - 1);
    if (cut != std::string::npos && cut > 0) {
      const Fd halfway = open_below(folder, relative.substr(0, cut), O_PATH);
      return halfway ? open_below(halfway.get(), relative.substr(cut + 1), flags) : Fd();
    }
  }
  open_how how{};
  how.flags = static_cast<__u64>(flags | O_DIRECTORY | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const long fd = ::syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof how);
  // A kernel before 5.6, or a container that does not know the call, or refuses what it does not
  // know. Where the folder itself was refused the walk is, too.
  return fd < 0 && (errno == ENOSYS || errno == EPERM) ? walk_below(folder, relative, flags)
                                                       : Fd(static_cast<int>(fd));
}

}  // namespace pixherd
