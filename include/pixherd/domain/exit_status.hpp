// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/domain/run_totals.hpp"

namespace pixherd {

/// How a run came to its end; printed as "done", "time_limit", "signal", "stopped".
enum class RunEnd : std::uint8_t {
  done,        ///< every task has its outcome
  time_limit,  ///< so long as it might, and tasks are left for the next run
  signal,      ///< ended by a signal, after cleaning up
  stopped,     ///< disk full, read-only output, or no worker can live
};
std::string_view name(RunEnd end);

/// Nothing came in its way: its exit code depends on its files alone.
bool ended_well(RunEnd end);

inline constexpr int kExitDone = 0;
inline constexpr int kExitSomeFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitStopped = 3;
inline constexpr int kExitLocked = 75;   ///< another run holds the lock: try later
inline constexpr int kExitSignal = 128;  ///< plus the signal's number

/// The process's exit code; `signal_number` counts only where the run ended by one.
int exit_code_for(RunEnd end, const RunTotals& totals, int signal_number = 0);

}  // namespace pixherd
