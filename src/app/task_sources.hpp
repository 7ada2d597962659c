// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>

#include "pixherd/domain/task.hpp"
#include "pixherd/files/source_file.hpp"
#include "task_table.hpp"

namespace pixherd {

/// What a worker is asked for; with no query where there is no ledger.
WorkOrder order_of(const TaskTable& table, TaskId id, const LedgerQuery& query);

/// `replace`: another run that means to do so too finds the source taken. `read`: nobody is kept
/// from it.
enum class SourceUse : std::uint8_t { replace, read };

/// Opens what a task is to be made of. An Outcome instead where it is not there any more, or where
/// it is to be replaced in place and that would break something: a link, other names of the same
/// file, another run's work on it (where it is opened to `replace` it).
std::variant<SourceFile, Outcome> open_task_source(TaskTable& table, const Task& task,
                                                   SourceUse use);

}  // namespace pixherd
