// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "overwriting.hpp"
#include "pixherd/base/fd.hpp"
#include "pixherd/files/source_file.hpp"
#include "pixherd/pool/task_desk.hpp"
#include "task_table.hpp"

namespace pixherd {

/// The TaskDesk of --dry-run: inputs are opened as ever, what workers make goes nowhere, and
/// outcomes are what they would be, as far as can be seen without writing.
class DryDesk : public TaskDesk {
 public:
  DryDesk(TaskTable& table, Overwriting overwriting, RunLedger* ledger);

  [[nodiscard]] WorkOrder order(TaskId task) const override;
  std::variant<TaskFiles, Outcome> open(TaskId task) override;
  std::optional<Outcome> settle(TaskId task, Outcome outcome) override;
  std::vector<Settled> take_settled(bool) override { return {}; }
  void put_back(TaskId task) override { open_.erase(task); }

 private:
  std::variant<TaskFiles, Outcome> open_files(TaskId id, const Task& task);
  std::optional<Outcome> prevented(const Task& task, const SourceFile& source, Outcome& outcome);

  TaskTable& table_;
  Overwriting overwriting_;
  Fd nowhere_;  ///< from the first task on
  RunLedger* ledger_;
  struct OpenTask {
    SourceFile source;
    LedgerQuery query;
  };
  std::unordered_map<TaskId, OpenTask> open_;
};

}  // namespace pixherd
