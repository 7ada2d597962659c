// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/signal_watch.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <array>

namespace pixherd {
namespace {

/// Whatever ends a process by default and is sent by people, terminals, batch systems and limits.
constexpr std::array kWatched{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU};

bool is_ignored(int number) {
  struct sigaction action {};
  return ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

IgnoredSignal::IgnoredSignal(int number) : number_(number) {
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(number, &ignore, &before_);
}

IgnoredSignal::~IgnoredSignal() { ::sigaction(number_, &before_, nullptr); }

SignalWatch::SignalWatch() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : kWatched) {
    if (!is_ignored(number)) {
      ::sigaddset(&set, number);
    }
  }
  ::sigprocmask(SIG_BLOCK, &set, &old_mask_);
  fd_ = Fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd_) {
    ::sigprocmask(SIG_SETMASK, &old_mask_,
                  nullptr);  // without a signalfd they keep their default action
  }
}

SignalWatch::~SignalWatch() {
  while (next()) {
  }
  ::sigprocmask(SIG_SETMASK, &old_mask_, nullptr);
}

std::optional<int> SignalWatch::next() {
  signalfd_siginfo info{};
  if (::read(fd_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) {
    return std::nullopt;
  }
  return static_cast<int>(info.ssi_signo);
}

void SignalWatch::ignore_from_now_on() {
  for (const int number : kWatched) {
    std::signal(number, SIG_IGN);
  }
}

void heed_signals_as_first_process() {
  if (::getpid() != 1) {
    return;
  }
  for (const int number : kWatched) {
    if (!is_ignored(number)) {
      std::signal(number, [](int caught) { ::_exit(128 + caught); });
    }
  }
}

void raise_again(int number) {
  std::signal(number, SIG_DFL);
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, number);
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
  std::raise(number);
  ::_exit(128 + number);
}

}  // namespace pixherd
