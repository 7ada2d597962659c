// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/replacement.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "attributes.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kPrefix = ".pixherd-";
constexpr std::string_view kSuffix = ".tmp";
constexpr int kNameTries = 16;

std::string temporary_name() {
  std::uint64_t random = 0;
  if (::getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random) {
    static std::uint64_t counter = 0;
    random = ++counter;  // O_EXCL finds another name where this one is taken
  }
  return fmt::format("{}{}-{:016x}{}", kPrefix, ::getpid(), random, kSuffix);
}

Error write_error(int error_number, std::string_view what) {
  Error error = error_from_errno(error_number, what);
  if (error.code != ErrorCode::disk_full && error.code != ErrorCode::read_only) {
    error.code = ErrorCode::write_failed;
  }
  return error;
}

/// The same file with the same bytes in it. (Its change time is new: it has just been renamed.)
bool same_content(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

mode_t current_umask() {
  const mode_t mask = ::umask(077);
  ::umask(mask);
  return mask;
}

}  // namespace

Result<Replacement> Replacement::create(Folder folder) {
  Replacement made;
  made.folder_ = std::move(folder);
  for (int i = 0; i < kNameTries; ++i) {
    std::string name = temporary_name();
    made.fd_ = Fd(::openat(made.folder_->get(), name.c_str(),
                           O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (made.fd_) {
      // Says that somebody works on it: see sweep_stale_temporaries(). Some file systems have none.
      (void)::flock(made.fd_.get(), LOCK_EX | LOCK_NB);
      made.name_ = std::move(name);
      return made;
    }
    if (errno != EEXIST) {
      break;
    }
  }
  return write_error(errno, "cannot make a temporary file in the output's folder");
}

Replacement::Replacement(Replacement&& other) noexcept
    : folder_(std::move(other.folder_)),
      name_(std::exchange(other.name_, {})),
      fd_(std::move(other.fd_)) {}

Replacement::~Replacement() { discard(); }

void Replacement::discard() {
  if (!name_.empty()) {
    ::unlinkat(folder_->get(), name_.c_str(), 0);
    name_.clear();
  }
  fd_.reset();
}

Attempt Replacement::check_size(std::uint64_t bytes) const {
  struct stat facts {};
  if (::fstat(fd_.get(), &facts) != 0) {
    return write_error(errno, "cannot look at the temporary file");
  }
  if (bytes == 0 || static_cast<std::uint64_t>(facts.st_size) != bytes) {
    return Error{
        ErrorCode::write_failed,
        fmt::format("the output has {} bytes where {} were written", facts.st_size, bytes)};
  }
  return success();
}

Attempt Replacement::commit_as(const std::string& name, const SourceFile& source,
                               std::uint64_t bytes, bool preserve_times) {
  if (auto sized = check_size(bytes); !sized) {
    return sized;
  }
  if (::fchmod(fd_.get(), source.facts.st_mode & 0777U & ~current_umask()) != 0) {
    return write_error(errno, "cannot set the output's permissions");
  }
  if (preserve_times) {
    if (auto kept = keep_times(fd_.get(), source.facts); !kept) {
      return kept;
    }
  }
  if (::renameat(folder_->get(), name_.c_str(), folder_->get(), name.c_str()) != 0) {
    return write_error(errno, "cannot name the output");
  }
  name_.clear();
  return success();
}

/// The temporary becomes all that the source is but for its bytes and its name.
Attempt Replacement::take_over_from(const SourceFile& source, std::uint64_t bytes,
                                    bool preserve_times) {
  if (auto sized = check_size(bytes); !sized) {
    return sized;
  }
  if (auto kept = keep_attributes(source.fd.get(), source.facts, fd_.get(), preserve_times);
      !kept) {
    return kept;
  }
  return check_unchanged(source);
}

Attempt Replacement::commit_over(const SourceFile& source, std::uint64_t bytes,
                                 bool preserve_times) {
  if (auto ready = take_over_from(source, bytes, preserve_times); !ready) {
    return ready;
  }
  return exchange_with(source);
}

/// Swaps the two names, so that what was displaced can be looked at, and put back where it is not
/// the file that was read: nobody's newer version is lost between the check and the rename.
Attempt Replacement::exchange_with(const SourceFile& source) {
  const int folder = folder_->get();
  const char* target = source.name.c_str();
  if (::renameat2(folder, name_.c_str(), folder, target, RENAME_EXCHANGE) != 0) {
    if (errno != EINVAL && errno != ENOSYS) {
      return write_error(errno, "cannot put the output in its place");
    }
    if (::renameat(folder, name_.c_str(), folder, target) != 0) {
      return write_error(errno, "cannot put the output in its place");
    }
    name_.clear();
    return success();
  }
  struct stat displaced {};
  if (::fstatat(folder, name_.c_str(), &displaced, AT_SYMLINK_NOFOLLOW) != 0 ||
      !same_content(displaced, source.facts)) {
    ::renameat2(folder, name_.c_str(), folder, target, RENAME_EXCHANGE);
    return Error{ErrorCode::input_changed,
                 "was replaced while it was worked on; the newer file was left as it is"};
  }
  discard();
  return success();
}

Attempt Replacement::commit_beside(const std::string& name, const SourceFile& source,
                                   std::uint64_t bytes, bool preserve_times) {
  if (auto ready = take_over_from(source, bytes, preserve_times); !ready) {
    return ready;
  }
  if (::renameat2(folder_->get(), name_.c_str(), folder_->get(), name.c_str(), RENAME_NOREPLACE) !=
      0) {
    return write_error(errno, fmt::format("cannot name the output {}", name));
  }
  name_.clear();
  return success();
}

bool is_temporary_name(std::string_view name) {
  return name.starts_with(kPrefix) && name.ends_with(kSuffix);
}

Result<Conversion> Conversion::begin(SourceFile source, std::string output, int fd) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) {
    return write_error(errno, "cannot look at the output");
  }
  Conversion conversion(std::move(source), std::move(output));
  conversion.device_ = facts.st_dev;
  conversion.inode_ = facts.st_ino;
  return conversion;
}

Attempt Conversion::finish() {
  if (auto unchanged = check_unchanged(source_); !unchanged) {
    withdraw();
    return unchanged;
  }
  if (::unlinkat(source_.folder->get(), source_.name.c_str(), 0) != 0) {
    const int error_number = errno;
    give_up();
    return write_error(error_number, "cannot remove the source");
  }
  return success();
}

void Conversion::give_up() const {
  if (check_unchanged(source_)) {
    withdraw();
  }
}

/// Only what is ours: somebody may have put another file there.
void Conversion::withdraw() const {
  struct stat now {};
  if (::fstatat(source_.folder->get(), output_.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 &&
      now.st_dev == device_ && now.st_ino == inode_) {
    ::unlinkat(source_.folder->get(), output_.c_str(), 0);
  }
}

Attempt sync_folder(const Folder& folder) {
  if (::fsync(folder->get()) != 0) {
    return write_error(errno, "cannot sync the folder");
  }
  return success();
}

Attempt sync_file_system(const Folder& folder) {
  if (::syncfs(folder->get()) != 0) {
    return write_error(errno, "cannot sync the output's file system");
  }
  return success();
}

}  // namespace pixherd
