// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <unordered_map>
#include <unordered_set>

#include "pixherd/app/task_table.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/files/output_path.hpp"
#include "pixherd/files/path_below.hpp"
#include "pixherd/files/rendition_name.hpp"

namespace pixherd {
namespace {

Error usage_error_of(std::string message) { return {ErrorCode::usage, std::move(message)}; }

}  // namespace

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

/// By its name, in the own width of a source that is narrower than all widths asked for.
bool TaskTable::may_be_rendition(const Task& task) {
  const std::vector<Rendition>& asked = settings_of(task).renditions;
  if (!beside_source() || asked.empty()) {
    return false;
  }
  const auto narrowest =
      std::min_element(asked.begin(), asked.end(),
                       [](const Rendition& a, const Rendition& b) { return a.width < b.width; });
  auto widths = widths_named(split_path(task.input).name, narrowest->width);
  return !widths.empty() && own_rendition(task, std::move(widths)).has_value();
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

/// All names that the task's outputs may get, as far as they are known before its picture is.
std::vector<std::string> TaskTable::output_names(const Task& task) const {
  std::vector<std::string> names;
  for (const Rendition& rendition : settings_of(task).renditions) {
    names.push_back(rendition_path(options_.name_template, kept_name(task), {rendition.width, 0},
                                   rendition.format.value_or(task.format)));
  }
  return names.empty() ? std::vector{output_name(task)} : names;
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
  return path == input || path == place || same_place(path) == same_place(input) ||
         same_place(path) == same_place(place);
}

/// One path for all that lead to a file of that name in one folder, which may be there several
/// times: mounted twice, or by a name in other letters.
std::string TaskTable::same_place(const std::string& path) const {
  const SplitPath split = split_path(path);
  if (split.folder.empty()) {
    return path;
  }
  const auto [known, is_new] = same_folders_.try_emplace(std::string(split.folder), split.folder);
  struct stat facts {};
  if (is_new && ::stat(known->first.c_str(), &facts) == 0) {
    known->second = places_.try_emplace(id_of(facts), known->first).first->second;
  }
  return join_path(known->second, split.name);
}

/// That there is an input in a folder that outputs go to.
bool TaskTable::writes_among_inputs() const {
  const auto* into = std::get_if<IntoFolder>(&options_.destination);
  struct stat facts {};
  if (into == nullptr || ::stat(into->folder.c_str(), &facts) != 0) {
    return false;
  }
  std::unordered_set<std::string> looked_at;
  return std::any_of(tasks_.begin(), tasks_.end(), [&](const Task& task) {
    const std::string name = kept_name(task);
    const std::string folder(split_path(name).folder);
    return looked_at.insert(folder).second &&
           ::stat(join_path(into->folder, folder).c_str(), &facts) == 0 &&
           scan_.is_folder_of_inputs(facts);
  });
}

std::string TaskTable::canonical_output(const std::string& output_name, const Task& task) const {
  if (const auto* into = std::get_if<IntoFolder>(&options_.destination)) {
    return join_path(canonical_folder(into->folder), output_name);
  }
  if (!listed()) {
    return join_path(scan_.roots()[task.root].canonical(), output_name);
  }
  const SplitPath split = split_path(output_name);
  const bool at_top = split.folder.empty() && output_name.starts_with('/');
  return join_path(canonical_folder(at_top ? "/" : std::string(split.folder)), split.name);
}

const std::string& TaskTable::canonical_folder(const std::string& folder) const {
  const auto known = canonical_folders_.find(folder);
  if (known != canonical_folders_.end()) {
    return known->second;
  }
  std::error_code error;
  const auto absolute = std::filesystem::absolute(folder.empty() ? "." : folder, error);
  std::string path = std::filesystem::weakly_canonical(absolute, error).string();
  while (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  }
  return canonical_folders_.emplace(folder, std::move(path)).first->second;
}

/// That a copy of it would have the name of another input.
bool TaskTable::copies_onto_other(const Task& task,
                                  const std::unordered_set<std::string>& inputs) const {
  const std::string copy = same_place(canonical_output(copy_name(task), task));
  return !is_input(copy, task) && inputs.contains(copy);
}

/// What no output may replace.
std::unordered_set<std::string> TaskTable::places_of_inputs() const {
  std::unordered_set<std::string> inputs;
  for (const Task& task : tasks_) {
    inputs.insert(same_place(canonical_input(task)));
  }
  for (const auto& [place, target] : links_) {
    inputs.insert(same_place(place));
  }
  if (options_.overwrite == Overwrite::all || options_.overwrite == Overwrite::bigger) {
    for (const std::string& place : standing_) {
      inputs.insert(same_place(place));
    }
  }
  return inputs;
}

/// Of the list of tasks or paths, if there is one: its own, and that of the file it leads to.
std::unordered_set<std::string> TaskTable::places_of_list() const {
  const auto* tasks = std::get_if<AsListed>(&options_.destination);
  std::string file = tasks != nullptr ? tasks->task_list : options_.list ? options_.list->file : "";
  if (file.empty()) {
    return {};
  }
  if (file == "-") {
    file = "/proc/self/fd/0";
  }
  std::unordered_set<std::string> places{
      same_place(join_path(canonical_folder(folder_of(file)), split_path(file).name))};
  std::error_code error;
  const auto target = std::filesystem::canonical(file, error);
  if (!error) {
    places.insert(same_place(target.string()));
  }
  return places;
}

bool TaskTable::leads_to_input(const std::string& path) const {
  std::error_code error;
  const std::string place = std::filesystem::canonical(path, error).string();
  struct stat there {};
  if (error || ::stat(place.c_str(), &there) != 0 || !S_ISREG(there.st_mode)) {
    return false;
  }
  if (there.st_nlink > 1) {
    // The scan knows the names of such files, but not which of them are images.
    return places_of_inputs().contains(same_place(place));
  }
  auto tree = Tree::open(folder_of(place));
  const auto folder = tree ? tree->folder("") : Result<Folder>(tree.error());
  return folder && scan_.is_input((*folder)->get(), std::string(split_path(place).name), there);
}

Attempt TaskTable::check_outputs() {
  if (const auto unused = scan_.unused_include()) {
    return usage_error_of(fmt::format(
        "--include {}: matches nothing of what was found; nothing was done", printable(*unused)));
  }
  const auto* into = std::get_if<IntoFolder>(&options_.destination);
  // Names of one walk stay different unless extensions change, or another walk joins in.
  const bool may_collide = listed() || options_.settings.format.has_value() ||
                           scan_.roots().size() > 1 || (into != nullptr && into->flatten) ||
                           !options_.settings.renditions.empty();
  const auto lies_in_output = [&](const Tree& root) {
    return path_below(canonical_folder(into->folder), root.canonical()).has_value();
  };
  const bool may_hit_inputs =
      listed() || options_.list || beside_source() ||
      (in_place() && options_.settings.format.has_value()) || !links_.empty() ||
      (into != nullptr &&
       std::any_of(scan_.roots().begin(), scan_.roots().end(), lies_in_output)) ||
      writes_among_inputs();
  if (!may_collide && !may_hit_inputs) {
    return success();
  }
  // Before outputs, so that a folder goes by the path that its inputs were found by.
  std::unordered_set<std::string> inputs;
  std::unordered_set<std::string> list;
  if (may_hit_inputs) {
    inputs = places_of_inputs();
    list = places_of_list();
    inputs.insert(list.begin(), list.end());
  }
  std::vector<std::string> outputs;
  std::vector<TaskId> owners;
  outputs.reserve(tasks_.size());
  // Earlier renditions of one source would collide; whether they are such the workers tell.
  std::unordered_map<std::string, TaskId> of_renditions;
  for (TaskId id = 0; id < tasks_.size(); ++id) {
    const bool may_be = may_be_rendition(tasks_[id]);
    for (const std::string& name : output_names(tasks_[id])) {
      std::string output = canonical_output(name, tasks_[id]);
      output = may_hit_inputs ? same_place(output) : output;
      const auto other = may_be ? of_renditions.emplace(output, id).first : of_renditions.end();
      if (other != of_renditions.end() && other->second != id) {
        contested_.insert({own_place(tasks_[other->second]), own_place(tasks_[id])});
        continue;
      }
      outputs.push_back(std::move(output));
      owners.push_back(id);
    }
  }
  if (const auto collision = find_collision(outputs)) {
    const Task& first = tasks_[owners[collision->first]];
    const Task& second = tasks_[owners[collision->second]];
    return usage_error_of(fmt::format("{} and {} would both become {}; nothing was done",
                                      printable(shown_input(first)), printable(shown_input(second)),
                                      printable(outputs[collision->first])));
  }
  if (!may_hit_inputs) {
    return success();
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Task& task = tasks_[owners[i]];
    const bool onto_itself = in_place() && is_input(outputs[i], task);
    const bool copied_onto_input =
        settings_of(task).copy_unimproved && copies_onto_other(task, inputs);
    if ((!onto_itself && inputs.contains(outputs[i])) || copied_onto_input) {
      return usage_error_of(
          fmt::format("the output of {} would be {}, which is {}; nothing was done",
                      printable(shown_input(task)), printable(outputs[i]),
                      list.contains(outputs[i]) ? "the list that this run was given" : "an input"));
    }
  }
  return success();
}

}  // namespace pixherd
