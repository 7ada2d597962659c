// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/sweep.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "folder_entries.hpp"
#include "pixherd/base/fd.hpp"
#include "pixherd/files/temporary_name.hpp"

namespace pixherd {
namespace {

std::vector<std::string> temporaries_in(int folder) {
  std::vector<std::string> names;
  // What cannot be looked at stays.
  (void)for_each_entry(folder, [&](const dirent& entry) {
    if (is_temporary_name(entry.d_name)) {
      names.emplace_back(entry.d_name);
    }
  });
  return names;
}

/// The output that a run put beside its source and did not get to remove the source of. Looked for
/// by its inode, which it shares with the temporary; one that was written to since is left.
std::optional<std::string> take_back_output(int folder, const TemporaryName::Exchange& exchange) {
  bool has_source = false;
  std::string output;
  (void)for_each_entry(folder, [&](const dirent& entry) {
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
  const bool gone = has_source && !output.empty() && ::unlinkat(folder, output.c_str(), 0) == 0;
  return gone ? std::optional(std::move(output)) : std::nullopt;
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

/// What nobody works on any more; open, so that no other file gets its inode meanwhile.
struct Stale {
  TemporaryName name;
  Fd open;
  struct stat facts {};
};

std::optional<Stale> stale_temporary(int folder, const std::string& text) {
  const auto name = TemporaryName::parse(text);
  Fd fd(::openat(folder, text.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  const bool stale = name && fd && ::fstat(fd.get(), &facts) == 0 && S_ISREG(facts.st_mode) &&
                     may_be_ours(facts) && !may_be_in_the_making(*name, facts) &&
                     !may_be_held_elsewhere(*name, facts) && !is_held(fd.get());
  return stale ? std::optional(Stale{*name, std::move(fd), facts}) : std::nullopt;
}

/// An output that got its own name and kept that of the temporary.
bool has_output_beside_source(const Stale& stale) {
  return stale.name.exchange && stale.facts.st_ino == stale.name.exchange->own.inode &&
         stale.facts.st_nlink > 1;
}

}  // namespace

Swept sweep_stale_temporaries(int folder) {
  Swept swept;
  for (const std::string& name : temporaries_in(folder)) {
    const auto stale = stale_temporary(folder, name);
    if (!stale) {
      continue;
    }
    if (has_output_beside_source(*stale)) {
      if (auto gone = take_back_output(folder, *stale->name.exchange)) {
        swept.taken_back.push_back(std::move(*gone));
      }
    }
    if (is_known(stale->name, stale->facts)) {
      ::unlinkat(folder, name.c_str(), 0);
    } else {
      swept.displaced.push_back(name);
    }
  }
  return swept;
}

void sweep_stale_texts(int folder) {
  for (const std::string& name : temporaries_in(folder)) {
    const auto parsed = TemporaryName::parse(name);
    if (parsed && !parsed->exchange && stale_temporary(folder, name)) {
      ::unlinkat(folder, name.c_str(), 0);
    }
  }
}

}  // namespace pixherd
