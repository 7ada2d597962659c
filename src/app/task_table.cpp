// SPDX-License-Identifier: Apache-2.0
#include "task_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "pixherd/base/text.hpp"
#include "pixherd/files/output_path.hpp"
#include "pixherd/files/text_file.hpp"
#include "run_ledger.hpp"

namespace pixherd {
namespace {

Reason same_name_reason() {
  return {ReasonCode::same_name, "is of that format already, and its output would have its name"};
}

ScanOptions scan_options(const Options& options) {
  ScanOptions scan = options.scan;
  if (!std::holds_alternative<BesideSource>(options.destination)) {
    return scan;
  }
  OutputNaming naming{options.settings.format, options.suffix};
  for (const Rendition& rendition : options.settings.renditions) {
    naming.name_template = options.name_template;
    naming.widths.push_back(rendition.width);
  }
  scan.outputs_beside = std::move(naming);
  return scan;
}

/// The run's own, with what a list says for itself in its place.
TaskSettings settings_of_entry(const TaskSettings& run, const TaskSettings& listed) {
  TaskSettings settings = run;
  settings.format = listed.format;
  settings.quality = listed.quality;
  settings.resize = listed.resize;
  settings.resize.kernel = run.resize.kernel;
  settings.copy_unimproved = true;  // whoever lists an output wants to find it there
  return settings;
}

}  // namespace

void TaskTable::use_ledger(RunLedger& ledger) {
  ledger_ = &ledger;
  tasks_.reserve(ledger.size());  // room that is not needed is not touched
  if (ledger.folder()) {
    scan_.pass_over_state(*ledger.folder());
  }
  scan_.recognise_by([&ledger](const std::string& place, const FileVersion& version) {
    return ledger.recognise(place, version);
  });
  // What stands there tells what has been done.
  if (const auto* into = std::get_if<IntoFolder>(&options_.destination)) {
    if (auto there = Tree::open(into->folder)) {
      output_ = std::move(*there);
    }
  }
}

bool TaskTable::is_named_link(const Task& task) const {
  return !links_.empty() && links_.contains(own_place(task));
}

void TaskTable::set_aside_done() {
  if (done_ == 0) {
    return;
  }
  const auto is_to_do = [](const Task& task) { return task.past.is_to_do(); };
  done_before_ = std::exchange(tasks_, {});
  std::copy_if(done_before_.begin(), done_before_.end(), std::back_inserter(tasks_), is_to_do);
  std::erase_if(done_before_, is_to_do);
  done_ = 0;
}

Outcome TaskTable::earlier_outcome(const Task& done) const {
  return ledger_->outcome_of(done.past, done.bytes);
}

TaskTable::TaskTable(const Options& options) : options_(options), scan_(scan_options(options)) {
  settings_.push_back(options.settings);
  if (options.lossless_beside) {
    settings_.push_back(options.lossless_beside->settings);
  }
}

bool TaskTable::in_place() const { return std::holds_alternative<InPlace>(options_.destination); }
bool TaskTable::beside_source() const {
  return std::holds_alternative<BesideSource>(options_.destination);
}
bool TaskTable::listed() const { return std::holds_alternative<AsListed>(options_.destination); }

Attempt TaskTable::read_task_list(const std::string& file) {
  const std::string shown = file == "-" ? "standard input" : printable(file);
  const auto text = read_text_file(file);
  if (!text) {
    return usage_error(
        fmt::format("{}: the task list cannot be read: {}", shown, text.error().message));
  }
  auto parsed = parse_task_list(*text);
  if (!parsed) {
    return usage_error(fmt::format("{}: {}", shown, parsed.error().message));
  }
  list_ = std::move(*parsed);
  for (ListedTask& entry : list_) {
    entry.settings = settings_of_entry(options_.settings, entry.settings);
  }
  return success();
}

Attempt TaskTable::open_inputs() {
  if (const auto* listed = std::get_if<AsListed>(&options_.destination)) {
    return read_task_list(listed->task_list);
  }
  if (!options_.root.empty()) {
    if (auto kept = scan_.keep_below(options_.root); !kept) {
      return kept;
    }
  }
  for (const std::string& input : options_.inputs) {
    if (auto added = scan_.add_input(input); !added) {
      return added;
    }
  }
  if (options_.list) {
    if (auto read = read_file_list(); !read) {
      return read;
    }
  }
  return check_roots();
}

/// The output folder, where it is there already, must not be one of the folders that are walked.
Attempt TaskTable::check_roots() {
  const auto* into = std::get_if<IntoFolder>(&options_.destination);
  if (into == nullptr) {
    return success();
  }
  std::error_code error;
  if (std::filesystem::exists(into->folder, error) &&
      !std::filesystem::is_directory(into->folder, error)) {
    return usage_error(fmt::format("--output {}: is not a folder", printable(into->folder)));
  }
  const auto output = Tree::open(into->folder);
  if (!output) {
    return success();
  }
  for (const std::string& input : options_.inputs) {
    if (std::filesystem::is_directory(input, error) &&
        std::filesystem::equivalent(input, into->folder, error)) {
      return usage_error(
          fmt::format("--output {}: is the input folder {} itself; use --in-place to "
                      "replace images",
                      printable(into->folder), printable(input)));
    }
  }
  scan_.leave_out(*output);
  return success();
}

Attempt TaskTable::make_output() {
  if (const auto* into = std::get_if<IntoFolder>(&options_.destination)) {
    auto made = Tree::make(into->folder);
    if (!made) {
      return Error{made.error().code, "--output " + made.error().message};
    }
    output_ = std::move(*made);
  }
  return success();
}

Attempt TaskTable::look_at_output() {
  const auto* into = std::get_if<IntoFolder>(&options_.destination);
  if (into == nullptr) {
    return success();
  }
  if (auto possible = Tree::can_make(into->folder); !possible) {
    return Error{possible.error().code, "--output " + possible.error().message};
  }
  if (auto there = Tree::open(into->folder)) {
    output_ = std::move(*there);
  }
  return success();
}

void TaskTable::collect(const std::function<void(FormatSet)>& found) {
  if (!listed()) {
    scan_.walk([&](ScannedFile&& file) { add(std::move(file), 0, {}, found); });
    if (options_.list) {
      collect_listed(found);
    }
    return;
  }
  collect_tasks(found);
}

/// What entries say for themselves, each once, however they take turns.
void TaskTable::collect_tasks(const std::function<void(FormatSet)>& found) {
  std::uint32_t settings = 0;
  std::unordered_map<std::string, std::uint32_t> known{
      {canonical_text(settings_[settings]), settings}};
  for (ListedTask& entry : std::exchange(list_, {})) {
    if (settings_[settings] != entry.settings) {
      const auto next = static_cast<std::uint32_t>(settings_.size());
      settings = known.try_emplace(canonical_text(entry.settings), next).first->second;
      if (settings == next) {
        settings_.push_back(entry.settings);
      }
    }
    ScannedFile file = scan_.inspect(entry.input);
    if (const auto* error = std::get_if<Error>(&file.what)) {
      ended_.push_back({entry.input, failed_outcome(*error, file.bytes)});
      continue;
    }
    add(std::move(file), settings, std::move(entry.output), found);
  }
}

namespace {

/// What an input that never becomes a task comes to.
Outcome outcome_of_no_task(const ScannedFile& file) {
  if (const auto* error = std::get_if<Error>(&file.what)) {
    return failed_outcome(*error, file.bytes);
  }
  const auto* reason = std::get_if<Reason>(&file.what);
  Outcome outcome = skipped_outcome(
      reason != nullptr ? *reason : Reason{ReasonCode::not_an_image, "is no image"}, file.bytes);
  const ReasonCode code = outcome.reason->code;
  if (code == ReasonCode::own_output || code == ReasonCode::excluded ||
      code == ReasonCode::not_an_image) {
    outcome.status = TaskStatus::ignored;
  }
  return outcome;
}

FormatSet formats_needed(const Task& task, const TaskSettings& settings) {
  FormatSet needed = output_formats(settings, task.format);
  needed.insert(task.format);
  return needed;
}

}  // namespace

void TaskTable::add(ScannedFile&& file, std::uint32_t settings, std::string output,
                    const std::function<void(FormatSet)>& found) {
  const auto* format = std::get_if<ImageFormat>(&file.what);
  if (format == nullptr) {
    ended_.push_back({scan_.shown_path(file.root, file.path), outcome_of_no_task(file)});
    return;
  }
  if (file.link) {
    const std::string place = join_path(scan_.roots()[file.root].canonical(), file.path);
    std::error_code error;
    links_[place] = std::filesystem::canonical(place, error).string();
  }
  if (options_.lossless_beside && options_.lossless_beside->hold_for(*format, file.bytes)) {
    settings = 1;
  }
  Task task{std::move(file.path), std::move(output), file.root, settings, file.bytes, *format};
  if (keeps_its_name(task)) {
    unmoved_.push_back(canonical_input(task));
    ended_.push_back({shown_input(task), skipped_outcome(same_name_reason(), task.bytes)});
    return;
  }
  task.past = ledger_ != nullptr ? ledger_->judge(*this, task, file.version) : Past();
  done_ += task.past.is_to_do() ? 0U : 1U;
  tasks_.push_back(std::move(task));
  if (tasks_.back().past.is_to_do()) {
    found(formats_needed(tasks_.back(), settings_of(tasks_.back())));
  }
}

}  // namespace pixherd
