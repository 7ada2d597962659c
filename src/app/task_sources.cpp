// SPDX-License-Identifier: Apache-2.0
#include "task_sources.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace pixherd {
namespace {

/// In place some files are left alone, since putting another in their place would break something.
std::optional<Reason> reason_to_leave(const Task& task, const Folder& folder) {
  const std::string name(split_path(task.input).name);
  if (is_link(folder, name)) {
    return Reason{ReasonCode::symbolic_link,
                  "is a symbolic link; name the file that it leads to instead"};
  }
  const auto promised = format_of_file_name(name);
  if (promised && *promised != task.format) {
    return Reason{ReasonCode::wrong_extension,
                  fmt::format("is a {} by its content and a {} by its name; rename it first",
                              title(task.format), title(*promised))};
  }
  return std::nullopt;
}

/// The same, once it is open; or why it cannot be known.
std::optional<Outcome> end_of_opened(const SourceFile& source, SourceUse use) {
  if (source.facts.st_nlink > 1) {
    return skipped_outcome(
        {ReasonCode::hard_link, fmt::format("has {} names; replacing it under one would part them",
                                            source.facts.st_nlink)},
        0);
  }
  if (use == SourceUse::read) {
    return std::nullopt;
  }
  const Reason busy{ReasonCode::busy, "another run has it in hand"};
  if (!take_for_this_run(source)) {
    return skipped_outcome(busy, 0);
  }
  // Another run may have had it, and put its own in the place, between the opening and the lock.
  if (auto unchanged = check_unchanged(source); !unchanged) {
    return unchanged.error().code == ErrorCode::input_changed
               ? skipped_outcome(busy, 0)
               : failed_outcome(std::move(unchanged).error(), 0);
  }
  return std::nullopt;
}

}  // namespace

WorkOrder order_of(const TaskTable& table, TaskId id, const LedgerQuery& query) {
  const Task& task = table.tasks()[id];
  WorkOrder order{id, task.bytes, task.format, table.settings_of(task)};
  order.ledger = query;
  return order;
}

std::variant<SourceFile, Outcome> open_task_source(TaskTable& table, const Task& task,
                                                   SourceUse use) {
  const SplitPath split = split_path(task.input);
  auto folder = table.input_root(task).folder(split.folder);
  if (!folder) {
    return failed_outcome(std::move(folder).error(), 0);
  }
  if (table.in_place()) {
    if (auto reason = reason_to_leave(task, *folder)) {
      return skipped_outcome(std::move(*reason), 0);
    }
  }
  // A link is followed only where it was one when it was named.
  const bool may_follow = !table.in_place() && table.is_named_link(task);
  auto source =
      open_source(*folder, std::string(split.name), may_follow ? Links::follow : Links::refuse);
  if (!source) {
    return failed_outcome(std::move(source).error(), 0);
  }
  if (table.in_place()) {
    if (auto ended = end_of_opened(*source, use)) {
      return std::move(*ended);
    }
  }
  return std::move(*source);
}

}  // namespace pixherd
