// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/sweep.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "pixherd/base/text.hpp"
#include "pixherd/files/replacement.hpp"

namespace pixherd {
namespace {

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

std::vector<std::string> temporaries_in(const Folder& folder) {
  std::vector<std::string> names;
  Fd fd(::openat(folder->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) {
    return names;
  }
  const std::unique_ptr<DIR, CloseDir> dir(::fdopendir(fd.get()));
  if (dir == nullptr) {
    return names;
  }
  fd.release();
  while (const dirent* entry = ::readdir(dir.get())) {
    if (is_temporary_name(entry->d_name)) {
      names.emplace_back(entry->d_name);
    }
  }
  return names;
}

/// The maker may have made it and not locked it yet: while a process of its number lives, it stays.
/// (In another process name space the number means nothing; there the lock alone decides.)
bool maker_may_live(const std::string& name) {
  const auto pid =
      parse_number(name.substr(name.find('-') + 1, name.rfind('-') - name.find('-') - 1));
  return pid && *pid > 0 && *pid <= INT32_MAX &&
         (::kill(static_cast<pid_t>(*pid), 0) == 0 || errno == EPERM);
}

/// Ours by its owner. Root gives what it replaces to the owner of the source, so that there it may
/// be anybody's.
bool may_be_ours(const struct stat& facts) {
  return ::geteuid() == 0 || facts.st_uid == ::geteuid();
}

bool is_stale(const Folder& folder, const std::string& name) {
  const Fd fd(
      ::openat(folder->get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  return fd && ::fstat(fd.get(), &facts) == 0 && S_ISREG(facts.st_mode) && may_be_ours(facts) &&
         !maker_may_live(name) && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

std::size_t sweep_stale_temporaries(const Folder& folder) {
  std::size_t swept = 0;
  for (const std::string& name : temporaries_in(folder)) {
    if (is_stale(folder, name) && ::unlinkat(folder->get(), name.c_str(), 0) == 0) {
      ++swept;
    }
  }
  return swept;
}

}  // namespace pixherd
