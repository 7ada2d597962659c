// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/replacement.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "attributes.hpp"
#include "naming_outputs.hpp"
#include "pixherd/base/folder_fsync.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

constexpr int kNameTries = 16;

mode_t current_umask() {
  const mode_t mask = ::umask(077);
  ::umask(mask);
  return mask;
}

bool is_version(const std::optional<struct stat>& there, const struct stat& judged) {
  return there && there->st_dev == judged.st_dev && version_of(*there) == version_of(judged);
}

}  // namespace

Result<Replacement> Replacement::create(Folder folder) {
  Replacement made;
  made.folder_ = std::move(folder);
  for (int i = 0; i < kNameTries; ++i) {
    TemporaryName name = TemporaryName::make();
    made.fd_ = Fd(::openat(made.folder_->get(), name.text().c_str(),
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
  return write_error(errno, "cannot make a temporary file in the folder of what is to be written");
}

Replacement::Replacement(Replacement&& other) noexcept
    : folder_(std::move(other.folder_)),
      name_(std::exchange(other.name_, std::nullopt)),
      fd_(std::move(other.fd_)),
      id_(other.id_),
      version_(other.version_),
      remains_(std::move(other.remains_)) {}

Replacement::~Replacement() { discard(); }

/// Returns the error number where the name stays.
int Replacement::remove_name() {
  const bool gone = !name_ || ::unlinkat(folder_->get(), name().c_str(), 0) == 0;
  const int error_number = gone || errno == ENOENT ? 0 : errno;
  name_.reset();
  return error_number;
}

void Replacement::discard() {
  (void)remove_name();
  fd_.reset();
}

/// For id() and version().
Attempt Replacement::note_version() {
  struct stat facts {};
  if (::fstat(fd_.get(), &facts) != 0) {
    return write_error(errno, "cannot look at the temporary file");
  }
  id_ = id_of(facts);
  version_ = version_of(facts);
  return success();
}

/// By the version that was noted last.
Attempt Replacement::check_size(std::uint64_t bytes) const {
  if (version_.bytes != bytes) {
    return Error{
        ErrorCode::write_failed,
        fmt::format("the output has {} bytes where {} were written", version_.bytes, bytes)};
  }
  return success();
}

Attempt Replacement::check_image(std::uint64_t bytes) {
  if (bytes == 0) {
    return Error{ErrorCode::write_failed, "the output is empty"};
  }
  const Attempt noted = note_version();
  return noted ? check_size(bytes) : noted;
}

/// The temporary gets what an output has of its source.
Attempt Replacement::prepare(const SourceFile& source, std::uint64_t bytes, Preserve preserve) {
  if (auto sized = check_image(bytes); !sized) {
    return sized;
  }
  const mode_t masked = preserve.permissions ? 0 : current_umask();
  const mode_t mode = permissions_without_list(source.fd.get(), source.facts);
  if (const int wrong = set_mode_or_mounts(fd_.get(), mode & ~masked); wrong != 0) {
    return write_error(wrong, "cannot set the output's permissions");
  }
  if (!preserve.times) {
    return success();
  }
  const Attempt kept = keep_times(fd_.get(), source.facts);
  return kept ? note_version() : kept;
}

Attempt Replacement::commit_as(const std::string& name, const SourceFile& source,
                               std::uint64_t bytes, Preserve preserve) {
  if (auto ready = prepare(source, bytes, preserve); !ready) {
    return ready;
  }
  return rename_to(name);
}

Attempt Replacement::commit_text(const std::string& name, std::uint64_t bytes) {
  if (auto noted = note_version(); !noted) {
    return noted;
  }
  if (auto sized = check_size(bytes); !sized) {
    return sized;
  }
  if (const int wrong = set_mode_or_mounts(fd_.get(), 0666U & ~current_umask()); wrong != 0) {
    return write_error(wrong, "cannot set the permissions of a new file");
  }
  if (::fsync(fd_.get()) != 0) {
    return write_error(errno, "cannot finish the output");
  }
  return rename_to(name);
}

Attempt Replacement::rename_to(const std::string& name) {
  if (::renameat(folder_->get(), this->name().c_str(), folder_->get(), name.c_str()) != 0) {
    return write_error(errno, "cannot name the output");
  }
  name_.reset();
  return success();
}

Result<bool> Replacement::commit_new(const std::string& name, const SourceFile& source,
                                     std::uint64_t bytes, Preserve preserve) {
  if (auto ready = prepare(source, bytes, preserve); !ready) {
    return ready.error();
  }
  if (rename_where_free(folder_->get(), this->name(), name)) {
    name_.reset();
    return true;
  }
  return errno == EEXIST ? Result<bool>(false) : write_error(errno, "cannot name the output");
}

/// The temporary becomes all that the source is but for its bytes and its name.
Attempt Replacement::take_over_from(const SourceFile& source, std::uint64_t bytes,
                                    Preserve preserve) {
  if (auto sized = check_image(bytes); !sized) {
    return sized;
  }
  if (auto kept = keep_attributes(source.fd.get(), source.facts, fd_.get()); !kept) {
    return kept;
  }
  if (auto kept = preserve.times ? keep_times(fd_.get(), source.facts) : success(); !kept) {
    return kept;
  }
  return check_unchanged(source);
}

Attempt Replacement::commit_over(const SourceFile& source, std::uint64_t bytes, Preserve preserve) {
  if (auto ready = take_over_from(source, bytes, preserve); !ready) {
    return ready;
  }
  const auto exchanged = exchange_with(source.name, source.facts, "the original");
  if (!exchanged) {
    return exchanged.error();
  }
  switch (*exchanged) {
    case Exchanged::done: fd_.reset(); return success();
    case Exchanged::nobody_there: return write_error(ENOENT, "cannot put the output in its place");
    case Exchanged::other_there: return changed_meanwhile({});
    case Exchanged::other_kept: break;
  }
  return changed_meanwhile(leave_name());
}

Result<bool> Replacement::commit_instead_of(const struct stat& judged, const std::string& name,
                                            const SourceFile& source, std::uint64_t bytes,
                                            Preserve preserve) {
  if (auto ready = prepare(source, bytes, preserve); !ready) {
    return ready.error();
  }
  // Where a file is renamed over another, file systems begin to write it, lest a loss of power
  // leaves neither; not so where two change places.
  (void)::sync_file_range(fd_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  const auto exchanged = exchange_with(name, judged, "what it replaced");
  if (!exchanged) {
    return exchanged.error();
  }
  if (*exchanged == Exchanged::other_kept) {
    return Error{ErrorCode::write_failed,
                 fmt::format("somebody else writes to its output {}; what was there is {} now",
                             printable(name), leave_name())};
  }
  return *exchanged == Exchanged::done;
}

/// From here on until the end the name may lead to what is replaced, or to what somebody puts
/// there: it says what may be removed under it, for the sweep that follows should we be killed
/// meanwhile.
Attempt Replacement::name_for_exchange_with(const struct stat& replaced) {
  struct stat own {};
  if (::fstat(fd_.get(), &own) != 0) {
    return write_error(errno, "cannot look at the temporary file");
  }
  TemporaryName marked = *name_;
  marked.exchange = {version_of(own), version_of(replaced)};
  if (::renameat(folder_->get(), name().c_str(), folder_->get(), marked.text().c_str()) != 0) {
    return write_error(errno, "cannot name the temporary file");
  }
  name_ = std::move(marked);
  return success();
}

/// Swaps the two names, so that what was displaced can be looked at, and put back where it is not
/// the file that was judged: nobody's newer version is lost between the check and the rename.
Result<Replacement::Exchanged> Replacement::exchange_with(const std::string& target,
                                                          const struct stat& judged,
                                                          std::string_view what) {
  if (auto named = name_for_exchange_with(judged); !named) {
    return named.error();
  }
  const std::string ours = name();
  const auto exchange = [&] {
    return ::renameat2(folder_->get(), ours.c_str(), folder_->get(), target.c_str(),
                       RENAME_EXCHANGE) == 0;
  };
  if (!exchange()) {
    if (errno == ENOENT) {
      return Exchanged::nobody_there;
    }
    return errno == EINVAL || errno == ENOSYS
               ? rename_over(target, judged)
               : write_error(errno, "cannot put the output in its place");
  }
  if (!is_version(facts_at(folder_, ours), judged)) {
    const bool is_back = exchange();
    const auto now = facts_at(folder_, ours);
    return is_back && now && now->st_ino == name_->exchange->own.inode ? Exchanged::other_there
                                                                       : Exchanged::other_kept;
  }
  if (const int error_number = remove_name(); error_number != 0) {
    remains_ = write_error(error_number,
                           fmt::format("{} stays as {}, since it cannot be removed", what, ours));
  }
  return Exchanged::done;
}

/// For file systems that cannot swap: somebody may come in between.
Result<Replacement::Exchanged> Replacement::rename_over(const std::string& target,
                                                        const struct stat& judged) {
  if (!is_version(facts_at(folder_, target), judged)) {
    return Exchanged::other_there;
  }
  if (::renameat(folder_->get(), name().c_str(), folder_->get(), target.c_str()) != 0) {
    return write_error(errno, "cannot put the output in its place");
  }
  name_.reset();
  return Exchanged::done;
}

/// Better a file too many than somebody's newer version lost.
std::string Replacement::leave_name() {
  std::string left = name();
  name_.reset();
  return left;
}

Attempt Replacement::commit_beside(const std::string& name, const SourceFile& source,
                                   std::uint64_t bytes, Preserve preserve) {
  if (auto ready = take_over_from(source, bytes, preserve); !ready) {
    return ready;
  }
  if (auto named = name_for_exchange_with(source.facts); !named) {
    return named;
  }
  const int folder = folder_->get();
  if (::linkat(folder, this->name().c_str(), folder, name.c_str(), 0) == 0) {
    return success();
  }
  if (errno == EEXIST || !rename_where_free(folder, this->name(), name)) {
    return errno == EEXIST ? name_is_taken(name)
                           : write_error(errno, fmt::format("cannot name the output {}", name));
  }
  name_.reset();
  return success();
}

Error name_is_taken(const std::string& name) {
  return {ErrorCode::write_failed,
          fmt::format("cannot name the output {}: it is there already; rename one of the two, or "
                      "write elsewhere: --output DIR",
                      printable(name))};
}

Attempt sync_folder(const Folder& folder) {
  const int error_number = fsync_folder(folder->get());
  return error_number == 0 ? success()
                           : Attempt(write_error(error_number, "cannot sync the folder"));
}

Attempt sync_file_system(const Folder& folder) {
  if (::syncfs(folder->get()) != 0) {
    return write_error(errno, "cannot sync the output's file system");
  }
  return success();
}

}  // namespace pixherd
