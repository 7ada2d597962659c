// SPDX-License-Identifier: Apache-2.0
#include "quiet_stderr.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace pixherd {

QuietStderr::QuietStderr() {
  const Fd nowhere(::memfd_create("stderr", MFD_CLOEXEC));
  Fd own(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (nowhere && own && ::dup2(nowhere.get(), STDERR_FILENO) >= 0) {
    own_ = std::move(own);
  }
}

QuietStderr::~QuietStderr() {
  if (own_) {
    ::dup2(own_.get(), STDERR_FILENO);
  }
}

}  // namespace pixherd
