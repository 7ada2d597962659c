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

/// There is no output after all: what is there already stays.
void leave_standing(Outcome& outcome, StandingOutput there);

/// What is there in the place of something that stays unwritten, where it does.
using Stays = Result<std::optional<StandingOutput>>;

/// Takes the renditions that stay unwritten out of the outcome, each with a note, and lists them as
/// standing. The last of them where none is left; the first Error ends it.
Stays leave_out_renditions(Outcome& outcome,
                           const std::function<Stays(const MadeRendition&)>& stays);

/// Notes names that promise another format than their file has, the input's and the output's; what
/// was said of the one is not said of the other again. Renditions are named for what they are.
void note_names(const TaskTable& table, const Task& task, Outcome& outcome);

}  // namespace pixherd
