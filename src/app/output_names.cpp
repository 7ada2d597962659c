// SPDX-License-Identifier: Apache-2.0
#include "output_names.hpp"

#include <fmt/format.h>

#include <numeric>
#include <utility>

namespace pixherd {

std::string written_name(const TaskTable& table, const Task& task, TaskStatus status) {
  return status == TaskStatus::copied ? table.copy_name(task) : table.output_name(task);
}

namespace {

/// True where the copy of the input would have the input's own name.
bool copies_onto_itself(const TaskTable& table, const Task& task) {
  return table.is_input(table.canonical_output(table.copy_name(task), task), task);
}

/// What such a copy is instead: the input stays as it is.
void keep_instead_of_copy(Outcome& outcome) {
  const bool compared = outcome.reason && outcome.reason->code == ReasonCode::not_smaller;
  outcome.status = compared ? TaskStatus::kept : TaskStatus::skipped;
}

void skip_instead(Outcome& outcome, Reason reason) {
  Outcome skipped = skipped_outcome(std::move(reason), outcome.original_bytes);
  skipped.notes = std::move(outcome.notes);
  if (skipped.reason->code == ReasonCode::own_output) {
    skipped.status = TaskStatus::ignored;
  }
  outcome = std::move(skipped);
}

}  // namespace

bool writes_nothing(TaskTable& table, const Task& task, Outcome& outcome) {
  if (!has_output(outcome.status)) {
    return true;
  }
  if (outcome.status == TaskStatus::copied && copies_onto_itself(table, task)) {
    keep_instead_of_copy(outcome);
    return true;
  }
  if (auto reason = table.against_writing(task, outcome)) {
    skip_instead(outcome, std::move(*reason));
    return true;
  }
  return false;
}

std::optional<Outcome> standing_before_work(const TaskTable& table, const Overwriting& overwriting,
                                            const Task& task, const Folder& folder) {
  if (!table.settings_of(task).renditions.empty()) {
    return std::nullopt;
  }
  const std::string output = table.output_name(task);
  auto there = overwriting.before_work(task, folder, std::string(split_path(output).name));
  if (!there) {
    return std::nullopt;
  }
  Outcome left;
  leave_standing(left, std::move(*there));
  return left;
}

void leave_standing(Outcome& outcome, StandingOutput there) {
  std::vector<MadeRendition> standing = std::move(outcome.standing);
  if (standing.empty()) {
    standing.emplace_back().bytes = there.bytes;
  }
  skip_instead(outcome, std::move(there.reason));
  outcome.standing = std::move(standing);
}

CommitResult leave_out_renditions(Outcome& outcome,
                                  const std::function<CommitResult(const MadeRendition&)>& name) {
  std::vector<MadeRendition> written;
  std::optional<StandingOutput> last;
  for (const MadeRendition& made : outcome.renditions) {
    CommitResult there = name(made);
    if (!there) {
      return there;
    }
    if (*there) {
      outcome.notes.push_back((*there)->reason.message);
      // Its size in pixels is that of what this run has made for its name.
      outcome.standing.push_back(made);
      outcome.standing.back().bytes = (*there)->bytes;
      last = std::move(*there);
    } else {
      written.push_back(made);
    }
  }
  if (written.empty()) {
    return last;
  }
  outcome.renditions = std::move(written);
  outcome.optimized_bytes = std::accumulate(
      outcome.renditions.begin(), outcome.renditions.end(), std::uint64_t{0},
      [](std::uint64_t sum, const MadeRendition& made) { return sum + made.bytes; });
  return CommitResult(std::nullopt);
}

void note_names(const TaskTable& table, const Task& task, Outcome& outcome) {
  if (!outcome.renditions.empty()) {
    return;  // their names follow what they are
  }
  const auto promised = format_of_file_name(task.input);
  const bool misnamed =
      promised && *promised != task.format && !table.settings_of(task).format.has_value();
  if (misnamed) {
    outcome.notes.push_back(fmt::format("the content is {}, though the name says {}",
                                        title(task.format), title(*promised)));
  }
  const auto wanted = format_of_file_name(written_name(table, task, outcome.status));
  if (wanted && outcome.format && *wanted != *outcome.format && !(misnamed && wanted == promised)) {
    outcome.notes.push_back(fmt::format("the output is {}, though its name says {}",
                                        title(*outcome.format), title(*wanted)));
  }
}

}  // namespace pixherd
