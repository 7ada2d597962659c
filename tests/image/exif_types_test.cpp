// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "pixherd/format/exif.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

constexpr std::uint32_t kText = 2;
constexpr std::uint32_t kUtf8 = 129;
constexpr std::uint32_t kOfNobody = 200;
constexpr const char* kOwner = "the owner in UTF-8";

struct ToldEntry {
  std::uint32_t tag = 0;
  std::uint32_t type = kText;
  std::string value;  ///< of five bytes or more
};

void put_directory(sample::Bytes& block, const std::vector<ToldEntry>& entries, bool leads_on) {
  const std::size_t count = entries.size() + (leads_on ? 1 : 0);
  auto values_at = static_cast<std::uint32_t>(block.size() + 2 + count * 12 + 4);
  sample::put(block, static_cast<std::uint32_t>(count), 2);
  for (const ToldEntry& entry : entries) {
    sample::put(block, entry.tag, 2);
    sample::put(block, entry.type, 2);
    sample::put(block, static_cast<std::uint32_t>(entry.value.size()), 4);
    sample::put(block, values_at, 4);
    values_at += static_cast<std::uint32_t>(entry.value.size());
  }
  if (leads_on) {
    sample::put(block, 0x8769, 2);
    sample::put(block, 4, 2);
    sample::put(block, 1, 4);
    sample::put(block, values_at, 4);
  }
  sample::put(block, 0, 4);
  for (const ToldEntry& entry : entries) {
    sample::put(block, entry.value);
  }
}

/// A JPEG with EXIF that tells `first`, and `details` in the directory below.
sample::Bytes jpeg_telling(const std::vector<ToldEntry>& first,
                           const std::vector<ToldEntry>& details = {}) {
  sample::Bytes block;
  sample::put(block, 0x002A4949, 4);
  sample::put(block, 8, 4);
  put_directory(block, first, !details.empty());
  if (!details.empty()) {
    put_directory(block, details, false);
  }
  const std::string text(reinterpret_cast<const char*>(block.data()), block.size());
  return sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1,
                                   std::string("Exif\0\0", 6) + text);
}

Done to_tiff_in_place(const sample::Bytes& jpeg) {
  TaskSettings settings = in_place();
  settings.format = ImageFormat::tiff;
  settings.metadata = MetadataSet::all();
  return run_task(jpeg, settings);
}

void check_lost(const Done& done) {
  CHECK(done.outcome.status == TaskStatus::skipped);
  CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
}

TEST_CASE("EXIF's own type for text is carried into a TIFF and out of it") {
  need_engine();
  const sample::Bytes jpeg = jpeg_telling({{0x010F, kText, std::string("Maker\0", 6)}},
                                          {{0xA430, kUtf8, std::string(kOwner) + '\0'}});
  const Done tiff = to_tiff_in_place(jpeg);
  REQUIRE(tiff.outcome.status == TaskStatus::saved);
  CHECK(tiff.outcome.notes.empty());
  CHECK(tells(tiff.output, kOwner));
  TaskSettings settings = in_place();
  settings.metadata = MetadataSet::all();
  settings.resize.long_edge = 48;
  for (const ImageFormat format : {ImageFormat::tiff, ImageFormat::jpeg, ImageFormat::png}) {
    CAPTURE(name(format));
    settings.format = format;
    const Done done = run_task(tiff.output, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(tells(done.output, kOwner));
  }
}

TEST_CASE("an entry of EXIF of an unknown type stops work in place, whichever directory it is in") {
  need_engine();
  const std::vector<ToldEntry> maker{{0x010F, kText, std::string("Maker\0", 6)}};
  check_lost(to_tiff_in_place(jpeg_telling(maker, {{0xA430, kOfNobody, "of an unknown type"}})));
  check_lost(to_tiff_in_place(jpeg_telling({{0x010F, kOfNobody, "of an unknown type"}})));
  check_lost(to_tiff_in_place(jpeg_telling({{0x013B, kUtf8, std::string(kOwner) + '\0'}})));
}

TEST_CASE("an entry of an unknown type among the EXIF of a TIFF stops work in place") {
  need_engine();
  sample::Bytes tiff =
      to_tiff_in_place(jpeg_telling({{0x010F, kText, std::string("Maker\0", 6)}},
                                    {{0xA430, kText, std::string("of somebody\0", 12)}}))
          .output;
  constexpr std::array kEntry{std::byte{0x30}, std::byte{0xA4}, std::byte{2}, std::byte{0}};
  const auto entry = std::search(tiff.begin(), tiff.end(), kEntry.begin(), kEntry.end());
  REQUIRE(entry != tiff.end());
  entry[2] = std::byte{kOfNobody};
  TaskSettings settings = in_place();
  settings.metadata = MetadataSet::all();
  settings.resize.long_edge = 48;
  for (const ImageFormat format : {ImageFormat::tiff, ImageFormat::jpeg}) {
    CAPTURE(name(format));
    settings.format = format;
    settings.replaces_source = true;
    check_lost(run_task(tiff, settings));
    settings.replaces_source = false;
    const Done beside = run_task(tiff, settings);
    CHECK(beside.outcome.status == TaskStatus::saved);
    CHECK(notes_say(beside.outcome, "some metadata cannot be carried over"));
  }
}

TEST_CASE(
    "a time without an end is given one in a TIFF, and a longer one is not dropped silently") {
  need_engine();
  const Done given = to_tiff_in_place(jpeg_telling({{0x0132, kText, "2026:01:31 12:00:00"}}));
  REQUIRE(given.outcome.status == TaskStatus::saved);
  CHECK(given.outcome.notes.empty());
  CHECK(tells(given.output, std::string("2026:01:31 12:00:00\0", 20)));
  check_lost(to_tiff_in_place(jpeg_telling({{0x0132, kText, "2026:01:31 12:00:00Z"}})));
}

TEST_CASE("a number with a sign is told anew like one without") {
  constexpr std::uint32_t kSignedShort = 8;
  constexpr std::uint32_t kSignedLong = 9;
  for (const std::uint32_t type : {kSignedShort, kSignedLong}) {
    sample::Bytes block;
    sample::put(block, 0x002A4949, 4);
    sample::put(block, 8, 4);
    sample::put(block, 2, 2);
    sample::put_tiff_entry(block, 0x0100, type, 1, 500);
    sample::put_tiff_entry(block, 0x0112, type, 1, 6);
    sample::put(block, 0, 4);
    const sample::Bytes told = edited_exif(block, {.orientation = 1, .size = {250, 200}});
    REQUIRE(told.size() == block.size());
    CHECK(told[18] == std::byte{250});
    CHECK(told[30] == std::byte{1});
    const sample::Bytes wide = edited_exif(block, {.orientation = 1, .size = {40000, 200}});
    CHECK((wide[8] == std::byte{2}) == (type == kSignedLong));
  }
}

TEST_CASE("an orientation of four bytes turns the picture, in both byte orders") {
  for (const std::string& block :
       {std::string("II*\0\x08\0\0\0\1\0\x12\1\4\0\1\0\0\0\6\0\0\0\0\0\0\0", 26),
        std::string("MM\0*\0\0\0\x08\0\1\1\x12\0\4\0\0\0\1\0\0\0\6\0\0\0\0", 26)}) {
    const sample::Bytes jpeg = sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1,
                                                         std::string("Exif\0\0", 6) + block);
    CHECK(read_source_facts(jpeg, ImageFormat::jpeg)->orientation == 6);
  }
}

TEST_CASE("a place goes from the pictures below EXIF's own, too") {
  sample::Bytes block;
  sample::put(block, 0x002A4949, 4);
  sample::put(block, 8, 4);
  sample::put(block, 1, 2);
  sample::put_tiff_entry(block, 0x014A, 4, 1, 26);
  sample::put(block, 0, 4);
  sample::put(block, 1, 2);
  sample::put_tiff_entry(block, 0x8825, 4, 1, 44);
  sample::put(block, 0, 4);
  sample::put(block, 1, 2);
  sample::put_tiff_entry(block, 0x0001, 2, 2, 'N');
  sample::put(block, 0, 4);
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  const sample::Bytes edited = edited_exif(block, {.kept = kept});
  REQUIRE(edited.size() >= 28);
  CHECK(edited[26] == std::byte{0});  // no entry is left in the directory below
}

}  // namespace
}  // namespace pixherd
