// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "overwriting.hpp"
#include "task_table.hpp"

namespace pixherd {

/// The path of what a task has written, or would: its output, or the copy of its input.
std::string written_name(const TaskTable& table, const Task& task, TaskStatus status);

/// True where what a worker says of the task leaves nothing to write, or must not: a copy that
/// would have its input's own name, an output that nobody may have beside its source. The outcome
/// says then what it comes to.
bool writes_nothing(TaskTable& table, const Task& task, Outcome& outcome);

/// What a task comes to without any work, since its one output is there in `folder` and stays.
std::optional<Outcome> standing_before_work(const TaskTable& table, const Overwriting& overwriting,
                                            const Task& task, const Folder& folder);

/// There is no output after all: what is there already stays.
void leave_standing(Outcome& outcome, StandingOutput there);

/// Takes the renditions that stay unwritten out of the outcome, each with a note, and lists them as
/// standing. The last of them where none is left; the first Error ends it.
CommitResult leave_out_renditions(Outcome& outcome,
                                  const std::function<CommitResult(const MadeRendition&)>& name);

/// Notes names that promise another format than their file has, the input's and the output's; what
/// was said of the one is not said of the other again. Renditions are named for what they are.
void note_names(const TaskTable& table, const Task& task, Outcome& outcome);

}  // namespace pixherd
