// SPDX-License-Identifier: Apache-2.0
#include "pixherd/ledger/ledger.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <utility>

#include "pixherd/ledger/ledger_format.hpp"

namespace pixherd {
namespace {

/// What the file at that path consists of since.
const ContentHash& standing_content(const TaskEntry& entry) {
  return entry.in_place && entry.status == TaskStatus::saved ? entry.output : entry.source;
}

/// Calls with each lossy output and its hash.
template <class Take>
void for_each_lossy(const TaskEntry& entry, const Take& take) {
  if (const std::uint8_t quality = entry.quality_of(entry.format);
      quality != 0 && entry.output.known()) {
    take(entry.output, OwnOutput{quality, entry.size, entry.output_bytes});
  }
  for (const MadeRendition& made : entry.renditions) {
    if (const std::uint8_t quality = entry.quality_of(made.format);
        quality != 0 && made.hash.known()) {
      take(made.hash, OwnOutput{quality, made.size, made.bytes});
    }
  }
}

bool wrote_to(const TaskEntry& entry, std::uint64_t path) {
  return std::find(entry.output_paths.begin(), entry.output_paths.end(), path) !=
         entry.output_paths.end();
}

/// What it wrote to one of its paths.
const ContentHash& content_at(const TaskEntry& entry, std::uint64_t path) {
  if (entry.renditions.empty()) {
    return entry.output.known() ? entry.output : entry.source;
  }
  const auto found = std::find(entry.output_paths.begin(), entry.output_paths.end(), path);
  return entry.renditions[static_cast<std::size_t>(found - entry.output_paths.begin())].hash;
}

/// No file has these contents.
constexpr ContentHash kNobodyKnows{~std::uint64_t{0}, ~std::uint64_t{0}};

/// That a run has written to a path, and nothing else: it tells nobody what stands there.
TaskEntry doubt_about(std::uint64_t path, std::uint64_t run) {
  TaskEntry entry;
  entry.run = run;
  entry.status = TaskStatus::saved;
  entry.output = kNobodyKnows;
  entry.output_paths = {path};
  return entry;
}

std::uint64_t area(PixelSize size) { return std::uint64_t{size.width} * size.height; }

bool makes_fewer_pixels(const TaskSettings& settings, PixelSize size) {
  return settings.renditions.empty() && area(resized(size, settings.resize)) < area(size);
}

}  // namespace

bool asks_for_less(const TaskSettings& settings, ImageFormat input, const OwnOutput& own) {
  const ImageFormat output = settings.output_format(input);
  return settings.lossless || asked_quality(output, settings) < own.quality ||
         makes_fewer_pixels(settings, own.size) ||
         (settings.max_bytes != 0 && own.bytes > settings.max_bytes);
}

ContentHash output_content(const TaskEntry& entry) {
  if (entry.renditions.empty()) {
    return entry.output.known() ? entry.output : entry.source;
  }
  ContentHash all;
  for (const MadeRendition& made : entry.renditions) {
    const std::array parts{all, made.hash};
    all = content_hash(std::as_bytes(std::span(parts)));
  }
  return all;
}

bool is_output_of(const Standing& there, std::uint64_t bytes, const ContentHash& content) {
  return there.bytes != 0 && there.bytes == bytes &&
         (!there.written.known() || there.written == content);
}

bool is_output_of(const Standing& there, const TaskEntry& entry) {
  return is_output_of(there, entry.output_bytes, output_content(entry));
}

void Ledger::feed(std::string_view piece) {
  unread_ += piece;
  const LedgerScan scan = read_records(
      unread_, [&](LedgerEntry&& entry) { take(std::move(entry)); },
      piece.empty() ? LedgerEnd::here : LedgerEnd::later);
  unread_.erase(0, unread_.size() - scan.unread_bytes);
  damaged_bytes_ += scan.strange_bytes - scan.cut_bytes;
}

void Ledger::take(LedgerEntry&& entry) {
  if (auto* task = std::get_if<TaskEntry>(&entry)) {
    entries_.push_back(std::move(*task));
  } else if (const auto* begun = std::get_if<RunBegun>(&entry)) {
    begun_[begun->run] = begun->boot;
  } else {
    synced_.insert(std::get<RunSynced>(entry).run);
  }
}

/// In place an entry speaks of the very bytes and times that it is found by.
bool Ledger::may_be_gone(const TaskEntry& entry) const {
  if (entry.in_place || entry.run == 0 || synced_.contains(entry.run)) {
    return false;
  }
  const auto begun = begun_.find(entry.run);
  return boot_ == 0 || begun == begun_.end() || begun->second != boot_;
}

void Ledger::drop_what_may_be_gone() {
  std::size_t stay = 0;
  for (const TaskEntry& entry : entries_) {
    const bool gone = may_be_gone(entry);
    for (const std::uint64_t path : entry.output_paths) {
      if (gone) {
        in_doubt_[path] = {entry.run, stay};
      }
    }
    stay += gone ? 0 : 1;
  }
  std::erase_if(entries_, [&](const TaskEntry& entry) { return may_be_gone(entry); });
}

void Ledger::complete() {
  drop_what_may_be_gone();
  index_paths();
  index_output_paths();
}

void Ledger::index_paths() {
  by_path_ = EntryNumbers(entries_.size());
  paths_ = 0;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const TaskEntry& entry = entries_[i];
    const bool added = by_path_.put(entry.stamp.path, i, [&](std::uint32_t other) {
      return entries_[other].stamp.path == entry.stamp.path &&
             entries_[other].settings == entry.settings;
    });
    paths_ += added ? 1 : 0;
  }
}

void Ledger::index_output_paths() {
  const auto all = [&](std::size_t sum, const TaskEntry& entry) {
    return sum + entry.output_paths.size();
  };
  by_output_path_ =
      EntryNumbers(std::accumulate(entries_.begin(), entries_.end(), std::size_t{0}, all));
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    for (const std::uint64_t path : entries_[i].output_paths) {
      by_output_path_.put(path, i,
                          [&](std::uint32_t other) { return wrote_to(entries_[other], path); });
    }
  }
}

template <class Wanted>
const TaskEntry* Ledger::find_by_path(std::uint64_t path, const Wanted& wanted) const {
  const auto found = by_path_.find(path, [&](std::uint32_t number) {
    return entries_[number].stamp.path == path && wanted(entries_[number]);
  });
  return found ? &entries_[*found] : nullptr;
}

void Ledger::index_contents() {
  if (std::exchange(knows_contents_, true)) {
    return;
  }
  by_content_ = last_contents();
  own_outputs_ = lossy_outputs();
}

/// By what stands in the inputs' places.
Ledger::Index Ledger::last_contents() const {
  Index contents;
  contents.reserve(entries_.size());
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const TaskEntry& entry = entries_[i];
    if (const ContentHash& hash = standing_content(entry); hash.known()) {
      contents.insert_or_assign({hash.low, entry.settings}, i);
    }
  }
  return contents;
}

std::unordered_map<ContentHash, Ledger::LossyOutput> Ledger::lossy_outputs() const {
  std::unordered_map<ContentHash, LossyOutput> outputs;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    for_each_lossy(entries_[i], [&](const ContentHash& hash, const OwnOutput& own) {
      const auto [known, added] = outputs.try_emplace(hash, LossyOutput{own, i});
      if (!added && own.quality <= known->second.own.quality) {
        known->second = {own, i};
      }
    });
  }
  return outputs;
}

const TaskEntry* Ledger::of_path(std::uint64_t path, std::uint64_t settings) const {
  return find_by_path(path, [&](const TaskEntry& entry) { return entry.settings == settings; });
}

/// By path, with the numbers of entries.
Ledger::Index Ledger::last_outputs() const {
  Index outputs;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    if (has_output(entries_[i].status)) {
      outputs.insert_or_assign({entries_[i].stamp.path, entries_[i].settings}, i);
    }
  }
  return outputs;
}

std::vector<const TaskEntry*> Ledger::outputs_of_path(std::uint64_t path) {
  if (!outputs_by_path_) {
    outputs_by_path_.emplace();
    for (const auto& [key, i] : last_outputs()) {
      outputs_by_path_->emplace(key.what, i);
    }
  }
  std::vector<const TaskEntry*> outputs;
  const auto [first, last] = outputs_by_path_->equal_range(path);
  for (auto found = first; found != last; ++found) {
    outputs.push_back(&entries_[found->second]);
  }
  return outputs;
}

std::optional<ImageFormat> Ledger::format_of(const FileStamp& stamp) const {
  const TaskEntry* found =
      find_by_path(stamp.path, [&](const TaskEntry& entry) { return entry.stamp == stamp; });
  return found != nullptr ? std::optional(found->standing) : std::nullopt;
}

const TaskEntry* Ledger::of_content(const ContentHash& hash, std::uint64_t settings) const {
  const auto found = by_content_.find({hash.low, settings});
  if (found == by_content_.end() || standing_content(entries_[found->second]) != hash) {
    return nullptr;
  }
  return &entries_[found->second];
}

std::optional<OwnOutput> Ledger::own_output(const ContentHash& hash) const {
  const auto found = own_outputs_.find(hash);
  return found == own_outputs_.end() ? std::nullopt : std::optional(found->second.own);
}

std::optional<std::uint32_t> Ledger::last_at(std::uint64_t path) const {
  return by_output_path_.find(
      path, [&](std::uint32_t number) { return wrote_to(entries_[number], path); });
}

ContentHash Ledger::written_at(std::uint64_t path) const {
  const auto last = last_at(path);
  const auto doubt = in_doubt_.find(path);
  if (doubt != in_doubt_.end() && doubt->second.is_behind(last)) {
    return kNobodyKnows;
  }
  return last ? content_at(entries_[*last], path) : ContentHash();
}

/// An entry is outdated where nothing leads to it any more, by path, by content, as an output or
/// as what was written last somewhere.
std::vector<bool> Ledger::outdated() const {
  std::vector<bool> outdated(entries_.size(), true);
  by_path_.for_each([&](std::uint32_t number) { outdated[number] = false; });
  by_output_path_.for_each([&](std::uint32_t number) { outdated[number] = false; });
  for (const auto& [key, i] : last_contents()) {
    outdated[i] = false;
  }
  for (const auto& [key, i] : last_outputs()) {
    outdated[i] = false;
  }
  for (const auto& [hash, output] : lossy_outputs()) {
    outdated[output.entry] = false;
  }
  return outdated;
}

bool Ledger::is_mostly_outdated() const {
  constexpr std::size_t kWorthIt = 1000;
  if (entries_.size() < kWorthIt || paths_ > entries_.size() / 2) {
    return false;
  }
  const std::vector<bool> gone = outdated();
  return static_cast<std::size_t>(std::count(gone.begin(), gone.end(), true)) > gone.size() / 2;
}

std::string Ledger::compacted() const {
  std::string text;
  const std::vector<bool> gone = outdated();
  for (const auto& [run, boot] : begun_) {
    if (boot == boot_ && !synced_.contains(run)) {
      append_record(text, RunBegun{run, boot});
    }
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!gone[i]) {
      TaskEntry entry = entries_[i];
      entry.run = entry.in_place || synced_.contains(entry.run) ? 0 : entry.run;
      append_record(text, entry);
    }
  }
  for (const auto& [path, doubt] : in_doubt_) {
    if (doubt.is_behind(last_at(path))) {
      append_record(text, doubt_about(path, doubt.run));
    }
  }
  return text;
}

}  // namespace pixherd
