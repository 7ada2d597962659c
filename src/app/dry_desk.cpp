// SPDX-License-Identifier: Apache-2.0
#include "dry_desk.hpp"

#include <algorithm>
#include <utility>

#include "output_names.hpp"
#include "pixherd/base/check.hpp"
#include "run_ledger.hpp"
#include "source_removals.hpp"
#include "task_sources.hpp"

namespace pixherd {
namespace {

/// Opens what a worker gets for an output that it does not write, where that is not open yet. A
/// bare chroot has no null device.
Attempt open_nowhere(Fd& nowhere) {
  if (!nowhere) {
    auto pipe = make_pipe();
    if (!pipe) {
      return std::move(pipe).error();
    }
    nowhere = std::move(pipe->write_end);
  }
  return success();
}

}  // namespace

DryDesk::DryDesk(TaskTable& table, Overwriting overwriting, RunLedger* ledger)
    : table_(table), overwriting_(std::move(overwriting)), ledger_(ledger) {}

WorkOrder DryDesk::order(TaskId id) const {
  const auto open = open_.find(id);
  return order_of(table_, id, open != open_.end() ? open->second.query : LedgerQuery());
}

std::variant<TaskFiles, Outcome> DryDesk::open(TaskId id) {
  const Task& task = table_.tasks()[id];
  auto opened = open_files(id, task);
  if (auto* outcome = std::get_if<Outcome>(&opened)) {
    outcome->original_bytes = task.bytes;
  }
  return opened;
}

std::variant<TaskFiles, Outcome> DryDesk::open_files(TaskId id, const Task& task) {
  auto opened = open_task_source(table_, task, SourceUse::read);
  if (auto* ended = std::get_if<Outcome>(&opened)) {
    return std::move(*ended);
  }
  if (Attempt there = open_nowhere(nowhere_); !there) {
    return failed_outcome(std::move(there).error(), 0);
  }
  const auto folder = table_.output_folder_there(task);
  if (!folder) {
    return failed_outcome(folder.error(), 0);
  }
  if (*folder) {
    if (auto standing = standing_before_work(table_, overwriting_, task, **folder)) {
      return std::move(*standing);
    }
  }
  auto& source = std::get<SourceFile>(opened);
  const std::size_t outputs = table_.settings_of(task).output_count();
  TaskFiles files{source.fd.get(), std::vector<int>(outputs, nowhere_.get())};
  open_.emplace(id, OpenTask{std::move(source), query_of(ledger_, table_, task)});
  return files;
}

std::optional<Outcome> DryDesk::settle(TaskId id, Outcome outcome) {
  const auto found = open_.find(id);
  PIXHERD_CHECK(found != open_.end());
  const SourceFile source = std::move(found->second.source);
  open_.erase(found);
  const Task& task = table_.tasks()[id];
  if (writes_nothing(table_, task, outcome)) {
    return outcome;
  }
  if (auto other = prevented(task, source, outcome)) {
    return other;
  }
  note_names(table_, task, outcome);
  if (outcome.status == TaskStatus::saved) {
    outcome.status = TaskStatus::would_save;
  }
  return outcome;
}

/// What would come of it where the output would not get its name.
std::optional<Outcome> DryDesk::prevented(const Task& task, const SourceFile& source,
                                          Outcome& outcome) {
  const std::string path = written_name(table_, task, outcome.status);
  const std::string name(split_path(path).name);
  const auto folder = table_.output_folder_there(task);
  if (table_.in_place()) {
    if (auto unchanged = check_unchanged(source); !unchanged) {
      return failed_after_all(outcome, std::move(unchanged).error());
    }
    const bool taken = name != source.name && folder && *folder && size_at(**folder, name);
    return taken ? std::optional(failed_after_all(outcome, name_is_taken(name))) : std::nullopt;
  }
  if (!folder || !*folder) {
    return std::nullopt;
  }
  const auto foresee = [&](const std::string& output, std::uint64_t bytes) {
    return overwriting_.foresee(task, {**folder, output, bytes}, source);
  };
  CommitResult left = outcome.renditions.empty()
                          ? foresee(name, outcome.optimized_bytes)
                          : leave_out_renditions(outcome, [&](const MadeRendition& made) {
                              const std::string rendition = table_.rendition_name(task, made);
                              return foresee(std::string(split_path(rendition).name), made.bytes);
                            });
  if (!left) {
    return failed_after_all(outcome, std::move(left).error());
  }
  if (!*left) {
    return std::nullopt;
  }
  Outcome skipped = outcome;
  leave_standing(skipped, std::move(**left));
  return skipped;
}

}  // namespace pixherd
