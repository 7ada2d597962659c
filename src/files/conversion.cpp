// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/conversion.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "naming_outputs.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

/// Opened, since of a file that is opened NFS asks the server and not its own memory.
bool look_at_name(const Folder& folder, const std::string& name, struct stat& facts) {
  const Fd fd(::openat(folder->get(), name.c_str(),
                       O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  return fd ? ::fstat(fd.get(), &facts) == 0
            : ::fstatat(folder->get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

}  // namespace

Result<Conversion> Conversion::begin(SourceFile source, std::string output,
                                     Replacement replacement) {
  Conversion conversion(std::move(source), std::move(output), std::move(replacement));
  if (auto looked = conversion.look_at_output(); !looked) {
    return conversion.withdrawn(std::move(looked).error());
  }
  return conversion;
}

Attempt Conversion::look_at_output() {
  // What is known from the commit on, until the name has been looked at.
  named_ = replacement_.id();
  named_bytes_ = replacement_.version().bytes;
  struct stat own {};
  struct stat named {};
  if (::fstat(replacement_.fd(), &own) != 0) {
    return write_error(errno, "cannot look at the output");
  }
  if (!look_at_name(source_.folder, output_, named)) {
    return errno == ENOENT ? output_gone() : write_error(errno, "cannot look at the output");
  }
  if (named.st_size != own.st_size) {
    return output_gone();
  }
  own_ = version_of(own);
  named_ = id_of(named);
  named_bytes_ = own_.bytes;
  return success();
}

/// Its time is not asked: some servers (Samba) set that a while after the last write.
bool Conversion::is_output(const struct stat& facts) const {
  return id_of(facts) == named_ && static_cast<std::uint64_t>(facts.st_size) == named_bytes_;
}

Attempt Conversion::check_output() const {
  struct stat now {};
  if (!look_at_name(source_.folder, output_, now)) {
    return errno == ENOENT ? output_gone() : write_error(errno, "cannot look at the output");
  }
  return is_output(now) ? success() : output_gone();
}

Error Conversion::output_gone() const {
  return {ErrorCode::write_failed,
          fmt::format("its output {} was removed or changed by somebody before the original was "
                      "to go, so the original stays: find out who tidies this folder, and run "
                      "again",
                      printable(output_))};
}

/// The source is taken out of its place before it is removed, so that what was taken can be looked
/// at: whoever saves a newer version meanwhile does not lose it. Its name says what may be removed
/// under it, for the sweep that follows should we be killed meanwhile.
Attempt Conversion::finish() {
  if (auto unchanged = check_unchanged(source_); !unchanged) {
    return withdrawn(std::move(unchanged).error());
  }
  if (auto stands = check_output(); !stands) {
    return withdrawn(std::move(stands).error());
  }
  TemporaryName name = TemporaryName::make();
  name.exchange = {own_, version_of(source_.facts)};
  const std::string aside = name.text();
  if (!rename_to_temporary(source_.folder->get(), source_.name, aside)) {
    Error error = write_error(errno, "cannot remove the source");
    return check_unchanged(source_) ? withdrawn(std::move(error)) : error;
  }
  return remove(aside, name.exchange->source);
}

/// What was taken aside, or it comes back.
Attempt Conversion::remove(const std::string& aside, const FileVersion& read) {
  const int folder = source_.folder->get();
  struct stat taken {};
  if (::fstatat(folder, aside.c_str(), &taken, AT_SYMLINK_NOFOLLOW) != 0 ||
      taken.st_dev != source_.facts.st_dev || version_of(taken) != read) {
    if (!rename_where_free(folder, aside, source_.name)) {
      return changed_meanwhile(aside);
    }
    return withdrawn(changed_meanwhile({}));
  }
  if (const auto stands = check_output(); !stands) {
    Error error = stands.error();
    if (!rename_where_free(folder, aside, source_.name)) {
      error.message += fmt::format("; the original is {} now: rename it", aside);
      return error;
    }
    return withdrawn(std::move(error));
  }
  if (::unlinkat(folder, aside.c_str(), 0) == 0) {
    return success();
  }
  const int error_number = errno;
  if (!rename_where_free(folder, aside, source_.name)) {
    return write_error(error_number,
                       fmt::format("cannot remove the source, which is {} now", aside));
  }
  return withdrawn(write_error(error_number, "cannot remove the source"));
}

void Conversion::give_up() const {
  if (check_unchanged(source_)) {
    withdraw();
  }
}

/// Only what is ours: somebody may have put another file there, or written to it. False where it is
/// ours, and stays.
bool Conversion::withdraw() const {
  struct stat now {};
  const bool stands =
      ::fstatat(source_.folder->get(), output_.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 &&
      is_output(now);
  return !stands || ::unlinkat(source_.folder->get(), output_.c_str(), 0) == 0;
}

Error Conversion::withdrawn(Error why) const {
  if (!withdraw()) {
    why.message += fmt::format("; its output {} cannot be removed either: remove one of the two",
                               printable(output_));
  }
  return why;
}

}  // namespace pixherd
