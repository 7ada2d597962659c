// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/sweep.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include "open_below.hpp"
#include "pixherd/files/temporary_name.hpp"

namespace pixherd {
namespace {

std::vector<std::string> temporaries_in(const Folder& folder) {
  std::vector<std::string> names;
  Fd fd(::openat(folder->get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) {
    return names;
  }
  const OpenDir dir(::fdopendir(fd.get()));
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
bool maker_may_live(const TemporaryName& name) {
  return ::kill(name.maker, 0) == 0 || errno == EPERM;
}

enum class Kind : std::uint8_t { in_use, stale, displaced };

/// Of an exchange that was not brought to its end, only the two files that the name tells of.
bool is_known(const TemporaryName& name, const struct stat& facts) {
  return !name.exchange || facts.st_ino == name.exchange->own_inode ||
         version_of(facts) == name.exchange->source;
}

/// Ours by its owner. Root gives what it replaces to the owner of the source, so that there it may
/// be anybody's.
bool may_be_ours(const struct stat& facts) {
  return ::geteuid() == 0 || facts.st_uid == ::geteuid();
}

Kind kind_of(const Folder& folder, const std::string& text) {
  const auto name = TemporaryName::parse(text);
  const Fd fd(
      ::openat(folder->get(), text.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  const bool stale = name && fd && ::fstat(fd.get(), &facts) == 0 && S_ISREG(facts.st_mode) &&
                     may_be_ours(facts) && !maker_may_live(*name) &&
                     ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
  if (!stale) {
    return Kind::in_use;
  }
  return is_known(*name, facts) ? Kind::stale : Kind::displaced;
}

}  // namespace

std::vector<std::string> sweep_stale_temporaries(const Folder& folder) {
  std::vector<std::string> displaced;
  for (const std::string& name : temporaries_in(folder)) {
    const Kind kind = kind_of(folder, name);
    if (kind == Kind::stale) {
      ::unlinkat(folder->get(), name.c_str(), 0);
    } else if (kind == Kind::displaced) {
      displaced.push_back(name);
    }
  }
  return displaced;
}

}  // namespace pixherd
