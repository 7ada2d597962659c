// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/exif.hpp"

#include <algorithm>
#include <array>

#include "support/catch.hpp"
#include "support/exif_samples.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::ExifText;

MetadataSet all_but(MetadataKind kind) {
  MetadataSet kept = MetadataSet::all();
  kept.remove(kind);
  return kept;
}

MetadataSet only(std::initializer_list<MetadataKind> kinds) {
  MetadataSet kept;
  for (const MetadataKind kind : kinds) {
    kept.insert(kind);
  }
  return kept;
}

bool says(const Bytes& bytes, std::string_view words) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).find(words) !=
         std::string_view::npos;
}

TEST_CASE("without the place EXIF keeps every other byte where it was") {
  for (const bool big_endian : {false, true}) {
    CAPTURE(big_endian);
    const Bytes before = sample::exif_block({.big_endian = big_endian});
    REQUIRE(says(before, ExifText::kPlace));
    const Bytes after = edited_exif(before, {.kept = all_but(MetadataKind::gps)});
    CHECK_FALSE(says(after, ExifText::kPlace));
    for (const std::string_view text : {ExifText::kOwner, ExifText::kMaker, ExifText::kNote}) {
      REQUIRE(says(after, text));
      const auto at = [&](const Bytes& bytes) {
        return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())
            .find(text);
      };
      CHECK(at(after) == at(before));
    }
    CHECK(edited_exif(after, {.kept = all_but(MetadataKind::gps)}) == after);
  }
}

TEST_CASE("EXIF that is kept whole is kept to the byte") {
  const Bytes block = sample::exif_block({});
  CHECK(edited_exif(block, {}) == block);
}

TEST_CASE("whose a picture is can be kept alone, and dropped alone") {
  const Bytes block = sample::exif_block({});
  const Bytes alone = edited_exif(block, {.kept = only({MetadataKind::copyright})});
  CHECK(says(alone, ExifText::kOwner));
  for (const std::string_view text : {ExifText::kPlace, ExifText::kMaker, ExifText::kNote}) {
    CHECK_FALSE(says(alone, text));
  }
  const Bytes without = edited_exif(block, {.kept = all_but(MetadataKind::copyright)});
  CHECK_FALSE(says(without, ExifText::kOwner));
  CHECK(says(without, ExifText::kPlace));
  CHECK(says(without, ExifText::kMaker));
}

/// Of a Panasonic camera: its own note says where it was and what it is, 12 bytes each.
Bytes exif_with_named_place() {
  constexpr std::uint32_t kShortDirectory = 2 + 12 + 4;
  constexpr std::uint32_t kDetails = 8 + kShortDirectory;
  constexpr std::uint32_t kNote = kDetails + kShortDirectory;
  constexpr std::uint32_t kNoteBytes = 12 + 2 + 2 * 12 + 4;
  Bytes block;
  sample::put(block, std::string_view("II*\0\x08\0\0\0\1\0", 10));
  sample::put_tiff_entry(block, 0x8769, 4, 1, kDetails);
  sample::put(block, std::string_view("\0\0\0\0\1\0", 6));
  sample::put_tiff_entry(block, 0x927C, 7, kNoteBytes, kNote);
  sample::put(block, std::string_view("\0\0\0\0Panasonic\0\0\0\2\0", 18));
  sample::put_tiff_entry(block, 0x25, 2, 12, kNote + kNoteBytes);
  sample::put_tiff_entry(block, 0x6D, 2, 12, kNote + kNoteBytes + 12);
  sample::put(block, std::string_view("\0\0\0\0serial 1234\0Wien, Wien.\0", 28));
  return block;
}

TEST_CASE("the place that Panasonic's cameras name in their own notes goes with the place") {
  const Bytes block = exif_with_named_place();
  const Bytes without = edited_exif(block, {.kept = all_but(MetadataKind::gps)});
  CHECK_FALSE(says(without, "Wien"));
  CHECK(says(without, "serial 1234"));
  CHECK(edited_exif(without, {.kept = all_but(MetadataKind::gps)}) == without);
  CHECK(says(edited_exif(block, {.kept = all_but(MetadataKind::copyright)}), "Wien"));
  for (std::size_t length = 0; length < block.size(); ++length) {
    const Bytes cut(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_FALSE(says(edited_exif(cut, {.kept = all_but(MetadataKind::gps)}), "Wien, W"));
  }
}

TEST_CASE("the place can be kept alone") {
  const Bytes alone = edited_exif(sample::exif_block({}), {.kept = only({MetadataKind::gps})});
  CHECK(says(alone, ExifText::kPlace));
  CHECK_FALSE(says(alone, ExifText::kOwner));
  CHECK_FALSE(says(alone, ExifText::kMaker));
}

TEST_CASE("EXIF says of the picture it stands beside how it is turned and how large it is") {
  for (const bool big_endian : {false, true}) {
    const Bytes block = sample::exif_block({.big_endian = big_endian, .orientation = 6});
    const Bytes turned = edited_exif(block, {.orientation = 1, .size = {40, 30}});
    CHECK(sample::exif_orientation(turned) == 1);
    CHECK(sample::exif_pixel_size(turned) == PixelSize{40, 30});
    CHECK(sample::exif_orientation(edited_exif(
              block, {.kept = only({MetadataKind::copyright}), .orientation = 8})) == 8);
  }
  CHECK(sample::exif_orientation(exif_of_orientation(5)) == 5);
  CHECK(exif_of_orientation(1).empty());
}

TEST_CASE("an orientation is added to EXIF that has none, and nothing else moves") {
  const Bytes block = sample::exif_block({.orientation = 0});
  const Bytes told = edited_exif(block, {.orientation = 3});
  CHECK(sample::exif_orientation(told) == 3);
  CHECK(says(told, ExifText::kMaker));
  CHECK_FALSE(says(edited_exif(told, {.kept = all_but(MetadataKind::gps)}), ExifText::kPlace));
}

TEST_CASE("the thumbnail goes where the picture has been turned, and the rest stays") {
  const Bytes block = sample::exif_block({.thumbnail = true});
  REQUIRE(says(block, ExifText::kThumbnail));
  const Bytes without = edited_exif(block, {.keeps_thumbnail = false});
  CHECK_FALSE(says(without, ExifText::kThumbnail));
  CHECK(without.size() < block.size());
  CHECK(says(without, ExifText::kMaker));
  CHECK(says(edited_exif(block, {.kept = all_but(MetadataKind::gps)}), ExifText::kThumbnail));
}

TEST_CASE("EXIF that cannot be read is dropped rather than passed on with what was to go") {
  Bytes block = sample::exif_block({});
  block[0] = std::byte{'X'};
  CHECK(edited_exif(block, {.kept = all_but(MetadataKind::gps)}).empty());
  Bytes far = sample::exif_block({});
  far[4] = far[5] = far[6] = std::byte{0x7F};
  CHECK(edited_exif(far, {.kept = all_but(MetadataKind::gps)}).empty());
}

TEST_CASE("EXIF whose place is said to be all of it is dropped, and the orientation told on") {
  Bytes block = sample::exif_block({});
  constexpr std::array kPlaceEntry{std::byte{0x1B}, std::byte{0}, std::byte{7}, std::byte{0}};
  const auto entry =
      std::search(block.begin(), block.end(), kPlaceEntry.begin(), kPlaceEntry.end());
  REQUIRE(entry != block.end());
  entry[4] = static_cast<std::byte>(block.size());
  entry[5] = static_cast<std::byte>(block.size() >> 8U);
  entry[8] = entry[9] = std::byte{0};
  CHECK(edited_exif(block, {.kept = all_but(MetadataKind::gps)}).empty());
  const Bytes told = edited_exif(block, {.kept = all_but(MetadataKind::gps), .orientation = 6});
  CHECK(sample::exif_orientation(told) == 6);
}

TEST_CASE("the place goes from EXIF that is cut anywhere, or the block does") {
  const Bytes block = sample::exif_block({.thumbnail = true});
  for (std::size_t length = 0; length < block.size(); ++length) {
    const Bytes cut(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(length));
    CAPTURE(length);
    CHECK_FALSE(says(edited_exif(cut, {.kept = all_but(MetadataKind::gps)}), ExifText::kPlace));
  }
}

TEST_CASE("directories that lead to themselves end") {
  for (const bool big_endian : {false, true}) {
    const Bytes loop = sample::exif_loop(big_endian);
    CHECK(edited_exif(loop, {.kept = all_but(MetadataKind::gps)}).size() <= loop.size());
    CHECK(edited_exif(loop, {.keeps_thumbnail = false}).size() <= loop.size());
    CHECK(edited_exif(loop, {.kept = only({MetadataKind::gps})}).size() <= 2 * loop.size() + 64);
  }
}

}  // namespace
}  // namespace pixherd
