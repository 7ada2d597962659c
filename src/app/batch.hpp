// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/app/app.hpp"
#include "pixherd/base/clock.hpp"
#include "pixherd/cli/options.hpp"
#include "probed_machine.hpp"
#include "run_ledger.hpp"
#include "task_table.hpp"

namespace pixherd {

/// What a run over many files is begun with. All of it must outlive the run.
struct BatchCommand {
  const Options& options;
  TaskTable& table;  ///< its inputs are open
  ProbedMachine& machine;
  const MakeWorkHandler& make_handler;
  RunLedger* ledger = nullptr;  ///< null without --state
  TimePoint started;            ///< the program; --time-limit counts from there
};

/// From the walk over the files to the footer of the report. Returns the exit code.
int run_batch(const BatchCommand& command);

}  // namespace pixherd
