// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "pixherd/files/conversion.hpp"
#include "pixherd/pool/task_desk.hpp"
#include "pixherd/process/folder_sync.hpp"

namespace pixherd {

/// Converted files whose sources are to go. Each goes once the folder of what stands beside it is
/// on the disk; only then it is certain what became of the task. Folders are synced for a batch of
/// them at a time, while work goes on.
class SourceRemovals {
 public:
  void add(TaskId task, Outcome outcome, Conversion conversion);

  /// The tasks that have ended since, with the outcome they were added with or with an error in its
  /// place; with `all`, after waiting, every one that was added.
  std::vector<TaskDesk::Settled> take(bool all);

 private:
  struct Removal {
    TaskId task;
    Outcome outcome;
    Conversion conversion;
  };

  void begin_sync();
  [[nodiscard]] std::vector<TaskDesk::Settled> remove(const Attempt& synced);

  std::vector<Removal> waiting_;
  std::vector<Removal> in_sync_;
  std::optional<FolderSync> sync_;  ///< of the folders of in_sync_
};

}  // namespace pixherd
