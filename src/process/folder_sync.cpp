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
#include <utility>

#include "child_setup.hpp"
#include "pixherd/base/folder_fsync.hpp"

namespace pixherd {
namespace {

/// One may be killed by mistake.
constexpr unsigned kMostChildren = 3;

/// The first error number, or 0.
int sync_all(const std::vector<int>& folders) {
  for (const int fd : folders) {
    if (const int error_number = fsync_folder(fd); error_number != 0) {
      return error_number;
    }
  }
  return 0;
}

bool wait_for(const Fd& child, siginfo_t& info, int how) {
  int waited = 0;
  do {
    waited = ::waitid(P_PIDFD, static_cast<id_t>(child.get()), &info, WEXITED | how);
  } while (waited < 0 && errno == EINTR);
  return waited == 0;
}

}  // namespace

FolderSync::FolderSync(std::vector<int> folders) : folders_(std::move(folders)) { begin(); }

void FolderSync::begin() {
  pid_t pid = -1;
  if (forked_++ < kMostChildren) {
    prepare_to_fork();
    const pid_t parent = ::getpid();
    pid = ::fork();
    if (pid == 0) {
      set_up_helper(parent, folders_);
      ::_exit(sync_all(folders_));
    }
  }
  child_ = Fd(pid > 0 ? ::pidfd_open(pid, 0) : -1);
  if (!child_) {
    failed_with_ = sync_all(folders_);
    if (pid > 0) {
      ::waitpid(pid, nullptr, 0);
    }
  }
}

FolderSync::~FolderSync() {
  if (child_) {
    ::pidfd_send_signal(child_.get(), SIGKILL, nullptr, 0);
    siginfo_t info{};
    (void)wait_for(child_, info, 0);
  }
}

std::optional<Attempt> FolderSync::result() { return result(WNOHANG); }

Attempt FolderSync::wait() { return *result(0); }

std::optional<Attempt> FolderSync::result(int wait_flags) {
  while (child_) {
    siginfo_t info{};
    const bool waited = wait_for(child_, info, wait_flags);
    if (waited && info.si_pid == 0) {
      return std::nullopt;
    }
    child_.reset();
    if (waited && info.si_code == CLD_EXITED) {
      failed_with_ = info.si_status;
    } else {
      begin();
    }
  }
  return failed_with_ == 0 ? success()
                           : Attempt(write_error(failed_with_, "cannot sync the folder"));
}

}  // namespace pixherd
