// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <optional>

#include "pixherd/base/fd.hpp"

namespace pixherd {

/// While it lives this signal is ignored; the destructor puts back what was before, so that of
/// several the last one made has to go first.
class IgnoredSignal {
 public:
  explicit IgnoredSignal(int number);
  ~IgnoredSignal();
  IgnoredSignal(const IgnoredSignal&) = delete;
  IgnoredSignal& operator=(const IgnoredSignal&) = delete;

 private:
  int number_;
  struct sigaction before_ {};
};

/// While it lives, INT, TERM, HUP, QUIT, USR1, USR2, ALRM and XCPU do not end the process but can
/// be read from fd(); SIGPIPE and SIGXFSZ are ignored, so that they become errors of the call that
/// met them. A signal that was ignored already (nohup) stays ignored. The destructor puts mask and
/// handlers back; what has come and was not asked for by then is forgotten.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  [[nodiscard]] int fd() const { return fd_.get(); }

  /// The next signal that has come; nullopt where there is none. Never blocks.
  std::optional<int> next();

  /// From here on, and beyond the end of this object, they are ignored: what was to be told is
  /// told, and the process ends by itself.
  static void ignore_from_now_on();

 private:
  Fd fd_;
  sigset_t old_mask_{};
  IgnoredSignal pipe_{SIGPIPE};
  IgnoredSignal size_{SIGXFSZ};
};

/// From the first process of a container the kernel keeps each signal that it has no handler for.
/// Where this is such a one, those that a SignalWatch watches end it at once, with 128 + number,
/// whenever no SignalWatch lives.
void heed_signals_as_first_process();

/// Ends this process by `number`, as if it had never been caught.
[[noreturn]] void raise_again(int number);

}  // namespace pixherd
