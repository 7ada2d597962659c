// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/run_lock.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>

#include "pixherd/base/text.hpp"
#include "pixherd/files/source_file.hpp"
#include "pixherd/files/state_folder.hpp"

namespace pixherd {
namespace {

constexpr mode_t kOwnersOnly = 0600;

/// For whoever finds it locked. That it cannot be written makes no lock worse.
void sign(int file) {
  const std::string text = fmt::format(
      "pid {}, since {:%FT%TZ}\n", ::getpid(),
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
  // The length first and the text last: whoever finds the text finds a file that changes no more.
  (void)!::ftruncate(file, static_cast<off_t>(text.size()));
  (void)!::pwrite(file, text.data(), text.size(), 0);
}

std::string signature(int file) {
  std::array<char, 80> text{};
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  const std::string_view read(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return printable(read.substr(0, read.find_first_of(std::string_view("\n\0", 2))));
}

}  // namespace

std::variant<RunLock, LockedBy, Error> try_lock(const Folder& folder) {
  for (;;) {
    Fd file(::openat(folder->get(), kLockName,
                     O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
                     kOwnersOnly));
    if (!file && errno == ELOOP) {
      return Error{ErrorCode::not_a_file,
                   "its lock is a symbolic link, and links are not followed here"};
    }
    if (!file) {
      return error_from_errno(errno, kLockName);
    }
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      const int error_number = errno;
      if (error_number == EWOULDBLOCK) {
        return LockedBy{signature(file.get())};
      }
      return error_from_errno(error_number, kLockName);
    }
    // Where somebody has removed it since it was opened, others would lock another file.
    if (leads_to(folder, kLockName, file.get())) {
      sign(file.get());
      return RunLock(std::move(file));
    }
  }
}

}  // namespace pixherd
