// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/exit_status.hpp"

namespace pixherd {

std::string_view name(RunEnd end) {
  switch (end) {
    case RunEnd::done: return "done";
    case RunEnd::signal: return "signal";
    case RunEnd::stopped: return "stopped";
  }
  return "stopped";
}

int exit_code_for(RunEnd end, const RunTotals& totals, int signal_number) {
  switch (end) {
    case RunEnd::signal: return kExitSignal + signal_number;
    case RunEnd::stopped: return kExitStopped;
    case RunEnd::done: break;
  }
  return totals.count(TaskStatus::failed) > 0 ? kExitSomeFailed : kExitDone;
}

}  // namespace pixherd
