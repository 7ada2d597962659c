// SPDX-License-Identifier: Apache-2.0
#include "pixherd/ledger/ledger.hpp"

#include "support/catch.hpp"
#include "support/ledger_samples.hpp"

namespace pixherd {
namespace {

constexpr std::uint64_t kBoot = 99;

Ledger loaded(const std::vector<LedgerEntry>& entries, std::uint64_t boot = kBoot) {
  Ledger ledger(boot);
  ledger.feed(records_of(entries));
  ledger.feed({});
  ledger.complete();
  ledger.index_contents();
  return ledger;
}

Ledger compacted(const Ledger& before, std::uint64_t boot = kBoot) {
  return loaded(entries_in(before.compacted()), boot);
}

/// Of an output that stands elsewhere.
TaskEntry elsewhere(std::uint64_t number) {
  TaskEntry entry = some_entry(number);
  entry.in_place = false;
  return entry;
}

OwnOutput own(std::uint8_t quality) { return {quality, {1000, 500}, 50'000}; }

TEST_CASE("a file is found by its path and by its content, under its settings alone") {
  const TaskEntry entry = some_entry(1);
  const Ledger ledger = loaded({entry});
  REQUIRE(ledger.of_path(entry.stamp.path, entry.settings) != nullptr);
  CHECK(*ledger.of_path(entry.stamp.path, entry.settings) == entry);
  CHECK(ledger.of_path(entry.stamp.path, entry.settings + 1) == nullptr);
  CHECK(ledger.of_path(entry.stamp.path + 1, entry.settings) == nullptr);
  REQUIRE(ledger.of_content(entry.output, entry.settings) != nullptr);
  CHECK(ledger.of_content(entry.output, entry.settings + 1) == nullptr);
  CHECK(ledger.of_content({entry.output.low, 0}, entry.settings) == nullptr);
}

TEST_CASE("in place it is the output that is done, and elsewhere the source") {
  const TaskEntry in_place = some_entry(1);
  const TaskEntry apart = elsewhere(2);
  const Ledger ledger = loaded({RunBegun{7, kBoot}, in_place, apart});
  CHECK(ledger.of_content(in_place.source, in_place.settings) == nullptr);
  CHECK(ledger.of_content(in_place.output, in_place.settings) != nullptr);
  CHECK(ledger.of_content(apart.source, apart.settings) != nullptr);
  CHECK(ledger.of_content(apart.output, apart.settings) == nullptr);
}

TEST_CASE("what was written last of a file counts") {
  TaskEntry later = some_entry(1);
  later.status = TaskStatus::failed;
  later.stamp.modified += 1;
  const Ledger ledger = loaded({some_entry(1), later});
  CHECK(*ledger.of_path(later.stamp.path, later.settings) == later);
  CHECK(ledger.format_of(later.stamp) == ImageFormat::webp);
  CHECK_FALSE(ledger.format_of(some_entry(1).stamp).has_value());
}

TEST_CASE("after a loss of power only what was on the disk is believed of outputs elsewhere") {
  const TaskEntry apart = elsewhere(1);
  const auto known = [&](const std::vector<LedgerEntry>& entries, std::uint64_t boot) {
    return loaded(entries, boot).of_path(apart.stamp.path, apart.settings) != nullptr;
  };
  CHECK(known({RunBegun{7, kBoot}, apart}, kBoot));
  CHECK_FALSE(known({RunBegun{7, kBoot}, apart}, kBoot + 1));
  CHECK(known({RunBegun{7, kBoot}, apart, RunSynced{7}}, kBoot + 1));
  CHECK_FALSE(known({RunBegun{7, kBoot}, apart, RunSynced{8}}, kBoot + 1));
  CHECK_FALSE(known({apart}, kBoot));
  CHECK_FALSE(known({RunBegun{7, 0}, apart}, 0));  // a machine that does not tell its starts apart
  CHECK(known({RunBegun{7, kBoot}, some_entry(1)}, kBoot + 1));
}

TEST_CASE("an output stands as long as nothing else is known to have been written to its place") {
  TaskEntry first = elsewhere(1);
  first.output_paths = {23};
  TaskEntry second = elsewhere(2);
  second.output_paths = {23};
  second.output_bytes = first.output_bytes;
  const auto there = [&](const std::vector<LedgerEntry>& entries, std::uint64_t boot) {
    return Standing{first.output_bytes, loaded(entries, boot).written_at(23)};
  };
  const std::vector<LedgerEntry> both{RunBegun{7, kBoot}, first, second};
  CHECK(is_output_of(there(both, kBoot), second));
  CHECK_FALSE(is_output_of(there(both, kBoot), first));
  CHECK(is_output_of(there({RunBegun{7, kBoot}, second, first}, kBoot), first));
  CHECK(is_output_of(Standing{first.output_bytes, {}}, first));
  CHECK_FALSE(is_output_of(Standing{}, first));
  CHECK_FALSE(is_output_of(Standing{first.output_bytes + 1, first.output}, first));
  // Whether the second was written before the power went nobody knows.
  first.run = 8;
  const std::vector<LedgerEntry> one_synced{RunBegun{8, kBoot}, first, RunSynced{8},
                                            RunBegun{7, kBoot}, second};
  CHECK_FALSE(is_output_of(there(one_synced, kBoot + 1), first));
}

TEST_CASE("compacting does not forget where nobody knows what was written before a loss of power") {
  TaskEntry first = elsewhere(1);
  first.run = 8;
  first.output_paths = {23};
  TaskEntry second = elsewhere(2);
  second.output_paths = {23, 24};
  second.renditions = {{0, 11, {12, 13}, ImageFormat::avif, {14, 15}},
                       {1, 16, {17, 18}, ImageFormat::webp, {19, 20}}};
  std::vector<LedgerEntry> entries{RunBegun{8, kBoot}, first,  RunSynced{8},
                                   RunBegun{7, kBoot}, second, RunBegun{9, kBoot}};
  const auto check = [&](const Ledger& ledger, bool written_since) {
    CHECK(is_output_of(Standing{first.output_bytes, ledger.written_at(23)}, first) ==
          written_since);
    CHECK(ledger.written_at(24).known());
    CHECK_FALSE(ledger.written_at(25).known());
    CHECK(ledger.entries().size() == 1);
  };
  for (const std::uint64_t boot : {kBoot + 1, std::uint64_t{0}}) {
    const Ledger once = compacted(loaded(entries, boot), boot);
    check(once, false);
    check(compacted(once, boot), false);
    // Whoever writes there again knows.
    std::vector<LedgerEntry> more = entries_in(once.compacted());
    more.insert(more.end(), {RunBegun{11, boot}, first, RunSynced{11}});
    std::get<TaskEntry>(more[more.size() - 2]).run = 11;
    check(compacted(loaded(more, boot), boot), true);
  }
}

TEST_CASE("a lossy output is known again, whatever the settings are") {
  const TaskEntry entry = some_entry(1);
  const Ledger ledger = loaded({entry});
  const auto found = ledger.own_output(entry.output);
  REQUIRE(found.has_value());
  CHECK(found->quality == 80);
  CHECK(found->size == entry.size);
  TaskEntry lossless = some_entry(2);
  lossless.quality = {};
  CHECK_FALSE(loaded({lossless}).own_output(lossless.output).has_value());
}

TEST_CASE("a lossy output that was passed on keeps the quality that it was made with") {
  TaskEntry made = elsewhere(1);
  TaskEntry passed_on = made;
  passed_on.quality[static_cast<std::size_t>(ImageFormat::webp)] = 90;
  for (const auto& entries : {std::vector<LedgerEntry>{RunBegun{7, kBoot}, made, passed_on},
                              std::vector<LedgerEntry>{RunBegun{7, kBoot}, passed_on, made}}) {
    CHECK(loaded(entries).own_output(made.output)->quality == 80);
    CHECK(compacted(loaded(entries)).own_output(made.output)->quality == 80);
  }
}

TEST_CASE("each lossy rendition is known again") {
  TaskEntry entry = elsewhere(1);
  entry.output = {};
  entry.renditions = {{0, 11, {12, 13}, ImageFormat::webp, {14, 15}},
                      {1, 16, {17, 18}, ImageFormat::png, {19, 20}}};
  const Ledger ledger = loaded({RunBegun{7, kBoot}, entry});
  REQUIRE(ledger.own_output({14, 15}).has_value());
  CHECK(ledger.own_output({14, 15})->size == PixelSize{12, 13});
  CHECK_FALSE(ledger.own_output({19, 20}).has_value());
}

TEST_CASE("a lossy output becomes a source again for less quality, fewer pixels or fewer bytes") {
  TaskSettings settings;
  const auto asks = [&](std::uint8_t quality) {
    return asks_for_less(settings, ImageFormat::jpeg, own(quality));
  };
  CHECK_FALSE(asks(80));  // the default is 80
  CHECK_FALSE(asks(70));
  CHECK(asks(81));
  settings.quality.global = 60;
  CHECK(asks(80));
  CHECK_FALSE(asks(60));
  settings.resize.long_edge = 1000;
  CHECK_FALSE(asks(60));
  settings.resize.long_edge = 999;
  CHECK(asks(60));
  settings.resize = {};
  settings.max_bytes = 50'000;
  CHECK_FALSE(asks(60));
  settings.max_bytes = 49'999;
  CHECK(asks(60));
  settings.max_bytes = 0;
  settings.renditions = {{1000, {}}};
  CHECK_FALSE(asks(60));
  settings.renditions.push_back({400, {}});
  CHECK_FALSE(asks(60));
  CHECK(asks(61));
}

TEST_CASE("another format alone does not make a source of a lossy output, and lossless work may") {
  TaskSettings settings;
  settings.format = ImageFormat::webp;
  settings.quality.global = 80;
  CHECK_FALSE(asks_for_less(settings, ImageFormat::jpeg, own(80)));
  settings = {};
  settings.lossless = true;
  CHECK(asks_for_less(settings, ImageFormat::jpeg, own(80)));
}

TEST_CASE("a ledger that was compacted says the same in fewer bytes") {
  std::vector<LedgerEntry> entries{RunBegun{7, kBoot}};
  for (std::uint64_t round = 0; round < 5; ++round) {
    for (std::uint64_t i = 0; i < 500; ++i) {
      TaskEntry entry = elsewhere(i);
      entry.stamp.modified += round;
      entries.push_back(entry);
    }
  }
  const Ledger before = loaded(entries);
  REQUIRE(before.is_mostly_outdated());
  Ledger after(kBoot);
  after.feed(before.compacted());
  after.feed({});
  after.complete();
  CHECK(after.entries().size() == 500);
  CHECK_FALSE(after.is_mostly_outdated());
  for (const TaskEntry& entry : after.entries()) {
    REQUIRE(entry == *before.of_path(entry.stamp.path, entry.settings));
  }
}

TEST_CASE("compacting keeps what was written last to a place") {
  std::vector<LedgerEntry> entries;
  for (std::uint64_t i = 0; i < 1500; ++i) {
    TaskEntry entry = elsewhere(1);
    entry.run = 0;
    entry.quality = {};
    entry.output = {i + 1, i + 1};
    entry.output_paths = {i % 2};
    entries.push_back(entry);
  }
  Ledger after(kBoot);
  after.feed(loaded(entries).compacted());
  after.feed({});
  after.complete();
  CHECK(after.entries().size() == 2);
  CHECK(after.written_at(0) == ContentHash{1499, 1499});
  CHECK(after.written_at(1) == ContentHash{1500, 1500});
}

TEST_CASE("compacting keeps what is known of lossy outputs that were replaced since") {
  std::vector<LedgerEntry> entries;
  for (std::uint64_t i = 0; i < 1500; ++i) {
    TaskEntry entry = some_entry(1);
    entry.output = {i + 1, i + 1};
    entries.push_back(entry);
  }
  const Ledger before = loaded(entries);
  Ledger after(kBoot);
  after.feed(before.compacted());
  after.feed({});
  after.complete();
  after.index_contents();
  CHECK(after.own_output({1, 1}).has_value());
  CHECK(after.own_output({1500, 1500}).has_value());
}

}  // namespace
}  // namespace pixherd
