// SPDX-License-Identifier: Apache-2.0
#include "file_desk.hpp"

#include <sys/stat.h>

#include <iterator>
#include <set>
#include <utility>

#include "output_names.hpp"
#include "pixherd/files/space.hpp"
#include "run_ledger.hpp"
#include "shortage.hpp"
#include "task_sources.hpp"

namespace pixherd {
namespace {

bool lacks_descriptors(const std::variant<TaskFiles, Outcome>& opened) {
  const auto* ended = std::get_if<Outcome>(&opened);
  return ended != nullptr && ended->error && ended->error->code == ErrorCode::too_many_open_files;
}

OutputName name_in(const Folder& folder, const std::string& path, std::uint64_t bytes) {
  return {folder, std::string(split_path(path).name), bytes};
}

void note_remains(const Replacement& done, Outcome& outcome) {
  if (const auto& remains = done.remains()) {
    outcome.notes.push_back(remains->message);
  }
}

}  // namespace

WorkOrder FileDesk::order(TaskId id) const {
  const auto open = open_.find(id);
  return order_of(table_, id, open != open_.end() ? open->second.query : LedgerQuery());
}

std::variant<TaskFiles, Outcome> FileDesk::open(TaskId id) {
  const Task& task = table_.tasks()[id];
  auto opened = open_files(id, task);
  if (lacks_descriptors(opened)) {
    places_.let_go_of_folders(task);
    opened = open_files(id, task);
  }
  if (lacks_descriptors(opened)) {
    std::get<Outcome>(opened).error->message +=
        table_.settings_of(task).renditions.size() > 1
            ? "; allow more of them (ulimit -n), or ask for fewer outputs at a time"
            : "; allow more of them (ulimit -n)";
  }
  if (auto* outcome = std::get_if<Outcome>(&opened)) {
    outcome->original_bytes = task.bytes;
  }
  return opened;
}

void FileDesk::ended_unopened(TaskId id, const Outcome& outcome) {
  note_end(table_.tasks()[id], outcome, {});
}

std::variant<TaskFiles, Outcome> FileDesk::open_files(TaskId id, const Task& task) {
  const auto sweep = [&](const Result<Folder>& folder) {
    if (folder) {
      leftovers_.sweep(*folder, table_, task);
    }
  };
  if (table_.in_place()) {
    // A source may have a second name that is nothing but what a killed run left.
    sweep(places_.folder_for(task));
  }
  auto opened = open_task_source(table_, task, SourceUse::replace);
  if (auto* ended = std::get_if<Outcome>(&opened)) {
    return std::move(*ended);
  }
  auto& source = std::get<SourceFile>(opened);
  const auto stay_closed = [&](Outcome outcome) {
    give_back(source);
    return outcome;
  };
  auto target = places_.folder_for(task);
  if (!target) {
    Outcome failed = failed_outcome(std::move(target).error(), 0);
    weigh_shortage(failed, nullptr, table_);
    return stay_closed(std::move(failed));
  }
  if (!table_.in_place()) {
    sweep(target);
  }
  if (auto standing = standing_before_work(table_, overwriting_, task, *target)) {
    return stay_closed(std::move(*standing));
  }
  TaskFiles files{source.fd.get(), {}};
  std::vector<Replacement> outputs;
  for (std::size_t left = table_.settings_of(task).output_count(); left > 0; --left) {
    auto output = Replacement::create(*target);
    if (!output) {
      Outcome failed = failed_outcome(std::move(output).error(), 0);
      weigh_shortage(failed, *target, table_);
      return stay_closed(std::move(failed));
    }
    files.outputs.push_back(output->fd());
    outputs.push_back(std::move(*output));
  }
  const LedgerQuery query = query_of(ledger_, table_, task);
  open_.emplace(id, OpenTask{std::move(source), std::move(*target), std::move(outputs), query});
  return files;
}

bool FileDesk::may_fit_later(TaskId id) const {
  constexpr std::uint64_t kRoomForOne = 16 * 1024;
  if (!table_.settings_of(table_.tasks()[id]).replaces_source) {
    return false;
  }
  const auto space = space_at(open_.at(id).folder->get());
  std::uint64_t room = space ? space->free : 0;
  for (const auto& [task, open] : open_) {
    for (const Replacement& temporary : open.outputs) {
      room += size_on_disk(temporary.fd());  // it takes its source's place, or goes
    }
  }
  return room >= kRoomForOne;
}

void FileDesk::put_back(TaskId task) {
  if (const auto open = open_.extract(task)) {
    give_back(open.mapped().source);
  }
}

std::optional<Outcome> FileDesk::settle(TaskId id, Outcome outcome) {
  const auto found = open_.find(id);
  PIXHERD_CHECK(found != open_.end());
  OpenTask open = std::move(found->second);
  open_.erase(found);
  auto notes = leftovers_.take_notes(open.folder);
  std::move(notes.begin(), notes.end(), std::back_inserter(outcome.notes));
  const FileVersion version = version_of(open.source.facts);
  const Folder folder = open.folder;
  auto ended = name_outputs(id, std::move(open), std::move(outcome));
  if (ended) {
    weigh_shortage(*ended, folder, table_);
    note_end(table_.tasks()[id], *ended, version);
  }
  return ended;
}

std::optional<Outcome> FileDesk::name_outputs(TaskId id, OpenTask open, Outcome outcome) {
  const Task& task = table_.tasks()[id];
  if (writes_nothing(table_, task, outcome)) {
    return outcome;
  }
  auto left = commit(task, open, outcome);
  if (!left) {
    return failed_after_all(std::move(outcome), std::move(left).error());
  }
  if (*left) {
    leave_standing(outcome, std::move(**left));
    return outcome;
  }
  note_names(table_, task, outcome);
  return converts_in_place(task) ? put_off(id, std::move(open), std::move(outcome))
                                 : std::optional(outcome);
}

CommitResult FileDesk::commit(const Task& task, OpenTask& open, Outcome& outcome) {
  if (!table_.in_place()) {
    return table_.settings_of(task).renditions.empty() ? commit_elsewhere(task, open, outcome)
                                                       : commit_renditions(task, open, outcome);
  }
  if (Attempt done = commit_in_place(task, open, outcome); !done) {
    return std::move(done).error();
  }
  return CommitResult(std::nullopt);
}

CommitResult FileDesk::commit_elsewhere(const Task& task, OpenTask& open, Outcome& outcome) {
  const OutputName output =
      name_in(open.folder, written_name(table_, task, outcome.status), outcome.optimized_bytes);
  places_.will_write(task);
  auto left = overwriting_.commit(task, open.outputs.front(), output, open.source);
  note_remains(open.outputs.front(), outcome);
  return left;
}

/// A conversion has both files until put_off() sees to the source.
Attempt FileDesk::commit_in_place(const Task& task, OpenTask& open, Outcome& outcome) {
  places_.will_write(task);
  if (Attempt announced = announce_replacement(task, open, outcome); !announced) {
    return announced;
  }
  const std::string output = table_.output_name(task);
  const std::string name(split_path(output).name);
  const std::uint64_t bytes = outcome.optimized_bytes;
  Replacement& temporary = open.outputs.front();
  Attempt done = name == open.source.name
                     ? temporary.commit_over(open.source, bytes, preserve_)
                     : temporary.commit_beside(name, open.source, bytes, preserve_);
  note_remains(temporary, outcome);
  return done;
}

/// Numbers come from a worker, and are not believed. A name that cannot be had is found before the
/// first is taken, so that no output stands without its task's record.
Attempt FileDesk::check_renditions(const Task& task, const OpenTask& open,
                                   const Outcome& outcome) const {
  std::set<std::uint32_t> seen;
  for (const MadeRendition& made : outcome.renditions) {
    if (made.index >= open.outputs.size() || !seen.insert(made.index).second) {
      return Error{ErrorCode::protocol, "the worker speaks of an output that was never asked for"};
    }
    const OutputName output = name_in(open.folder, table_.rendition_name(task, made), made.bytes);
    if (const auto foreseen = overwriting_.foresee(task, output, open.source); !foreseen) {
      return foreseen.error();
    }
  }
  return success();
}

/// The outcome keeps those that got their names.
CommitResult FileDesk::commit_renditions(const Task& task, OpenTask& open, Outcome& outcome) {
  if (Attempt checked = check_renditions(task, open, outcome); !checked) {
    return std::move(checked).error();
  }
  places_.will_write(task);
  return leave_out_renditions(outcome, [&](const MadeRendition& made) {
    const OutputName output = name_in(open.folder, table_.rendition_name(task, made), made.bytes);
    auto left = overwriting_.commit(task, open.outputs[made.index], output, open.source);
    note_remains(open.outputs[made.index], outcome);
    return left;
  });
}

std::optional<Outcome> FileDesk::put_off(TaskId id, OpenTask open, Outcome outcome) {
  const std::string output = table_.output_name(table_.tasks()[id]);
  auto conversion = Conversion::begin(std::move(open.source), std::string(split_path(output).name),
                                      std::move(open.outputs.front()));
  if (!conversion) {
    return failed_after_all(std::move(outcome), std::move(conversion).error());
  }
  removals_.add(id, std::move(outcome), std::move(*conversion));
  return std::nullopt;
}

/// The source has another name than what takes its place, and is still there.
bool FileDesk::converts_in_place(const Task& task) const {
  return table_.in_place() && table_.output_name(task) != task.input;
}

Attempt FileDesk::announce_replacement(const Task& task, const OpenTask& open,
                                       const Outcome& outcome) {
  if (ledger_ == nullptr) {
    return success();
  }
  struct stat facts {};
  if (::fstat(open.outputs.front().fd(), &facts) != 0) {
    return Error{ErrorCode::write_failed,
                 error_from_errno(errno, "the new file cannot be looked at").message};
  }
  FileVersion version = version_of(facts);
  if (preserve_.times) {
    version.modified = version_of(open.source.facts).modified;
  }
  return ledger_->will_replace(table_, task, outcome, version);
}

/// A replacement was announced; where it failed, that is said of the source.
void FileDesk::note_end(const Task& task, const Outcome& outcome, const FileVersion& version) {
  const bool announced = table_.in_place() && outcome.status == TaskStatus::saved;
  if (ledger_ != nullptr && !announced) {
    ledger_->ended(table_, task, outcome, version);
  }
}

std::vector<TaskDesk::Settled> FileDesk::take_settled(bool all) {
  auto settled = removals_.take(all);
  for (const Settled& each : settled) {
    note_end(table_.tasks()[each.task], each.outcome, {});
  }
  return settled;
}

Attempt FileDesk::finish(RunEnd end) {
  if (end == RunEnd::signal && !table_.in_place()) {
    return success();
  }
  Attempt synced = places_.sync();
  if (synced && ledger_ != nullptr) {
    ledger_->synced();
  }
  return synced;
}

}  // namespace pixherd
