// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/sweep.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "open_below.hpp"
#include "pixherd/files/temporary_name.hpp"

namespace pixherd {
namespace {

template <class Visitor>
void for_each_entry(int folder, const Visitor& visit) {
  Fd fd(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const OpenDir dir(fd ? ::fdopendir(fd.get()) : nullptr);
  if (dir == nullptr) {
    return;
  }
  fd.release();
  while (const dirent* entry = ::readdir(dir.get())) {
    visit(*entry);
  }
}

std::vector<std::string> temporaries_in(int folder) {
  std::vector<std::string> names;
  for_each_entry(folder, [&](const dirent& entry) {
    if (is_temporary_name(entry.d_name)) {
      names.emplace_back(entry.d_name);
    }
  });
  return names;
}

/// The output that a run put beside its source and did not get to remove the source of. Looked for
/// by its inode, which it shares with the temporary; one that was written to since is left.
void take_back_output(int folder, const TemporaryName::Exchange& exchange, Swept& swept) {
  bool has_source = false;
  std::string output;
  for_each_entry(folder, [&](const dirent& entry) {
    struct stat facts {};
    if ((entry.d_ino != exchange.source.inode && entry.d_ino != exchange.own.inode) ||
        is_temporary_name(entry.d_name) ||
        ::fstatat(folder, entry.d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
      return;
    }
    has_source = has_source || version_of(facts) == exchange.source;
    if (version_of(facts) == exchange.own) {
      output = entry.d_name;
    }
  });
  if (has_source && !output.empty() && ::unlinkat(folder, output.c_str(), 0) == 0) {
    swept.taken_back.push_back(std::move(output));
  }
}

/// The maker may have made it and not locked it yet: for so long it stays, while a process of its
/// number lives. Afterwards the lock alone decides, since numbers come again; that of a container's
/// first process in every run.
constexpr std::int64_t kLongestUnlocked = 10;  // seconds

/// By when it was last named or written to: its other time may be that of its source.
bool is_younger(const struct stat& facts, std::int64_t than) {
  const std::int64_t age = std::int64_t{::time(nullptr)} - facts.st_ctim.tv_sec;
  return age >= -than && age < than;
}

bool may_be_in_the_making(const TemporaryName& name, const struct stat& facts) {
  return name.maker != ::getpid() && is_younger(facts, kLongestUnlocked) &&
         (::kill(name.maker, 0) == 0 || errno == EPERM);
}

/// Locks of another machine may not be seen here, nor its processes. No image takes so long.
constexpr std::int64_t kLongestElsewhere = 24L * 60 * 60;  // seconds

bool may_be_held_elsewhere(const TemporaryName& name, const struct stat& facts) {
  return !name.is_of_this_machine() && is_younger(facts, kLongestElsewhere);
}

enum class Kind : std::uint8_t { in_use, stale, displaced };

/// Of an exchange that was not brought to its end, only the two files that the name tells of.
bool is_known(const TemporaryName& name, const struct stat& facts) {
  return !name.exchange || facts.st_ino == name.exchange->own.inode ||
         version_of(facts) == name.exchange->source;
}

/// Shared, which conflicts with its maker's lock just as well: for another NFS takes a descriptor
/// that may be written to.
bool is_held(int fd) { return ::flock(fd, LOCK_SH | LOCK_NB) != 0; }

/// Ours by its owner. Root gives what it replaces to the owner of the source, so that there it may
/// be anybody's.
bool may_be_ours(const struct stat& facts) {
  return ::geteuid() == 0 || facts.st_uid == ::geteuid();
}

Kind kind_of(int folder, const std::string& text, Swept& swept) {
  const auto name = TemporaryName::parse(text);
  const Fd fd(::openat(folder, text.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  const bool stale = name && fd && ::fstat(fd.get(), &facts) == 0 && S_ISREG(facts.st_mode) &&
                     may_be_ours(facts) && !may_be_in_the_making(*name, facts) &&
                     !may_be_held_elsewhere(*name, facts) && !is_held(fd.get());
  if (!stale) {
    return Kind::in_use;
  }
  if (name->exchange && facts.st_ino == name->exchange->own.inode && facts.st_nlink > 1) {
    take_back_output(folder, *name->exchange, swept);
  }
  return is_known(*name, facts) ? Kind::stale : Kind::displaced;
}

}  // namespace

Swept sweep_stale_temporaries(int folder) {
  Swept swept;
  for (const std::string& name : temporaries_in(folder)) {
    const Kind kind = kind_of(folder, name, swept);
    if (kind == Kind::stale) {
      ::unlinkat(folder, name.c_str(), 0);
    } else if (kind == Kind::displaced) {
      swept.displaced.push_back(name);
    }
  }
  return swept;
}

void sweep_stale_texts(int folder) {
  for (const std::string& text : temporaries_in(folder)) {
    const auto name = TemporaryName::parse(text);
    Swept none;
    if (name && !name->exchange && kind_of(folder, text, none) == Kind::stale) {
      ::unlinkat(folder, text.c_str(), 0);
    }
  }
}

}  // namespace pixherd
