// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "pixherd/files/file_id.hpp"
#include "pixherd/files/tree.hpp"
#include "task_table.hpp"

namespace pixherd {

/// What runs that were killed left in the folders of this one: temporaries, which go, and files
/// that somebody wrote meanwhile, which a person should look at. Each folder is swept once in a
/// run.
class Leftovers {
 public:
  /// Sweeps the folders where no task will come by.
  void sweep_idle_folders(TaskTable& table);

  /// Before the run opens its first file in the folder, which is that of the task's outputs.
  void sweep(const Folder& folder, const TaskTable& table, const Task& task);

  /// Notes for the record of a task that has ended there; each is handed out once.
  std::vector<std::string> take_notes(const Folder& folder);

  /// What no task's record has told of.
  [[nodiscard]] std::vector<std::string> untold() const;

 private:
  struct Displaced {
    std::string folder;  ///< as the user would write it
    std::vector<std::string> names;
  };

  std::vector<std::string> sweep_once(const Folder& folder, const FileId& id);

  std::set<FileId> swept_;
  std::map<FileId, Displaced> displaced_;  ///< by folder; not told of yet
};

}  // namespace pixherd
