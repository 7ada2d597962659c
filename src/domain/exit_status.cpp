// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/exit_status.hpp"

namespace pixherd {

std::string_view name(RunEnd end) {
  switch (end) {
    case RunEnd::done: return "done";
    case RunEnd::time_limit: return "time_limit";
    case RunEnd::signal: return "signal";
    case RunEnd::stopped: return "stopped";
  }
  return "stopped";
}

bool ended_well(RunEnd end) { return end == RunEnd::done || end == RunEnd::time_limit; }

int exit_code_for(RunEnd end, const RunTotals& totals, int signal_number) {
  switch (end) {
    case RunEnd::signal: return kExitSignal + signal_number;
    case RunEnd::stopped: return kExitStopped;
    case RunEnd::done:
    case RunEnd::time_limit: break;
  }
  return totals.count(TaskStatus::failed) > 0 ? kExitSomeFailed : kExitDone;
}

}  // namespace pixherd
