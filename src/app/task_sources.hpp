// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "pixherd/app/task_table.hpp"
#include "pixherd/files/source_file.hpp"

namespace pixherd {

/// Opens what a task is to be made of. An Outcome instead where it is not there any more, or where
/// it is to be replaced and that would break something: a link, other names of the same file,
/// another run's work on it.
std::variant<SourceFile, Outcome> open_task_source(TaskTable& table, const Task& task);

}  // namespace pixherd
