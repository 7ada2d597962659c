// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "leftovers.hpp"
#include "output_places.hpp"
#include "overwriting.hpp"
#include "pixherd/files/replacement.hpp"
#include "pixherd/files/source_file.hpp"
#include "pixherd/pool/task_desk.hpp"
#include "source_removals.hpp"
#include "task_table.hpp"

namespace pixherd {

/// The TaskDesk of real runs: opens inputs and temporaries by the table's rules, and commits what
/// workers bring.
class FileDesk : public TaskDesk {
 public:
  /// `ledger` is told of every end; null where none is kept.
  FileDesk(TaskTable& table, Overwriting overwriting, Preserve preserve, RunLedger* ledger)
      : table_(table),
        places_(table),
        overwriting_(std::move(overwriting)),
        preserve_(preserve),
        ledger_(ledger) {}

  void begin() override { leftovers_.sweep_idle_folders(table_); }
  [[nodiscard]] std::vector<std::string> left_to_tell() const override {
    return leftovers_.untold();
  }
  [[nodiscard]] WorkOrder order(TaskId task) const override;
  std::variant<TaskFiles, Outcome> open(TaskId task) override;
  void ended_unopened(TaskId task, const Outcome& outcome) override;
  std::optional<Outcome> settle(TaskId task, Outcome outcome) override;
  std::vector<Settled> take_settled(bool all) override;
  [[nodiscard]] bool may_fit_later(TaskId task) const override;
  void put_back(TaskId task) override;

  /// Folders in place are synced; elsewhere each file system is, once, but not for a run that a
  /// signal ended: that takes long, hears no second signal, and the originals are there.
  Attempt finish(RunEnd end) override;

 private:
  struct OpenTask {
    SourceFile source;
    Folder folder;                     ///< of the outputs
    std::vector<Replacement> outputs;  ///< one, or one for each rendition that may come
    LedgerQuery query;
  };

  std::variant<TaskFiles, Outcome> open_files(TaskId id, const Task& task);
  /// Outputs get their names, unless what is there already stays.
  CommitResult commit(const Task& task, OpenTask& open, Outcome& outcome);
  CommitResult commit_elsewhere(const Task& task, OpenTask& open, Outcome& outcome);
  CommitResult commit_renditions(const Task& task, OpenTask& open, Outcome& outcome);
  [[nodiscard]] Attempt check_renditions(const Task& task, const OpenTask& open,
                                         const Outcome& outcome) const;
  Attempt commit_in_place(const Task& task, OpenTask& open, Outcome& outcome);
  std::optional<Outcome> put_off(TaskId id, OpenTask open, Outcome outcome);
  std::optional<Outcome> name_outputs(TaskId id, OpenTask open, Outcome outcome);
  [[nodiscard]] bool converts_in_place(const Task& task) const;
  Attempt announce_replacement(const Task& task, const OpenTask& open, const Outcome& outcome);
  void note_end(const Task& task, const Outcome& outcome, const FileVersion& version);

  TaskTable& table_;
  OutputPlaces places_;
  Overwriting overwriting_;
  Preserve preserve_;
  RunLedger* ledger_;
  std::unordered_map<TaskId, OpenTask> open_;
  SourceRemovals removals_;
  Leftovers leftovers_;
};

}  // namespace pixherd
