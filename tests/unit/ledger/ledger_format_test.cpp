// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/catch.hpp"
#include "support/ledger_samples.hpp"

namespace pixherd {
namespace {

/// Where each record begins, and where the last one ends.
std::vector<std::size_t> borders(const std::vector<LedgerEntry>& entries) {
  std::vector<std::size_t> at{0};
  for (const LedgerEntry& entry : entries) {
    at.push_back(at.back() + records_of({entry}).size());
  }
  return at;
}

TEST_CASE("a ledger says what was written to it") {
  const auto entries = some_entries();
  const std::string text = records_of(entries);
  CHECK(entries_in(text) == entries);
  const LedgerScan scan = read_records(text, [](LedgerEntry&&) {});
  CHECK(scan.records == entries.size());
  CHECK(scan.strange_bytes == 0);
}

TEST_CASE("a ledger that was cut at any byte has what stands before the cut") {
  const auto entries = some_entries();
  const std::string text = records_of(entries);
  const auto at = borders(entries);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    const auto whole = std::upper_bound(at.begin(), at.end(), cut) - at.begin() - 1;
    const auto found = entries_in(std::string_view(text).substr(0, cut));
    REQUIRE(found == std::vector<LedgerEntry>(entries.begin(), entries.begin() + whole));
  }
}

TEST_CASE("what is appended behind a cut is found") {
  const auto entries = some_entries();
  const std::string text = records_of(entries);
  const std::string more = records_of({some_entry(9)});
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    CAPTURE(cut);
    const auto found = entries_in(text.substr(0, cut) + more);
    REQUIRE_FALSE(found.empty());
    REQUIRE(found.back() == LedgerEntry(some_entry(9)));
  }
}

TEST_CASE("a bad bit in a ledger costs its own record and no other") {
  const auto entries = some_entries();
  const std::string text = records_of(entries);
  const auto at = borders(entries);
  for (std::size_t byte = 0; byte < text.size(); ++byte) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      CAPTURE(byte, bit);
      std::string bad = text;
      bad[byte] = static_cast<char>(static_cast<unsigned char>(bad[byte]) ^ (1U << bit));
      auto left = entries;
      left.erase(left.begin() + (std::upper_bound(at.begin(), at.end(), byte) - at.begin() - 1));
      REQUIRE(entries_in(bad) == left);
    }
  }
}

TEST_CASE("two ledgers behind one another are one") {
  const std::string first = records_of({some_entry(1), some_entry(2)});
  const std::string second = records_of({some_entry(3)});
  CHECK(entries_in(first + second) ==
        std::vector<LedgerEntry>{some_entry(1), some_entry(2), some_entry(3)});
}

TEST_CASE("a message that is too long for a ledger is cut") {
  TaskEntry entry = some_entry(1);
  entry.status = TaskStatus::failed;
  entry.message = std::string(5000, 'x');
  const auto found = entries_in(records_of({entry}));
  REQUIRE(found.size() == 1);
  CHECK(std::get<TaskEntry>(found[0]).message == std::string(1024, 'x'));
}

TEST_CASE("a record of a program that did not know of output paths is read") {
  TaskEntry entry = some_entry(1);
  entry.in_place = false;
  const std::string older = records_of({entry});
  entry.output_paths = {5};
  CHECK(records_of({entry}).size() == older.size() + 8);
  CHECK(std::get<TaskEntry>(entries_in(older).at(0)).output_paths.empty());
}

TEST_CASE("the longest record is one that can be read again") {
  TaskEntry entry = some_entry(1);
  entry.status = TaskStatus::failed;
  entry.message = std::string(5000, 'x');
  for (std::uint32_t i = 0; i < kMostRenditions; ++i) {
    entry.renditions.push_back({i, 1, {1, 1}, ImageFormat::tiff, {1, 1}});
    entry.output_paths.push_back(i);
  }
  CHECK(entries_in(records_of({entry})).size() == 1);
}

}  // namespace
}  // namespace pixherd
