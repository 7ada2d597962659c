// SPDX-License-Identifier: Apache-2.0
#include "run_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "output_names.hpp"
#include "pixherd/base/fd.hpp"
#include "pixherd/base/random.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/files/source_file.hpp"
#include "pixherd/ledger/ledger_format.hpp"
#include "standing_outputs.hpp"
#include "task_entries.hpp"

namespace pixherd {
namespace {

/// More than tasks are open at a time.
constexpr std::size_t kMostStanding = 4096;

FileStamp stamp_of(const std::string& place, const FileVersion& version) {
  return {short_hash(place), version.inode, version.bytes, version.modified};
}

/// Where the entry's outputs stand.
std::vector<std::uint64_t> output_paths_of(const TaskTable& table, const Task& task,
                                           const TaskEntry& entry) {
  std::vector<std::uint64_t> paths;
  if (entry.in_place || !has_output(entry.status)) {
    return paths;
  }
  if (entry.renditions.empty()) {
    paths.push_back(output_path_hash(table, task, written_name(table, task, entry.status)));
  }
  for (const MadeRendition& made : entry.renditions) {
    paths.push_back(output_path_hash(table, task, table.rendition_name(task, made)));
  }
  return paths;
}

}  // namespace

Result<std::unique_ptr<RunLedger>> RunLedger::open(const Options& options,
                                                   const std::string& boot_id) {
  const auto about_option = [](const Error& error) {
    return Error{ErrorCode::usage, "--state " + error.message};
  };
  auto state =
      options.writes() ? LedgerFile::open(options.state) : LedgerFile::look_into(options.state);
  if (!state) {
    return about_option(state.error());
  }
  const std::uint64_t boot = boot_id.empty() ? 0 : short_hash(boot_id);
  std::unique_ptr<RunLedger> ledger(new RunLedger(options, std::move(*state), boot));
  if (auto loaded = ledger->load(); !loaded) {
    return about_option(loaded.error());
  }
  return ledger;
}

Attempt RunLedger::load() {
  if (auto read = state_.read([&](std::string_view piece) { ledger_.feed(piece); }); !read) {
    return read;
  }
  ledger_.complete();
  const std::uint64_t damaged = ledger_.damaged_bytes();
  if (damaged != 0 && shrinks_each_time(options_.settings)) {
    return Error{
        ErrorCode::usage,
        fmt::format("{}: {} bytes of its ledger are damaged, and nothing else tells which "
                    "images have been made smaller: put a copy of the ledger in its place, "
                    "or of the images and begin with an empty folder",
                    printable(options_.state), damaged)};
  }
  if (damaged != 0) {
    add_trouble(fmt::format(
        "{} bytes of the ledger were damaged: what they told of is looked at anew", damaged));
  }
  if (!state_.is_alone()) {
    return success();
  }
  if (damaged != 0 || ledger_.is_mostly_outdated()) {
    if (auto replaced = state_.replace(ledger_.compacted()); !replaced) {
      add_trouble("the ledger stays as long as it is: " + replaced.error().message);
    }
  }
  return state_.share();
}

std::optional<ImageFormat> RunLedger::recognise(const std::string& place,
                                                const FileVersion& version) const {
  return ledger_.format_of(stamp_of(place, version));
}

std::uint64_t RunLedger::key(const TaskTable& table, std::uint32_t settings, ImageFormat input) {
  if (settings >= keys_.size()) {
    keys_.resize(settings + 1);
  }
  std::uint64_t& key = keys_[settings][static_cast<std::size_t>(input)];
  if (key == 0) {
    const TaskSettings own = settings_reaching(table.settings()[settings], input);
    key = short_hash(fmt::format("{} in_place={} copy={}", canonical_text(own), own.replaces_source,
                                 own.copy_unimproved));
  }
  return key;
}

bool RunLedger::is_past(TaskTable& table, const Task& task, const TaskEntry& entry) const {
  if (entry.status == TaskStatus::failed) {
    return options_.resume && is_final(entry.error);
  }
  return outputs_stand(table, ledger_, task, entry);
}

Past RunLedger::judge(TaskTable& table, const Task& task, const FileVersion& version) {
  const FileStamp stamp = stamp_of(table.own_place(task), version);
  const TaskEntry* entry = ledger_.of_path(stamp.path, key(table, task.settings, task.format));
  const bool failed = entry != nullptr && entry->status == TaskStatus::failed;
  if (entry != nullptr && entry->stamp == stamp && is_past(table, task, *entry)) {
    return Past::ended(static_cast<std::size_t>(entry - ledger_.entries().data()));
  }
  if (options_.retry_failed && !failed) {
    return Past::not_failed();
  }
  ledger_.index_contents();
  return {};
}

Outcome RunLedger::outcome_of(Past past, std::uint64_t bytes) const {
  if (const auto entry = past.entry()) {
    return outcome_from(ledger_.entries()[*entry], bytes);
  }
  return skipped_outcome(
      {ReasonCode::not_failed, "did not fail before, and --retry-failed does nothing else"}, bytes);
}

bool RunLedger::has_made(const TaskTable& table, const Task& task, const Folder& folder,
                         const std::string& name) {
  const std::vector<const TaskEntry*> made_once =
      ledger_.outputs_of_path(short_hash(table.own_place(task)));
  const auto standing = open_source(folder, name, Links::refuse);
  if (made_once.empty() || !standing) {
    return false;
  }
  const FileVersion version = version_of(standing->facts);
  const std::vector<ContentHash> of_its_size = outputs_of_size(made_once, version.bytes);
  if (of_its_size.empty()) {
    return false;
  }
  const ContentHash content = content_of(id_of(standing->facts), version, standing->fd.get());
  return content.known() &&
         std::find(of_its_size.begin(), of_its_size.end(), content) != of_its_size.end();
}

/// What stands is asked for before and after the work, and read once: the parent has a herd to
/// look after. The second answer forgets it, being the last. Not known() where it cannot be read,
/// or has grown since.
ContentHash RunLedger::content_of(const FileId& id, const FileVersion& version, int fd) {
  if (const auto seen = standing_.extract(id); seen && seen.mapped().first == version) {
    return seen.mapped().second;
  }
  const auto text = read_all(fd, version.bytes);
  const ContentHash hash = text ? content_hash(std::as_bytes(std::span(*text))) : ContentHash();
  if (standing_.size() >= kMostStanding) {
    standing_.clear();  // renditions are asked for but once
  }
  standing_.emplace(id, std::pair(version, hash));
  return hash;
}

LedgerQuery RunLedger::query(TaskTable& table, const Task& task) {
  LedgerQuery query{key(table, task.settings, task.format)};
  if (table.in_place()) {
    return query;
  }
  if (!table.settings_of(task).renditions.empty()) {
    const TaskEntry* entry = ledger_.of_path(short_hash(table.own_place(task)), query.settings);
    if (entry != nullptr && outputs_stand(table, ledger_, task, *entry)) {
      query.output = {entry->output_bytes, output_content(*entry)};
    }
    return query;
  }
  const std::string output = table.output_name(task);
  const std::string copy = table.copy_name(task);
  query.output = standing_at(table, ledger_, task, output);
  query.copy = copy == output ? query.output : standing_at(table, ledger_, task, copy);
  return query;
}

Recalled RunLedger::recall(const WorkOrder& order, const ContentHash& hash) const {
  const TaskEntry* entry = ledger_.of_content(hash, order.ledger.settings);
  if (entry != nullptr && entry->status != TaskStatus::failed) {
    const Standing& there =
        entry->status == TaskStatus::copied ? order.ledger.copy : order.ledger.output;
    if (entry->in_place || !has_output(entry->status) || is_output_of(there, *entry)) {
      return outcome_from(*entry, order.bytes);
    }
  }
  const auto own = ledger_.own_output(hash);
  if (own && !asks_for_less(order.settings, order.format, *own)) {
    if (!order.settings.renditions.empty()) {
      return MadeWithLoss{};
    }
    return Reason{ReasonCode::lossy_source,
                  fmt::format("was made by an earlier run, with quality {}; it is worked on again "
                              "only for less quality or fewer pixels",
                              own->quality)};
  }
  return {};
}

TaskEntry RunLedger::entry_for(const TaskTable& table, const Task& task, const Outcome& outcome,
                               const FileVersion& version) {
  TaskEntry entry = entry_from(outcome, task.format, table.settings_of(task));
  entry.in_place = table.in_place();
  const bool replaced = entry.in_place && outcome.status == TaskStatus::saved;
  entry.standing = replaced ? entry.format : task.format;
  entry.stamp = stamp_of(
      replaced ? table.canonical_output(table.output_name(task), task) : table.own_place(task),
      version);
  entry.settings = key(table, task.settings, entry.standing);
  entry.output_paths = output_paths_of(table, task, entry);
  return entry;
}

Attempt RunLedger::will_replace(const TaskTable& table, const Task& task, const Outcome& outcome,
                                const FileVersion& version) {
  write(entry_for(table, task, outcome, version));
  if (!shrinks_each_time(table.settings_of(task))) {
    return success();
  }
  if (cut_short_) {
    return *cut_short_;
  }
  return state_.sync();
}

void RunLedger::ended(const TaskTable& table, const Task& task, const Outcome& outcome,
                      const FileVersion& version) {
  if (!is_lasting(outcome, table.settings_of(task))) {
    return;
  }
  const TaskEntry entry = entry_for(table, task, outcome, version);
  if (outcome.reason && outcome.reason->code == ReasonCode::up_to_date) {
    write_again(table, task, entry);
  } else {
    write(entry);
  }
}

/// The same as before, but for where and since when it stands.
void RunLedger::write_again(const TaskTable& table, const Task& task, const TaskEntry& now) {
  if (const TaskEntry* before = ledger_.of_content(now.source, now.settings)) {
    TaskEntry again = *before;
    again.stamp = now.stamp;
    again.output_paths = output_paths_of(table, task, again);
    write(again);
  }
}

void RunLedger::synced() {
  if (run_ == 0 || cut_short_) {
    return;
  }
  write(RunSynced{run_});
  if (const auto done = state_.sync(); !done) {
    troubles_.push_back("--state " + done.error().message);
  }
}

void RunLedger::write(const LedgerEntry& entry) {
  if (cut_short_) {
    return;
  }
  std::string text;
  if (run_ == 0) {
    run_ = random_u64() | 1U;
    append_record(text, RunBegun{run_, boot_});
  }
  LedgerEntry own = entry;
  if (auto* task = std::get_if<TaskEntry>(&own)) {
    task->run = run_;
  }
  append_record(text, own);
  if (const auto appended = state_.append(text); !appended) {
    give_up(appended.error());
  }
}

void RunLedger::give_up(const Error& error) {
  const bool goes_on = !shrinks_each_time(options_.settings);
  add_trouble(
      fmt::format("the ledger cannot be written{}: {}",
                  goes_on ? ", and the next run will do again what this one does from here on" : "",
                  error.message));
  cut_short_ = Error{error.code,
                     fmt::format("{}; nothing is made smaller that is not written down, since the "
                                 "next run would do it again",
                                 troubles_.back())};
}

void RunLedger::add_trouble(std::string_view what) {
  troubles_.push_back(fmt::format("--state {}: {}", printable(options_.state), what));
}

LedgerQuery query_of(RunLedger* ledger, TaskTable& table, const Task& task) {
  return ledger != nullptr ? ledger->query(table, task) : LedgerQuery();
}

std::vector<std::string> troubles_of(const RunLedger* ledger) {
  return ledger != nullptr ? ledger->troubles() : std::vector<std::string>();
}

RecallContent recall_from(const RunLedger* ledger) {
  if (ledger == nullptr) {
    return {};
  }
  return [ledger](const WorkOrder& order, const ContentHash& hash) {
    return ledger->recall(order, hash);
  };
}

}  // namespace pixherd
