// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "pixherd/ledger/ledger.hpp"
#include "task_table.hpp"

namespace pixherd {

/// What a ledger knows the path by where an output of that name goes.
std::uint64_t output_path_hash(const TaskTable& table, const Task& task, const std::string& name);

/// What stands where an output of that name goes; nothing for outputs that go into their sources'
/// places.
Standing standing_at(TaskTable& table, const Ledger& ledger, const Task& task,
                     const std::string& name);

/// True where every output that the entry speaks of stands, with the size that it had, and nothing
/// else is known to have been written there since.
bool outputs_stand(TaskTable& table, const Ledger& ledger, const Task& task,
                   const TaskEntry& entry);

}  // namespace pixherd
