// SPDX-License-Identifier: Apache-2.0
#include "leftovers.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

#include "pixherd/files/sweep.hpp"

namespace pixherd {

void Leftovers::sweep_idle_folders(TaskTable& table) {
  table.visit_idle_folders([this](const Folder& folder, const std::string& shown) {
    struct stat facts {};
    if (::fstat(folder->get(), &facts) != 0) {
      return;
    }
    if (auto names = sweep_once(folder, id_of(facts)); !names.empty()) {
      displaced_.emplace(id_of(facts), Displaced{shown, std::move(names)});
    }
  });
}

void Leftovers::sweep(const Folder& folder, const TaskTable& table, const Task& task) {
  struct stat facts {};
  if (::fstat(folder->get(), &facts) != 0) {
    return;
  }
  if (auto names = sweep_once(folder, id_of(facts)); !names.empty()) {
    const std::string output = table.shown_output(table.output_name(task), task);
    displaced_.emplace(id_of(facts),
                       Displaced{std::string(split_path(output).folder), std::move(names)});
  }
}

std::vector<std::string> Leftovers::take_notes(const Folder& folder) {
  struct stat facts {};
  if (displaced_.empty() || ::fstat(folder->get(), &facts) != 0) {
    return {};
  }
  std::vector<std::string> notes;
  if (auto found = displaced_.extract(id_of(facts))) {
    for (const std::string& name : found.mapped().names) {
      notes.push_back(fmt::format(
          "beside it is {}, which somebody wrote while a run was killed: rename it or remove it",
          name));
    }
  }
  return notes;
}

std::vector<std::string> Leftovers::untold() const {
  std::vector<std::string> untold;
  for (const auto& [id, displaced] : displaced_) {
    for (const std::string& name : displaced.names) {
      untold.push_back(
          fmt::format("{}: somebody wrote it while a run was killed: rename it or remove it",
                      join_path(displaced.folder, name)));
    }
  }
  return untold;
}

/// Returns the names of what a person should look at.
std::vector<std::string> Leftovers::sweep_once(const Folder& folder, const FileId& id) {
  return swept_.insert(id).second ? sweep_stale_temporaries(folder->get()).displaced
                                  : std::vector<std::string>();
}

}  // namespace pixherd
