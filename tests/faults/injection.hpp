// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "support/run_binary.hpp"

namespace pixherd {

/// A system call that fails though it should not.
struct Fault {
  std::string call;       ///< as strace spells it; a leading ? for one that not every machine has
  std::string error;      ///< ENOSPC and the like
  std::string path = {};  ///< where it is that of a call, only calls on this path count
};

struct Injected {
  Ended ended;
  std::size_t times = 0;  ///< how often it happened, in all processes
};

inline constexpr unsigned kEveryTime = 0;

/// Runs under strace, which lets the `when`-th such call of the parent and of each worker fail.
Injected run_with(const Fault& fault, unsigned when, const Command& command);

/// `command` under strace, which kills the parent once its `when`-th such call is done.
Command killed_at(const std::string& call, unsigned when, const Command& command);

/// `command` under strace, which holds up the first such call of each process for so long.
Command held_up(const std::string& call, std::chrono::milliseconds length, const Command& command);

/// True while the program that this tracer started is at the beginning of that call.
bool is_held_up_in(long call, pid_t tracer);

}  // namespace pixherd
