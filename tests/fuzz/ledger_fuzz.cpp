// SPDX-License-Identifier: Apache-2.0
// Whatever a ledger's bytes are: what was read of them can be written and read again, every byte is
// accounted for, and compacting loses nothing that is found by path.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz.hpp"
#include "pixherd/ledger/ledger.hpp"
#include "pixherd/ledger/ledger_format.hpp"

namespace pixherd::fuzz {
namespace {

std::vector<LedgerEntry> entries_of(std::string_view text) {
  std::vector<LedgerEntry> entries;
  read_records(text, [&](LedgerEntry&& entry) { entries.push_back(std::move(entry)); });
  return entries;
}

void check_records(std::string_view text) {
  const std::vector<LedgerEntry> entries = entries_of(text);
  std::string again;
  for (const LedgerEntry& entry : entries) {
    append_record(again, entry);
  }
  PIXHERD_CHECK(entries_of(again) == entries);
  const LedgerScan scan = read_records(text, [](LedgerEntry&&) {});
  PIXHERD_CHECK(scan.records == entries.size());
  PIXHERD_CHECK(again.size() + scan.strange_bytes == text.size());
}

/// The checksums that libFuzzer does not guess are put right, so that it comes to what they cover.
std::string with_right_checksums(std::string text) {
  constexpr std::size_t kLengthAt = 4;
  constexpr std::size_t kChecksumAt = 8;
  std::size_t at = 0;
  while (text.size() - at >= kLedgerHeaderBytes) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      length |= std::size_t{static_cast<unsigned char>(text[at + kLengthAt + i])} << (8 * i);
    }
    length = std::min({length, text.size() - at - kLedgerHeaderBytes, kMostLedgerPayload});
    text.replace(at, kLengthAt, std::string_view("PxL\1"));
    for (std::size_t i = 0; i < 4; ++i) {
      text[at + kLengthAt + i] = static_cast<char>(length >> (8 * i) & 0xFFU);
    }
    const std::uint64_t sum =
        short_hash(std::string_view(text).substr(at + kLedgerHeaderBytes, length));
    for (std::size_t i = 0; i < 8; ++i) {
      text[at + kChecksumAt + i] = static_cast<char>(sum >> (8 * i) & 0xFFU);
    }
    at += kLedgerHeaderBytes + length;
  }
  return text;
}

void check_compacting(std::string_view text) {
  Ledger before(1);
  before.feed(text.substr(0, text.size() / 2));
  before.feed(text.substr(text.size() / 2));
  before.feed({});
  before.complete();
  before.index_contents();
  Ledger after(1);
  after.feed(before.compacted());
  after.feed({});
  after.complete();
  for (const TaskEntry& entry : before.entries()) {
    const TaskEntry* last = before.of_path(entry.stamp.path, entry.settings);
    const TaskEntry* kept = after.of_path(entry.stamp.path, entry.settings);
    PIXHERD_CHECK(last != nullptr && kept != nullptr && kept->stamp == last->stamp);
  }
}

}  // namespace
}  // namespace pixherd::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixherd;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const std::string& each : {text, fuzz::with_right_checksums(text)}) {
    fuzz::check_records(each);
    fuzz::check_compacting(each);
  }
  return 0;
}
