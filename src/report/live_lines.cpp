// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/live_lines.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

namespace pixherd {
namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";
constexpr std::string_view kClearBelow = "\x1b[J";
constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";

void write_at_once(std::string_view text) {
  (void)!::write(STDERR_FILENO, text.data(), text.size());
}

void show_cursor_and_leave(int number);

void set_handler(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(number, &action, nullptr);
}

/// What the signal does by itself, with the cursor shown; a stopped process goes on from here.
void show_cursor_and_leave(int number) {
  const int interrupted = errno;
  write_at_once(kShowCursor);
  set_handler(number, SIG_DFL);
  sigset_t just_this;
  ::sigemptyset(&just_this);
  ::sigaddset(&just_this, number);
  ::raise(number);
  ::sigprocmask(SIG_UNBLOCK, &just_this, nullptr);
  set_handler(number, show_cursor_and_leave);
  write_at_once(kHideCursor);
  errno = interrupted;
}

/// One that was ignored stays so.
void swap_handlers(void (*from)(int), void (*to)(int)) {
  struct sigaction now {};
  if (::sigaction(SIGTSTP, nullptr, &now) == 0 && now.sa_handler == from) {
    set_handler(SIGTSTP, to);
  }
}

/// To the first of so many lines, from the last.
std::string up(std::size_t lines) { return lines > 1 ? fmt::format("\r\x1b[{}A", lines - 1) : ""; }

}  // namespace

HiddenCursor::HiddenCursor(ReportStream& stream) : stream_(stream) {
  swap_handlers(SIG_DFL, show_cursor_and_leave);
  stream_.write(kHideCursor);
}

HiddenCursor::~HiddenCursor() {
  stream_.write(kShowCursor);
  swap_handlers(show_cursor_and_leave, SIG_DFL);
}

void LiveLines::show(std::vector<std::string> lines) {
  if (lines == shown_ || stream_.blocked_fd() >= 0) {
    return;
  }
  if (lines.size() > 1 && !hidden_cursor_) {
    hidden_cursor_.emplace(stream_);
  }
  std::string text = up(shown_.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += i == 0 ? "" : "\n";
    text += kClearLine;
    text += lines[i];
  }
  if (shown_.size() > lines.size()) {
    text += kClearBelow;
  }
  stream_.write(text);
  shown_ = std::move(lines);
}

void LiveLines::clear() {
  if (!shown_.empty()) {
    stream_.write(up(shown_.size()) + std::string(kClearLine));
    if (shown_.size() > 1) {
      stream_.write(kClearBelow);
    }
    shown_.clear();
  }
  hidden_cursor_.reset();
}

}  // namespace pixherd
