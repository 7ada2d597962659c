// SPDX-License-Identifier: Apache-2.0
// That no two outputs are one, and none is an input: the half of TaskTable that compares places.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <unordered_map>
#include <unordered_set>

#include "pixherd/base/text.hpp"
#include "pixherd/files/output_path.hpp"
#include "pixherd/files/path_below.hpp"
#include "pixherd/files/rendition_name.hpp"
#include "task_table.hpp"

namespace pixherd {

Attempt TaskTable::check_outputs() {
  if (const auto unused = scan_.unused_include()) {
    return usage_error(fmt::format(
        "--include {}: matches nothing of what was found; nothing was done", printable(*unused)));
  }
  for (const std::string& unused : scan_.unused_includes()) {
    warnings_.push_back(fmt::format("--include {}: matches nothing of what was found", unused));
  }
  const bool may_hit_inputs = outputs_may_hit_inputs();
  if (!may_hit_inputs && !outputs_may_collide()) {
    return success();
  }
  // Before outputs, so that a folder goes by the path that its inputs were found by.
  const Places inputs = may_hit_inputs ? places_of_inputs() : Places();
  const PlannedOutputs planned = plan_outputs();
  if (auto apart = check_collisions(planned); !apart || !may_hit_inputs) {
    return apart;
  }
  return check_inputs_stay(planned, inputs);
}

/// Names of one walk stay different unless extensions change, or another walk joins in.
bool TaskTable::outputs_may_collide() const {
  const auto* into = std::get_if<IntoFolder>(&options_.destination);
  return listed() || options_.settings.format.has_value() || scan_.roots().size() > 1 ||
         (into != nullptr && into->flatten) || !options_.settings.renditions.empty();
}

bool TaskTable::outputs_may_hit_inputs() const {
  const auto* into = std::get_if<IntoFolder>(&options_.destination);
  const auto lies_in_output = [&](const Tree& root) {
    return path_below(places_.folder(into->folder), root.canonical()).has_value();
  };
  if (in_place()) {
    return false;  // what stands keeps its name, and the source whose output would have it stays
  }
  return listed() || options_.list || beside_source() || !links_.empty() ||
         (into != nullptr &&
          std::any_of(scan_.roots().begin(), scan_.roots().end(), lies_in_output)) ||
         writes_among_inputs();
}

/// Where all outputs go. Earlier renditions of one source would collide; whether they are such the
/// workers tell.
TaskTable::PlannedOutputs TaskTable::plan_outputs() {
  PlannedOutputs planned;
  planned.places.reserve(tasks_.size());
  planned.owners.reserve(tasks_.size());
  std::unordered_map<std::string, TaskId> of_renditions;
  for (TaskId id = 0; id < tasks_.size(); ++id) {
    const bool may_be = may_be_rendition(tasks_[id]);
    for (const std::string& name : output_names(tasks_[id])) {
      std::string output = places_.same(canonical_output(name, tasks_[id]));
      const auto other = may_be ? of_renditions.emplace(output, id).first : of_renditions.end();
      if (other != of_renditions.end() && other->second != id) {
        contested_.insert({own_place(tasks_[other->second]), own_place(tasks_[id])});
        continue;
      }
      if (in_place() && is_input(output, tasks_[id])) {
        continue;  // it stands already
      }
      planned.places.push_back(std::move(output));
      planned.owners.push_back(id);
    }
  }
  return planned;
}

/// What helps where an output would have a name that it must not have.
std::string TaskTable::way_out() const {
  if (listed()) {
    return "give it another output in the task list";
  }
  const auto* into = std::get_if<IntoFolder>(&options_.destination);
  if (into != nullptr && into->flatten) {
    return "leave out --flatten, or rename one of them";
  }
  return beside_source() ? "choose another --suffix, or --output DIR"
                         : "rename one of them, or choose another --output DIR for one of them";
}

Attempt TaskTable::check_collisions(const PlannedOutputs& planned) const {
  const auto collision = find_collision(planned.places);
  if (!collision) {
    return success();
  }
  const Task& first = tasks_[planned.owners[collision->first]];
  const Task& second = tasks_[planned.owners[collision->second]];
  return usage_error(fmt::format("{} and {} would both become {}; nothing was done: {}",
                                 printable(shown_input(first)), printable(shown_input(second)),
                                 printable(planned.places[collision->first]), way_out()));
}

Attempt TaskTable::check_inputs_stay(const PlannedOutputs& planned, const Places& inputs) const {
  const Places list = places_of_list();
  const auto is_taken = [&](const std::string& place) {
    return inputs.contains(place) || list.contains(place);
  };
  const auto copy_takes_another = [&](const Task& task) {
    const std::string copy = places_.same(canonical_output(copy_name(task), task));
    return is_taken(copy) && !is_input(copy, task);
  };
  for (std::size_t i = 0; i < planned.places.size(); ++i) {
    const Task& task = tasks_[planned.owners[i]];
    const std::string& output = planned.places[i];
    if (is_taken(output) || (settings_of(task).copy_unimproved && copy_takes_another(task))) {
      return usage_error(fmt::format(
          "the output of {} would be {}, which is {}; nothing was done: {}",
          printable(shown_input(task)), printable(output),
          list.contains(output) ? "the list that this run was given" : "an input", way_out()));
    }
  }
  return success();
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

/// All names that the task's outputs may get, as far as they are known before its picture is.
std::vector<std::string> TaskTable::output_names(const Task& task) const {
  std::vector<std::string> names;
  const TaskSettings& settings = settings_of(task);
  for (const std::uint32_t index : distinct_renditions(settings, task.format)) {
    const Rendition& rendition = settings.renditions[index];
    names.push_back(rendition_path(options_.name_template, kept_name(task), {rendition.width, 0},
                                   rendition.format.value_or(task.format)));
  }
  return names.empty() ? std::vector{output_name(task)} : names;
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

/// What no output may replace.
TaskTable::Places TaskTable::places_of_inputs() const {
  Places inputs;
  for (const Task& task : tasks_) {
    inputs.insert(places_.same(canonical_input(task)));
  }
  for (const auto& [place, target] : links_) {
    inputs.insert(places_.same(place));
  }
  if (options_.overwrite == Overwrite::all || options_.overwrite == Overwrite::bigger) {
    for (const std::string& place : unmoved_) {
      inputs.insert(places_.same(place));
    }
  }
  return inputs;
}

/// Of the list of tasks or paths, if there is one: its own, and that of the file it leads to.
TaskTable::Places TaskTable::places_of_list() const {
  const auto* tasks = std::get_if<AsListed>(&options_.destination);
  std::string file = tasks != nullptr ? tasks->task_list : options_.list ? options_.list->file : "";
  if (file.empty()) {
    return {};
  }
  if (file == "-") {
    file = "/proc/self/fd/0";
  }
  Places places{places_.same(join_path(places_.folder(folder_of(file)), split_path(file).name))};
  std::error_code error;
  const auto target = std::filesystem::canonical(file, error);
  if (!error) {
    places.insert(places_.same(target.string()));
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
    return places_of_inputs().contains(places_.same(place));
  }
  auto tree = Tree::open(folder_of(place));
  const auto folder = tree ? tree->folder("") : Result<Folder>(tree.error());
  return folder && scan_.is_input((*folder)->get(), std::string(split_path(place).name), there);
}

}  // namespace pixherd
