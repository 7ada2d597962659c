// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pixherd/domain/task.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/ledger/entry_numbers.hpp"
#include "pixherd/ledger/ledger_entry.hpp"

namespace pixherd {

/// A lossy output of ours, wherever its bytes are found again.
struct OwnOutput {
  std::uint8_t quality = 0;  ///< that it was asked for with
  PixelSize size;
  std::uint64_t bytes = 0;
};

/// True where these settings make a source of it again: they ask for less quality, for fewer
/// pixels, for fewer bytes than it has, or for nothing that would lose anything. Of renditions some
/// may have fewer pixels and one as many: that is for whoever makes them.
bool asks_for_less(const TaskSettings& settings, ImageFormat input, const OwnOutput& own);

/// Of all outputs of an entry together.
ContentHash output_content(const TaskEntry& entry);

/// True where `there` can be what the entry speaks of: it has the size, and nothing else is known
/// to have been written there since.
bool is_output_of(const Standing& there, const TaskEntry& entry);
/// The same of one output of several.
bool is_output_of(const Standing& there, std::uint64_t bytes, const ContentHash& content);

/// All that is known of earlier runs, found by path or by content. What was added later counts
/// where two entries speak of the same. Pure; holds no name. About 200 bytes an entry.
class Ledger {
 public:
  /// `boot` is the machine's start, 0 where that is not known: see RunBegun.
  explicit Ledger(std::uint64_t boot) : boot_(boot) {}

  /// Adds records, file after file, each piece by piece and an empty one at its end. Call
  /// complete() after the last.
  void feed(std::string_view piece);
  /// Drops what a loss of power may have made untrue, and makes it known by path.
  void complete();
  /// Makes it known by content, which takes as long again: only where a path was not enough.
  void index_contents();

  /// Known of this path under a settings key, or nullptr.
  [[nodiscard]] const TaskEntry* of_path(std::uint64_t path, std::uint64_t settings) const;
  /// What was written last under each of the settings that this path has had outputs of, in no
  /// order; there may have been failures since.
  [[nodiscard]] std::vector<const TaskEntry*> outputs_of_path(std::uint64_t path);
  /// The format of a file that stands as an entry left it, whatever the settings were.
  [[nodiscard]] std::optional<ImageFormat> format_of(const FileStamp& stamp) const;
  /// Known of these contents as an input: they were one, or were put in the place of one.
  [[nodiscard]] const TaskEntry* of_content(const ContentHash& hash, std::uint64_t settings) const;
  [[nodiscard]] std::optional<OwnOutput> own_output(const ContentHash& hash) const;
  /// What was written last where an output has this path; not known where nothing was, and what
  /// no file has where that may have been lost with the power since: nobody knows what stands
  /// there.
  [[nodiscard]] ContentHash written_at(std::uint64_t output_path) const;

  /// That are no records, but for one that was not written to its end.
  [[nodiscard]] std::uint64_t damaged_bytes() const { return damaged_bytes_; }

  [[nodiscard]] const std::vector<TaskEntry>& entries() const { return entries_; }

  /// True where a file that holds just this is worth writing.
  [[nodiscard]] bool is_mostly_outdated() const;
  /// The records of all that still counts, as if they had been synced.
  [[nodiscard]] std::string compacted() const;

 private:
  struct Key {
    std::uint64_t what = 0;
    std::uint64_t settings = 0;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept { return key.what ^ key.settings; }
  };
  using Index = std::unordered_map<Key, std::uint32_t, KeyHash>;
  struct LossyOutput {
    OwnOutput own;
    std::uint32_t entry = 0;
  };
  /// Something else may have been written by `run`, behind so many of the entries.
  struct Doubt {
    std::uint64_t run = 0;
    std::size_t behind = 0;
    [[nodiscard]] bool is_behind(std::optional<std::uint32_t> entry) const {
      return !entry || behind > *entry;
    }
  };

  void take(LedgerEntry&& entry);
  [[nodiscard]] Index last_outputs() const;
  [[nodiscard]] Index last_contents() const;
  /// Of several with the same bytes that of the lowest quality, the last of those: the bytes may be
  /// passed on by a run that asks for more.
  [[nodiscard]] std::unordered_map<ContentHash, LossyOutput> lossy_outputs() const;
  [[nodiscard]] std::optional<std::uint32_t> last_at(std::uint64_t output_path) const;
  void index_paths();
  void index_output_paths();
  void drop_what_may_be_gone();
  template <class Wanted>
  [[nodiscard]] const TaskEntry* find_by_path(std::uint64_t path, const Wanted& wanted) const;
  [[nodiscard]] bool may_be_gone(const TaskEntry& entry) const;
  [[nodiscard]] std::vector<bool> outdated() const;

  std::uint64_t boot_;
  std::vector<TaskEntry> entries_;
  std::unordered_map<std::uint64_t, std::uint64_t> begun_;  ///< run: boot
  std::unordered_set<std::uint64_t> synced_;
  std::string unread_;
  std::uint64_t damaged_bytes_ = 0;
  EntryNumbers by_path_;
  std::size_t paths_ = 0;
  bool knows_contents_ = false;
  Index by_content_;
  /// Made when it is asked for.
  std::optional<std::unordered_multimap<std::uint64_t, std::uint32_t>> outputs_by_path_;
  std::unordered_map<ContentHash, LossyOutput> own_outputs_;
  EntryNumbers by_output_path_;
  std::unordered_map<std::uint64_t, Doubt> in_doubt_;  ///< by output path
};

}  // namespace pixherd
