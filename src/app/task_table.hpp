// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/cli/task_list.hpp"
#include "pixherd/domain/task.hpp"
#include "pixherd/files/canonical_places.hpp"
#include "pixherd/files/input_scan.hpp"
#include "pixherd/files/tree.hpp"
#include "pixherd/policy/shard.hpp"

namespace pixherd {

/// An input that never becomes a task, with what is to be said of it.
struct EndedInput {
  std::string original_path;
  Outcome outcome;
};

class RunLedger;

/// All tasks of a run and where their files are: what the walk or the task list brought, and the
/// rules by which outputs are named. Filled once, then only read.
class TaskTable {
 public:
  explicit TaskTable(const Options& options);

  /// From here on tasks that have been done before are known; the ledger outlives the table.
  void use_ledger(RunLedger& ledger);

  /// Opens what the options name, and checks it. An Error (usage) before anything is made.
  Attempt open_inputs();

  /// Makes the output folder. An Error where it cannot be made or written to.
  Attempt make_output();

  /// Opens the output folder where it is there. An Error where make_output() would give one, as far
  /// as can be seen without making anything.
  Attempt look_at_output();

  /// Finds the tasks. `found` is called after each, with the formats that it needs.
  void collect(const std::function<void(FormatSet)>& found);

  /// Every --include took something of what was walked, no two tasks have one output, and no output
  /// is an input or the list that was read. An Error (usage) that names the glob, or both files.
  [[nodiscard]] Attempt check_outputs();

  /// What check_outputs() has found odd, and no reason to stop.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

  /// Leaves nothing but this share of the tasks. What never became a task is the first one's.
  void keep_share(const Shard& shard);
  /// What it took away, as it is shown; known where a manifest has entries of these, too.
  [[nodiscard]] const std::vector<std::string>& inputs_of_others() const {
    return inputs_of_others_;
  }
  /// Those that have been done before are tasks no more, but done_before(). To be called once
  /// outputs have been checked.
  void set_aside_done();
  /// Without outcomes of their own, which a hundred thousand would take long to make room for.
  [[nodiscard]] const std::vector<Task>& done_before() const { return done_before_; }
  [[nodiscard]] Outcome earlier_outcome(const Task& done) const;

  [[nodiscard]] const std::vector<Task>& tasks() const { return tasks_; }
  /// How many of them have not been done before.
  [[nodiscard]] std::size_t to_do() const { return tasks_.size() - done_; }
  [[nodiscard]] const std::vector<EndedInput>& ended() const { return ended_; }
  [[nodiscard]] const std::vector<TaskSettings>& settings() const { return settings_; }
  [[nodiscard]] const TaskSettings& settings_of(const Task& task) const {
    return settings_[task.settings];
  }
  [[nodiscard]] ImageFormat output_format(const Task& task) const {
    return settings_of(task).output_format(task.format);
  }

  [[nodiscard]] std::size_t root_count() const { return scan_.roots().size(); }
  [[nodiscard]] Tree& root(std::uint32_t index) { return scan_.roots()[index]; }
  [[nodiscard]] Tree& input_root(const Task& task) { return root(task.root); }
  /// The open output folder of -o; none in place and for a task list.
  [[nodiscard]] std::optional<Tree>& output_root() { return output_; }

  /// Path of the output below the output root (-o), below the input's root (in place), or as the
  /// task list has it.
  [[nodiscard]] std::string output_name(const Task& task) const;
  /// The same for one of a task's renditions.
  [[nodiscard]] std::string rendition_name(const Task& task, const MadeRendition& made) const;
  /// The same for a copy of the original: in an output folder it keeps its own name, a task list
  /// has named it.
  [[nodiscard]] std::string copy_name(const Task& task) const;

  /// Why what a worker made of the task gets no name beside its source. The input may be a
  /// rendition itself, in the width of a source that is narrower than all widths asked for, which
  /// the walk could not tell, since it knows no picture's width.
  [[nodiscard]] std::optional<Reason> against_writing(const Task& task, const Outcome& outcome);

  /// The folder where the task's output goes, if it is there already; it is never made.
  Result<std::optional<Folder>> output_folder_there(const Task& task);

  /// Hands on, perhaps several times and with its path as the user would write it, every folder in
  /// which temporaries of a killed run may lie though no task is opened there: those walked that
  /// hold some, where outputs stand among inputs, and those of the outputs of done_before().
  void visit_idle_folders(const std::function<void(const Folder&, const std::string&)>& visit);

  /// As the user would write them.
  [[nodiscard]] std::string shown_input(const Task& task) const;
  [[nodiscard]] std::string shown_output(const std::string& output_name, const Task& task) const;

  /// Absolute; a link is not followed.
  [[nodiscard]] std::string own_place(const Task& task) const;
  /// It was a link when it was named.
  [[nodiscard]] bool is_named_link(const Task& task) const;

  [[nodiscard]] bool in_place() const;
  [[nodiscard]] bool beside_source() const;
  [[nodiscard]] bool listed() const;

  /// Absolute and without links, for comparing; what is not there yet is taken as it is written.
  [[nodiscard]] std::string canonical_input(const Task& task) const;
  [[nodiscard]] std::string canonical_output(const std::string& output_name,
                                             const Task& task) const;
  /// True where such a path is the task's input, or the link by which that was named.
  [[nodiscard]] bool is_input(const std::string& path, const Task& task) const;
  /// True where what stands there is an input of the run, whatever path led to it.
  [[nodiscard]] bool is_any_input(const Folder& folder, const std::string& name,
                                  const struct stat& there) {
    return scan_.is_input(folder->get(), name, there);
  }

  /// True where `path`, as the user writes it, leads to one of them now.
  [[nodiscard]] bool leads_to_input(const std::string& path) const;

 private:
  Attempt check_roots();
  [[nodiscard]] std::vector<std::uint32_t> shares_of_tasks(std::uint32_t count) const;
  void add(ScannedFile&& file, std::uint32_t settings, std::string output,
           const std::function<void(FormatSet)>& found);
  Attempt read_task_list(const std::string& file);
  void collect_tasks(const std::function<void(FormatSet)>& found);
  [[nodiscard]] std::vector<std::string> output_names(const Task& task) const;
  [[nodiscard]] bool may_be_rendition(const Task& task);
  [[nodiscard]] std::optional<Reason> own_rendition(const Task& task,
                                                    std::vector<std::uint32_t> widths);
  Attempt read_file_list();
  void collect_listed(const std::function<void(FormatSet)>& found);
  [[nodiscard]] OutputNaming naming() const { return {options_.settings.format, options_.suffix}; }
  [[nodiscard]] std::string kept_name(const Task& task) const;
  [[nodiscard]] bool keeps_its_name(const Task& task) const;
  struct PlannedOutputs {
    std::vector<std::string> places;
    std::vector<TaskId> owners;  ///< of each
  };
  using Places = std::unordered_set<std::string>;
  [[nodiscard]] bool outputs_may_collide() const;
  [[nodiscard]] bool outputs_may_hit_inputs() const;
  [[nodiscard]] bool writes_among_inputs() const;
  [[nodiscard]] PlannedOutputs plan_outputs();
  [[nodiscard]] std::string way_out() const;
  [[nodiscard]] Attempt check_collisions(const PlannedOutputs& planned) const;
  [[nodiscard]] Attempt check_inputs_stay(const PlannedOutputs& planned,
                                          const Places& inputs) const;
  [[nodiscard]] Places places_of_inputs() const;
  [[nodiscard]] Places places_of_list() const;

  const Options& options_;
  mutable InputScan scan_;  ///< mutable: it remembers what it has looked at
  RunLedger* ledger_ = nullptr;
  std::size_t done_ = 0;  ///< how many of tasks_ were, before
  std::vector<Task> done_before_;
  std::optional<Tree> output_;
  std::vector<ListedTask> list_;
  std::string paths_;                ///< of --files-from, as they were read
  std::set<std::string> misplaced_;  ///< those of these paths that cannot be inputs
  std::vector<std::string> warnings_;
  std::vector<Task> tasks_;
  std::vector<TaskSettings> settings_;
  std::vector<EndedInput> ended_;
  std::vector<std::string> inputs_of_others_;
  std::map<std::string, std::string> links_;   ///< what named links lead to, by their own place
  std::unordered_set<std::string> contested_;  ///< inputs, maybe renditions, with one's outputs
  std::vector<std::string> unmoved_;  ///< inputs that stay, since outputs would be named alike
  mutable CanonicalPlaces places_;
};

}  // namespace pixherd
