// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/folder_sync.hpp"

#include <sys/wait.h>
#include <unistd.h>

// glibc 2.36 forgot to say so itself.
extern "C" {
#include <sys/pidfd.h>
}

#include <cerrno>
#include <csignal>

#include "child_setup.hpp"

namespace pixherd {
namespace {

/// The first errno, or 0.
int sync_all(std::span<const int> folders) {
  for (const int fd : folders) {
    if (::fsync(fd) != 0) {
      return errno;
    }
  }
  return 0;
}

Error sync_error(int error_number) {
  Error error = error_from_errno(error_number, "cannot sync the folder");
  if (error.code != ErrorCode::disk_full && error.code != ErrorCode::read_only) {
    error.code = ErrorCode::write_failed;
  }
  return error;
}

}  // namespace

FolderSync::FolderSync(std::span<const int> folders) {
  prepare_to_fork();
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    set_up_helper(parent);
    ::_exit(sync_all(folders));
  }
  child_ = Fd(pid > 0 ? ::pidfd_open(pid, 0) : -1);
  if (!child_) {
    failed_with_ = sync_all(folders);
    if (pid > 0) {
      ::waitpid(pid, nullptr, 0);
    }
  }
}

FolderSync::~FolderSync() {
  if (child_) {
    ::pidfd_send_signal(child_.get(), SIGKILL, nullptr, 0);
    (void)result(true);
  }
}

std::optional<Attempt> FolderSync::result(bool wait) {
  if (child_) {
    siginfo_t info{};
    int waited = 0;
    do {
      waited =
          ::waitid(P_PIDFD, static_cast<id_t>(child_.get()), &info, WEXITED | (wait ? 0 : WNOHANG));
    } while (waited < 0 && errno == EINTR);
    if (waited == 0 && info.si_pid == 0) {
      return std::nullopt;
    }
    child_.reset();
    failed_with_ = waited == 0 && info.si_code == CLD_EXITED ? info.si_status : EIO;
  }
  return failed_with_ == 0 ? success() : Attempt(sync_error(failed_with_));
}

}  // namespace pixherd
