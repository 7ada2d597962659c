// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/report_stream.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cmath>

#include "pixherd/base/clock.hpp"
#include "pixherd/report/run_report.hpp"

namespace pixherd {
namespace {

/// What was handed on is forgotten in such steps, since forgetting moves all that waits.
constexpr std::size_t kMostWritten = 1024 * 1024;

enum class Ready : std::uint8_t { no, yes, interrupted };

/// Yes where a write of PIPE_BUF bytes would not wait: a pipe that polls writable has a free page.
Ready takes_a_piece(int fd, int patience_ms, int interrupt_fd) {
  std::array<pollfd, 2> watches{pollfd{fd, POLLOUT, 0}, pollfd{interrupt_fd, POLLIN, 0}};
  if (::poll(watches.data(), watches.size(), patience_ms) <= 0) {
    return Ready::no;
  }
  return watches[1].revents != 0 ? Ready::interrupted : Ready::yes;
}

}  // namespace

void ReportStream::write(std::string_view text) {
  if (!unheard_) {
    waiting_.append(text);
    flush();
  }
}

void ReportStream::flush() {
  while (blocked_fd() >= 0 && takes_a_piece(fd_, 0, -1) == Ready::yes && write_piece()) {
  }
}

void ReportStream::finish(const Patience& patience) {
  const TimePoint begin = Clock::now();
  while (blocked_fd() >= 0) {
    int patience_ms = -1;
    if (patience.seconds) {
      const double left = *patience.seconds - seconds_between(begin, Clock::now());
      if (left <= 0) {
        return;
      }
      patience_ms = static_cast<int>(std::ceil(left * 1e3));
    }
    const Ready ready = takes_a_piece(fd_, patience_ms, patience.interrupt_fd);
    if (ready == Ready::interrupted) {
      return;
    }
    if (ready == Ready::yes) {
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
