// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "pixherd/app/overwriting.hpp"
#include "pixherd/app/task_table.hpp"

namespace pixherd {

/// The path of what a task has written, or would: its output, or the copy of its input.
std::string written_name(const TaskTable& table, const Task& task, TaskStatus status);

/// True where the copy of the input would have the input's own name.
bool copies_onto_itself(const TaskTable& table, const Task& task);

/// What such a copy is instead: the input stays as it is.
void keep_instead_of_copy(Outcome& outcome);

/// There is no output after all.
void skip_instead(Outcome& outcome, Reason reason);

/// The same where what is there already stays.
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
