// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pixherd/domain/work_handler.hpp"
#include "pixherd/files/file_id.hpp"
#include "pixherd/files/ledger_file.hpp"
#include "pixherd/files/temporary_name.hpp"
#include "pixherd/ledger/ledger.hpp"
#include "task_table.hpp"

namespace pixherd {

/// The ledger of --state in a run: what of the run's tasks has been done before, and the record of
/// what is done now. Tasks are known by path, size and time while the walk goes on, and those that
/// are not, by content, in the workers, which have a copy of all of this from the time they were
/// forked. Lives as long as the run.
class RunLedger {
 public:
  /// Loads it; opened for writing unless this run writes nothing. An Error that names --state.
  static Result<std::unique_ptr<RunLedger>> open(const Options& options,
                                                 const std::string& boot_id);

  /// None where there is none yet.
  [[nodiscard]] const std::optional<Tree>& folder() const { return state_.folder(); }

  /// How many ends of tasks it knows.
  [[nodiscard]] std::size_t size() const { return ledger_.entries().size(); }

  [[nodiscard]] std::optional<ImageFormat> recognise(const std::string& place,
                                                     const FileVersion& version) const;

  Past judge(TaskTable& table, const Task& task, const FileVersion& version);
  /// Of a task that is not to be done.
  [[nodiscard]] Outcome outcome_of(Past past, std::uint64_t bytes) const;

  /// True where what has that name is, to the byte, an output that an earlier run made of the task,
  /// whatever its settings were.
  bool has_made(const TaskTable& table, const Task& task, const Folder& folder,
                const std::string& name);

  /// What goes with the task's order.
  LedgerQuery query(TaskTable& table, const Task& task);
  [[nodiscard]] Recalled recall(const WorkOrder& order, const ContentHash& hash) const;

  /// The output is about to take the place of its source, as this version: said before it does,
  /// since from then on it must never be taken for a source. Where it comes to nothing, nothing is
  /// found that is meant by it. An Error where it must not, since that could not be written down,
  /// on the disk even, and nothing else would tell another run (shrinks_each_time()).
  Attempt will_replace(const TaskTable& table, const Task& task, const Outcome& outcome,
                       const FileVersion& version);
  /// Any other end of a task, with the version of its source that was open.
  void ended(const TaskTable& table, const Task& task, const Outcome& outcome,
             const FileVersion& version);
  /// Everything that was said is on the disk.
  void synced();

  /// What of the ledger could not be read or written, each for a person.
  [[nodiscard]] const std::vector<std::string>& troubles() const { return troubles_; }

 private:
  RunLedger(const Options& options, LedgerFile state, std::uint64_t boot)
      : options_(options), state_(std::move(state)), boot_(boot), ledger_(boot) {}
  Attempt load();
  std::uint64_t key(const TaskTable& table, std::uint32_t settings, ImageFormat input);
  [[nodiscard]] bool is_past(TaskTable& table, const Task& task, const TaskEntry& entry) const;
  [[nodiscard]] TaskEntry entry_for(const TaskTable& table, const Task& task,
                                    const Outcome& outcome, const FileVersion& version);
  [[nodiscard]] ContentHash content_of(const FileId& id, const FileVersion& version, int fd);
  void write(const LedgerEntry& entry);
  void write_again(const TaskTable& table, const Task& task, const TaskEntry& now);
  void give_up(const Error& error);
  void add_trouble(std::string_view what);

  const Options& options_;
  LedgerFile state_;
  std::uint64_t boot_;
  std::uint64_t run_ = 0;  ///< 0: nothing has been written yet
  Ledger ledger_;
  std::vector<std::array<std::uint64_t, kImageFormats.size()>> keys_;  ///< by settings and format
  /// Of outputs that stand in the way of tasks at work.
  std::unordered_map<FileId, std::pair<FileVersion, ContentHash>, FileIdHash> standing_;
  std::vector<std::string> troubles_;
  std::optional<Error> cut_short_;  ///< a part of a record may be there; what follows is of no use
};

/// What goes with the task's order; with nothing to ask for where there is no ledger.
LedgerQuery query_of(RunLedger* ledger, TaskTable& table, const Task& task);

/// None where there is no ledger.
std::vector<std::string> troubles_of(const RunLedger* ledger);

/// What workers ask; empty where there is no ledger.
RecallContent recall_from(const RunLedger* ledger);

}  // namespace pixherd
