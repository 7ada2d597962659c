// SPDX-License-Identifier: Apache-2.0
#include "pixherd/ledger/ledger.hpp"

#include <algorithm>
#include <bit>
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

std::uint64_t area(PixelSize size) { return std::uint64_t{size.width} * size.height; }

bool makes_fewer_pixels(const TaskSettings& settings, PixelSize size) {
  if (settings.renditions.empty()) {
    return area(resized(size, settings.resize)) < area(size);
  }
  return std::any_of(settings.renditions.begin(), settings.renditions.end(),
                     [&](const Rendition& each) { return each.width < size.width; });
}

}  // namespace

bool asks_for_less(const TaskSettings& settings, ImageFormat input, const OwnOutput& own) {
  const ImageFormat output = settings.output_format(input);
  return settings.lossless || asked_quality(output, settings) < own.quality ||
         makes_fewer_pixels(settings, own.size) ||
         (settings.max_bytes != 0 && own.bytes > settings.max_bytes);
}

void Ledger::feed(std::string_view piece) {
  unread_ += piece;
  const LedgerScan scan = read_records(
      unread_, [&](LedgerEntry&& entry) { take(std::move(entry)); }, !piece.empty());
  unread_.erase(0, unread_.size() - scan.unread_bytes);
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

void Ledger::complete() {
  std::erase_if(entries_, [&](const TaskEntry& entry) { return may_be_gone(entry); });
  constexpr std::size_t kLeast = 16;
  by_path_.assign(std::bit_ceil(std::max(kLeast, 2 * entries_.size())), 0);
  paths_ = 0;
  for (std::uint32_t number = 1; number <= entries_.size(); ++number) {
    put_by_path(number);
  }
}

void Ledger::put_by_path(std::uint32_t number) {
  const TaskEntry& entry = entries_[number - 1];
  const std::size_t mask = by_path_.size() - 1;
  for (std::size_t at = entry.stamp.path & mask;; at = (at + 1) & mask) {
    std::uint32_t& here = by_path_[at];
    const bool same = here != 0 && entries_[here - 1].stamp.path == entry.stamp.path &&
                      entries_[here - 1].settings == entry.settings;
    if (here == 0 || same) {
      paths_ += same ? 0 : 1;
      here = number;
      return;
    }
  }
}

template <class Wanted>
const TaskEntry* Ledger::find_by_path(std::uint64_t path, const Wanted& wanted) const {
  const std::size_t mask = by_path_.size() - 1;
  for (std::size_t at = path & mask; by_path_[at] != 0; at = (at + 1) & mask) {
    const TaskEntry& entry = entries_[by_path_[at] - 1];
    if (entry.stamp.path == path && wanted(entry)) {
      return &entry;
    }
  }
  return nullptr;
}

void Ledger::index_contents() {
  if (std::exchange(knows_contents_, true)) {
    return;
  }
  by_content_.reserve(entries_.size());
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const TaskEntry& entry = entries_[i];
    if (const ContentHash& hash = standing_content(entry); hash.known()) {
      by_content_.insert_or_assign({hash.low, entry.settings}, i);
    }
    for_each_lossy(entry, [&](const ContentHash& hash, const OwnOutput& own) {
      own_outputs_.insert_or_assign(hash, own);
    });
  }
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
  return found == own_outputs_.end() ? std::nullopt : std::optional(found->second);
}

/// An entry is outdated where nothing leads to it any more, by path, by content or as an output.
std::vector<bool> Ledger::outdated() const {
  Index by_content;
  std::unordered_map<ContentHash, std::uint32_t> outputs;
  std::vector<bool> outdated(entries_.size(), true);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const TaskEntry& entry = entries_[i];
    if (const ContentHash& hash = standing_content(entry); hash.known()) {
      by_content.insert_or_assign({hash.low, entry.settings}, i);
    }
    for_each_lossy(entry, [&](const ContentHash& hash, const OwnOutput&) {
      outputs.insert_or_assign(hash, i);
    });
  }
  for (const std::uint32_t number : by_path_) {
    if (number != 0) {
      outdated[number - 1] = false;
    }
  }
  for (const auto& [key, i] : by_content) {
    outdated[i] = false;
  }
  for (const auto& [key, i] : last_outputs()) {
    outdated[i] = false;
  }
  for (const auto& [hash, i] : outputs) {
    outdated[i] = false;
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
  return text;
}

}  // namespace pixherd
