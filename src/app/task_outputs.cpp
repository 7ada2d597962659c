// SPDX-License-Identifier: Apache-2.0
// How inputs and outputs are called: the half of TaskTable that names them.
#include <algorithm>

#include "pixherd/files/output_path.hpp"
#include "pixherd/files/rendition_name.hpp"
#include "task_table.hpp"

namespace pixherd {

std::string TaskTable::output_name(const Task& task) const {
  if (listed()) {
    return task.output;
  }
  return output_path(kept_name(task), naming());
}

std::string TaskTable::rendition_name(const Task& task, const MadeRendition& made) const {
  return rendition_path(options_.name_template, kept_name(task), made.size, made.format);
}

/// That the input has the name of a rendition in one of these widths of what stands beside it.
std::optional<Reason> TaskTable::own_rendition(const Task& task,
                                               std::vector<std::uint32_t> widths) {
  const SplitPath input = split_path(task.input);
  const auto folder = input_root(task).folder(input.folder);
  return folder ? own_output((*folder)->get(), std::string(input.name),
                             OutputNaming{{}, {}, options_.name_template, std::move(widths)})
                : std::nullopt;
}

std::optional<Reason> TaskTable::against_writing(const Task& task, const Outcome& outcome) {
  const std::vector<Rendition>& asked = settings_of(task).renditions;
  const auto in_own_width = [&](const MadeRendition& made) {
    return made.index < asked.size() && made.size.width < asked[made.index].width;
  };
  const auto narrow =
      std::find_if(outcome.renditions.begin(), outcome.renditions.end(), in_own_width);
  if (beside_source() && narrow != outcome.renditions.end()) {
    if (auto reason = own_rendition(task, {narrow->size.width})) {
      return reason;
    }
  }
  if (contested_.contains(own_place(task))) {
    return Reason{ReasonCode::same_name,
                  "its outputs would have the names of those of a file that differs by its "
                  "extension alone; rename one of them"};
  }
  return std::nullopt;
}

std::string TaskTable::copy_name(const Task& task) const {
  return listed() ? task.output : with_suffix(kept_name(task), options_.suffix);
}

/// The input's path, or as much of it as the output keeps.
std::string TaskTable::kept_name(const Task& task) const {
  const auto* into = std::get_if<IntoFolder>(&options_.destination);
  if (into == nullptr) {
    return task.input;
  }
  return into->flatten ? std::string(split_path(task.input).name)
                       : scan_.kept_path(task.root, task.input);
}

/// Where outputs stand beside their sources: that this one's would have to be the source.
bool TaskTable::keeps_its_name(const Task& task) const {
  return beside_source() && options_.settings.renditions.empty() && output_name(task) == task.input;
}

std::string TaskTable::shown_input(const Task& task) const {
  return scan_.shown_path(task.root, task.input);
}

std::string TaskTable::shown_output(const std::string& output_name, const Task& task) const {
  if (const auto* into = std::get_if<IntoFolder>(&options_.destination)) {
    return join_path(into->folder, output_name);
  }
  return listed() ? output_name : scan_.shown_path(task.root, output_name);
}

std::string TaskTable::own_place(const Task& task) const {
  return join_path(scan_.roots()[task.root].canonical(), task.input);
}

std::string TaskTable::canonical_input(const Task& task) const {
  std::string path = own_place(task);
  const auto link = links_.find(path);
  return link == links_.end() ? path : link->second;
}

bool TaskTable::is_input(const std::string& path, const Task& task) const {
  const std::string place = own_place(task);
  const std::string input = canonical_input(task);
  return path == input || path == place || places_.same(path) == places_.same(input) ||
         places_.same(path) == places_.same(place);
}

std::string TaskTable::canonical_output(const std::string& output_name, const Task& task) const {
  if (const auto* into = std::get_if<IntoFolder>(&options_.destination)) {
    return join_path(places_.folder(into->folder), output_name);
  }
  if (!listed()) {
    return join_path(scan_.roots()[task.root].canonical(), output_name);
  }
  const SplitPath split = split_path(output_name);
  const bool at_top = split.folder.empty() && output_name.starts_with('/');
  return join_path(places_.folder(at_top ? "/" : std::string(split.folder)), split.name);
}

}  // namespace pixherd
