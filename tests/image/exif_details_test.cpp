// SPDX-License-Identifier: Apache-2.0
// The directory that EXIF has for the picture's details, in a block of EXIF and in a TIFF.
#include <cstdint>
#include <string_view>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/exif.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

constexpr std::string_view kCameraOwner = "Some Body, Wien";
constexpr std::string_view kTownInNote = "Graz, Graz.";
constexpr std::string_view kSerialInNote = "serial 1234";
constexpr std::string_view kPlaceBelow = "48.2 N 16.3 E";

/// Names the owner, the place in a directory of its own below, and the place in a Panasonic
/// camera's note.
Bytes exif_with_telling_details() {
  constexpr std::uint32_t kDetails = 8 + 2 + 12 + 4;
  constexpr std::uint32_t kPlace = kDetails + 2 + 3 * 12 + 4;
  constexpr std::uint32_t kNote = kPlace + 2 + 12 + 4;
  constexpr std::uint32_t kTextInNote = kNote + 12 + 2 + 2 * 12 + 4;
  constexpr std::uint32_t kBehindNote = kTextInNote + kSerialInNote.size() + kTownInNote.size();
  Bytes block;
  std::uint32_t text_at = kBehindNote;
  const auto text_entry = [&](std::uint32_t tag, std::string_view text) {
    sample::put_tiff_entry(block, tag, 2, static_cast<std::uint32_t>(text.size()), text_at);
    text_at += static_cast<std::uint32_t>(text.size());
  };
  const auto number = [&](std::uint32_t value, unsigned count) {
    sample::put(block, value, count);
  };
  sample::put(block, std::string_view("II*\0\x08\0\0\0", 8));
  number(1, 2);
  sample::put_tiff_entry(block, 0x8769, 4, 1, kDetails);
  number(0, 4);
  number(3, 2);
  sample::put_tiff_entry(block, 0x8825, 4, 1, kPlace);
  sample::put_tiff_entry(block, 0x927C, 7, kBehindNote - kNote, kNote);
  text_entry(0xA430, kCameraOwner);
  number(0, 4);
  number(1, 2);
  text_entry(0x001B, kPlaceBelow);
  number(0, 4);
  sample::put(block, std::string_view("Panasonic\0\0\0", 12));
  number(2, 2);
  text_at = kTextInNote;
  text_entry(0x25, kSerialInNote);
  text_entry(0x6D, kTownInNote);
  number(0, 4);
  for (const std::string_view text : {kSerialInNote, kTownInNote, kCameraOwner, kPlaceBelow}) {
    sample::put(block, text);
  }
  return block;
}

TEST_CASE("of the details in EXIF the same goes from a block as from a TIFF") {
  const Bytes block = exif_with_telling_details();
  for (const MetadataKind gone :
       {MetadataKind::gps, MetadataKind::copyright, MetadataKind::icc, MetadataKind::exif}) {
    MetadataSet kept = MetadataSet::all();
    kept.remove(gone);
    const Bytes edited = edited_exif(block, {.kept = kept});
    const Filtered tiff = with_kept_metadata(block, ImageFormat::tiff, kept, 1).value();
    const bool details = gone != MetadataKind::exif;
    const bool place = details && gone != MetadataKind::gps;
    for (const Bytes& made : {edited, tiff.bytes}) {
      CAPTURE(static_cast<int>(gone), made == edited);
      CHECK(tells(made, kCameraOwner) == (details && gone != MetadataKind::copyright));
      CHECK(tells(made, kTownInNote) == place);
      CHECK(tells(made, kPlaceBelow) == place);
      CHECK(tells(made, kSerialInNote) == details);
    }
    CHECK(tiff.notes.empty());
  }
}

}  // namespace
}  // namespace pixherd
