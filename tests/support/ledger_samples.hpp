// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "pixherd/ledger/ledger_format.hpp"

namespace pixherd {

/// An entry whose fields all differ from each other, and from those of other numbers.
inline TaskEntry some_entry(std::uint64_t number) {
  TaskEntry entry;
  entry.run = 7;
  entry.settings = 1000 + number;
  entry.stamp = {number, 20 + number, 3000 + number, 1'700'000'000'000'000'000 + number};
  entry.source = {40 + number, 50 + number};
  entry.output = {60 + number, 70 + number};
  entry.output_bytes = 800 + number;
  entry.size = {90, 100};
  entry.standing = ImageFormat::webp;
  entry.format = ImageFormat::webp;
  entry.status = TaskStatus::saved;
  entry.quality[static_cast<std::size_t>(ImageFormat::webp)] = 80;
  entry.in_place = true;
  return entry;
}

/// The same entry again and again: all records but the last are outdated.
inline std::string mostly_outdated_records() {
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    append_record(text, some_entry(1));
  }
  return text;
}

/// One of every kind.
inline std::vector<LedgerEntry> some_entries() {
  TaskEntry failed = some_entry(2);
  failed.status = TaskStatus::failed;
  failed.error = ErrorCode::timed_out;
  failed.message = "took too long";
  TaskEntry copied = some_entry(3);
  copied.status = TaskStatus::copied;
  copied.reason = ReasonCode::animated_png;
  copied.message = std::string(1024, 'm');
  TaskEntry widths = some_entry(4);
  widths.output = {};
  widths.in_place = false;
  widths.renditions = {{0, 11, {12, 13}, ImageFormat::avif, {14, 15}},
                       {5, 16, {17, 18}, ImageFormat::webp, {19, 20}}};
  widths.output_paths = {21, 22};
  TaskEntry elsewhere = some_entry(5);
  elsewhere.in_place = false;
  elsewhere.output_paths = {23};
  return {RunBegun{7, 99}, some_entry(1), failed, copied, widths, elsewhere, RunSynced{7}};
}

inline std::string records_of(const std::vector<LedgerEntry>& entries) {
  std::string text;
  for (const LedgerEntry& entry : entries) {
    append_record(text, entry);
  }
  return text;
}

inline std::vector<LedgerEntry> entries_in(std::string_view text) {
  std::vector<LedgerEntry> entries;
  read_records(text, [&](LedgerEntry&& entry) { entries.push_back(std::move(entry)); });
  return entries;
}

}  // namespace pixherd
