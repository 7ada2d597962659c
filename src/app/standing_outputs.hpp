// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "pixherd/app/task_table.hpp"
#include "pixherd/ledger/ledger_entry.hpp"

namespace pixherd {

/// The size of what stands where an output of that name goes; 0 where nothing does, and for
/// outputs that go into their sources' places.
std::uint64_t standing_bytes(TaskTable& table, const Task& task, const std::string& name);

/// True where every output that the entry speaks of stands, with the size that it had.
bool outputs_stand(TaskTable& table, const Task& task, const TaskEntry& entry);

}  // namespace pixherd
