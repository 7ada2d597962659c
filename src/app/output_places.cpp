// SPDX-License-Identifier: Apache-2.0
#include "output_places.hpp"

#include <sys/stat.h>

#include <string_view>
#include <utility>

#include "pixherd/files/replacement.hpp"

namespace pixherd {

Result<Folder> OutputPlaces::folder_for(const Task& task) {
  auto folder = open(task);
  if (folder && !table_.in_place()) {
    note_file_system(*folder);
  }
  return folder;
}

Result<Folder> OutputPlaces::open(const Task& task) {
  const std::string output = table_.output_name(task);
  const std::string_view below = split_path(output).folder;
  if (auto& root = table_.output_root()) {
    return root->make_folder(below);
  }
  return table_.listed() ? open_listed(folder_of(output)) : table_.input_root(task).folder(below);
}

Result<Folder> OutputPlaces::open_listed(const std::string& folder) {
  auto known = listed_.find(folder);
  if (known != listed_.end() && known->second.is_removed()) {
    listed_.erase(known);
    known = listed_.end();
  }
  if (known == listed_.end()) {
    auto made = Tree::make(folder);
    if (!made) {
      return std::move(made).error();
    }
    known = listed_.emplace(folder, std::move(*made)).first;
  }
  return known->second.folder("");
}

void OutputPlaces::note_file_system(const Folder& folder) {
  struct stat facts {};
  if (::fstat(folder->get(), &facts) == 0) {
    file_systems_.try_emplace(facts.st_dev, folder);
  }
}

void OutputPlaces::let_go_of_folders(const Task& task) {
  table_.input_root(task).let_go_of_folders();
  if (auto& root = table_.output_root()) {
    root->let_go_of_folders();
  }
  listed_.clear();
}

void OutputPlaces::will_write(const Task& task) {
  if (table_.in_place()) {
    const std::string output = table_.output_name(task);
    replaced_.emplace(task.root, std::string(split_path(output).folder));
  } else {
    wrote_elsewhere_ = true;
  }
}

Attempt OutputPlaces::sync() { return table_.in_place() ? sync_replaced() : sync_file_systems(); }

/// All of them, whatever becomes of one; a folder that somebody has removed has nothing to sync.
Attempt OutputPlaces::sync_replaced() {
  Attempt all = success();
  for (const auto& [root, relative] : std::exchange(replaced_, {})) {
    const auto folder = table_.root(root).folder(relative);
    const Attempt synced = folder ? sync_folder(*folder) : Attempt(folder.error());
    const bool gone = !folder && folder.error().code == ErrorCode::not_found;
    if (!synced && !gone && all) {
      all = synced;
    }
  }
  return all;
}

/// Below the output's folder there may be others, mounted there. All, as above.
Attempt OutputPlaces::sync_file_systems() {
  if (!wrote_elsewhere_) {
    return success();
  }
  Attempt all = success();
  for (const auto& [device, folder] : file_systems_) {
    const Attempt synced = sync_file_system(folder);
    all = all ? synced : all;
  }
  return all;
}

}  // namespace pixherd
