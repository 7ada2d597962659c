// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "pixherd/pool/task_desk.hpp"
#include "task_table.hpp"

namespace pixherd {

/// The desk that the options ask for: one that writes, or one that does all but that.
std::unique_ptr<TaskDesk> make_desk(const Options& options, TaskTable& table, RunLedger* ledger);

}  // namespace pixherd
