// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/report_stream.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cmath>

#include "pixherd/base/clock.hpp"
#include "pixherd/report/run_report.hpp"

namespace pixherd {
namespace {

/// What was handed on is forgotten in such steps, since forgetting moves all that waits.
constexpr std::size_t kMostWritten = 1024 * 1024;

/// True where a write of PIPE_BUF bytes would not wait: a pipe that polls writable has a free page.
bool takes_a_piece(int fd, int patience_ms) {
  pollfd watch{fd, POLLOUT, 0};
  return ::poll(&watch, 1, patience_ms) > 0;
}

}  // namespace

void ReportStream::write(std::string_view text) {
  if (!unheard_) {
    waiting_.append(text);
    flush();
  }
}

void ReportStream::flush() {
  while (blocked_fd() >= 0 && takes_a_piece(fd_, 0) && write_piece()) {
  }
}

void ReportStream::finish(double seconds) {
  const TimePoint begin = Clock::now();
  while (blocked_fd() >= 0) {
    const double left = seconds - seconds_between(begin, Clock::now());
    if (seconds >= 0 && left <= 0) {
      return;
    }
    if (takes_a_piece(fd_, seconds < 0 ? -1 : static_cast<int>(std::ceil(left * 1e3)))) {
      write_piece();
    }
  }
}

/// False where nothing was written.
bool ReportStream::write_piece() {
  const std::size_t length = std::min<std::size_t>(waiting_.size() - written_, PIPE_BUF);
  const ssize_t count = ::write(fd_, waiting_.data() + written_, length);
  if (count < 0) {
    if (errno != EINTR && errno != EAGAIN) {
      unheard_ = unheard_since(errno);
    }
    return false;
  }
  written_ += static_cast<std::size_t>(count);
  if (written_ == waiting_.size() || written_ >= kMostWritten) {
    waiting_.erase(0, written_);
    written_ = 0;
  }
  return true;
}

}  // namespace pixherd
