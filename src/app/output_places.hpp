// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "task_table.hpp"

namespace pixherd {

/// Where the outputs of a real run go: below its output folder, among its inputs, or wherever a
/// task list says. Opens each folder, makes what is missing of it, and brings what was written
/// there onto the disk. The table outlives it.
class OutputPlaces {
 public:
  explicit OutputPlaces(TaskTable& table) : table_(table) {}

  /// The folder of the task's outputs. Makes it where it is missing, but for folders of inputs, and
  /// notes its file system for sync().
  Result<Folder> folder_for(const Task& task);
  /// Closes what is only kept open for others: the task finds no descriptor that is free.
  void let_go_of_folders(const Task& task);

  /// From here on what is in the task's folder is worth a sync.
  void will_write(const Task& task);
  /// Folders in place; elsewhere each file system, once.
  Attempt sync();

 private:
  Result<Folder> open(const Task& task);
  Result<Folder> open_listed(const std::string& folder);
  void note_file_system(const Folder& folder);
  Attempt sync_replaced();
  Attempt sync_file_systems();

  TaskTable& table_;
  std::map<std::string, Tree> listed_;  ///< by their names in the task list

  std::set<std::pair<std::uint32_t, std::string>> replaced_;  ///< root and folder of what was
  bool wrote_elsewhere_ = false;
  std::map<dev_t, Folder> file_systems_;  ///< of outputs elsewhere; one folder of each
};

}  // namespace pixherd
