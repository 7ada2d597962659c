// SPDX-License-Identifier: Apache-2.0
// Folders that outputs stand in: the half of TaskTable that opens them, and makes none.
#include <set>
#include <string_view>
#include <utility>

#include "task_table.hpp"

namespace pixherd {

Result<std::optional<Folder>> TaskTable::output_folder_there(const Task& task) {
  using There = std::optional<Folder>;
  const std::string output = output_name(task);
  const SplitPath split = split_path(output);
  Result<Folder> folder = Error{ErrorCode::not_found, {}};
  if (output_) {
    folder = output_->folder(split.folder);
  } else if (listed()) {
    auto tree = Tree::open(folder_of(output));
    folder = tree ? tree->folder("") : tree.error();
  } else if (in_place() || beside_source()) {
    folder = input_root(task).folder(split.folder);
  }
  if (folder) {
    return There(std::move(*folder));
  }
  return folder.error().code == ErrorCode::not_found ? Result<There>(There()) : folder.error();
}

void TaskTable::visit_idle_folders(
    const std::function<void(const Folder&, const std::string&)>& visit) {
  const bool among_inputs = in_place() || beside_source();
  if (among_inputs) {
    for (const WalkedFolder& walked : scan_.with_temporaries()) {
      if (const auto folder = root(walked.root).folder(walked.path)) {
        visit(*folder, scan_.shown_path(walked.root, walked.path));
      }
    }
  }
  std::set<std::pair<std::uint32_t, std::string_view>> seen;
  for (const Task& task : done_before_) {
    if (among_inputs && scan_.is_walked(task.root)) {
      continue;
    }
    const std::string_view below = split_path(listed() ? task.output : task.input).folder;
    if (!seen.emplace(task.root, below).second) {
      continue;
    }
    if (const auto folder = output_folder_there(task); folder && *folder) {
      visit(**folder, shown_output(std::string(split_path(output_name(task)).folder), task));
    }
  }
}

}  // namespace pixherd
