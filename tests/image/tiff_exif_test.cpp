// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "pixherd/format/exif.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"
#include "support/jpeg_samples.hpp"
#include "support/put.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using sample::ExifText;

/// A grey BigTIFF with an artist.
sample::Bytes big_tiff() {
  constexpr std::uint64_t kSide = 32;
  constexpr std::uint64_t kHeaderBytes = 16;
  constexpr std::uint64_t kArtist = 0x747369747261;  // "artist", its first letter last
  const std::vector<std::array<std::uint64_t, 4>> entries{
      {256, 3, 1, kSide},  {257, 3, 1, kSide}, {258, 3, 1, 8},
      {259, 3, 1, 1},      {262, 3, 1, 1},     {273, 4, 1, 0},
      {277, 3, 1, 1},      {278, 3, 1, kSide}, {279, 4, 1, kSide * kSide},
      {315, 2, 7, kArtist}};
  const std::uint64_t picture = kHeaderBytes + 8 + entries.size() * 20 + 8;
  sample::Bytes file;
  const auto put = [&](std::uint64_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      file.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFFU));
    }
  };
  put(0x002B4949, 4);
  put(8, 4);
  put(kHeaderBytes, 8);
  put(entries.size(), 8);
  for (const auto& [tag, type, count, value] : entries) {
    put(tag, 2);
    put(type, 2);
    put(count, 8);
    put(tag == 273 ? picture : value, 8);
  }
  put(0, 8);
  for (std::uint64_t i = 0; i < kSide * kSide; ++i) {
    put(i / kSide * 4, 1);
  }
  return file;
}

TaskSettings smaller_in_place() {
  TaskSettings settings = in_place();
  settings.resize.long_edge = 16;
  settings.metadata = MetadataSet::all();
  return settings;
}

TEST_CASE("a TIFF tells whose a picture is and where it was taken, in either byte order") {
  need_engine();
  for (const bool big_endian : {false, true}) {
    CAPTURE(big_endian);
    const sample::Bytes jpeg = sample::jpeg_with_exif({.big_endian = big_endian});
    const auto made = [&](MetadataSet kept) {
      TaskSettings settings = to_format(ImageFormat::tiff);
      settings.metadata = kept;
      const Done done = run_task(jpeg, settings);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      return exif_of_tiff(done.output);
    };
    const auto whole =
        made(keeping({MetadataKind::exif, MetadataKind::gps, MetadataKind::copyright}));
    CHECK(tells(whole, ExifText::kMaker));
    CHECK(tells(whole, ExifText::kOwner));
    CHECK(tells(whole, ExifText::kPlace));
    CHECK(sample::exif_pixel_size(whole) == PixelSize{96, 64});
    const auto owned = made(keeping({MetadataKind::copyright}));
    CHECK(tells(owned, ExifText::kOwner));
    CHECK_FALSE((tells(owned, ExifText::kMaker) || tells(owned, ExifText::kPlace)));
    CHECK(made(MetadataSet::none()).empty());
  }
}

TEST_CASE("a TIFF that is made smaller in place keeps whose it is") {
  need_engine();
  TaskSettings to_tiff = to_format(ImageFormat::tiff);
  to_tiff.metadata = keeping({MetadataKind::gps, MetadataKind::copyright});
  const sample::Bytes tiff = run_task(sample::jpeg_with_exif({}), to_tiff).output;
  TaskSettings settings = to_long_edge(48);
  settings.replaces_source = true;
  settings.metadata = MetadataSet::all();
  const Done done = run_task(tiff, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.notes.empty());
  CHECK(exif_of_tiff(done.output) == exif_of_tiff(tiff));
}

TEST_CASE(
    "what was asked to be kept and the output cannot hold is noted, and stops work in place") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::tiff);
  settings.metadata = keeping({MetadataKind::exif, MetadataKind::gps, MetadataKind::copyright});
  const Done done = run_task(sample::jpeg_with_exif({}), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "a part of the EXIF"));  // the maker's note
  settings.replaces_source = true;
  const Done stays = run_task(sample::jpeg_with_exif({}), settings);
  CHECK(stays.outcome.status == TaskStatus::skipped);
  CHECK(stays.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
}

TEST_CASE("what not all of could be told again stops work on a TIFF in place") {
  need_engine();
  const sample::TiffPage told{.tags = {sample::tiff_text(315, "whose it is")}};
  const Done one = run_task(sample::tiff_of({told}), smaller_in_place());
  REQUIRE(one.outcome.status == TaskStatus::saved);
  CHECK(tells(one.output, "whose it is"));
  for (const sample::Bytes& tiff : {sample::tiff_of({told, told}), big_tiff()}) {
    const Done done = run_task(tiff, smaller_in_place());
    CAPTURE(done.outcome.error.value_or(Error{}).message);
    CHECK(done.outcome.status == TaskStatus::skipped);
    CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
    TaskSettings without = smaller_in_place();
    without.metadata = MetadataSet::none();
    CHECK(run_task(tiff, without).outcome.status == TaskStatus::saved);
  }
}

TEST_CASE("EXIF that tells nothing but how its picture lies is not missed in a TIFF") {
  need_engine();
  const std::vector<std::byte> lies = exif_of_orientation(6);
  const std::string text(reinterpret_cast<const char*>(lies.data()), lies.size());
  const sample::Bytes jpeg = sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1,
                                                       std::string("Exif\0\0", 6) + text);
  TaskSettings settings = to_format(ImageFormat::tiff);
  settings.metadata = MetadataSet::all();
  const Done done = run_task(jpeg, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.notes.empty());
}

TEST_CASE("texts of EXIF that are padded or of several parts are one text in a TIFF") {
  need_engine();
  for (const auto& [text, told] : {std::pair{std::string("me\0\0\0", 5), std::string("me")},
                                   std::pair{std::string("me\0you\0", 7), std::string("me;you")}}) {
    CAPTURE(told);
    sample::Bytes exif;
    sample::put(exif, 0x002A4949, 4);
    sample::put(exif, 8, 4);
    sample::put(exif, 1, 2);
    sample::put(exif, 0x8298, 2);
    sample::put(exif, 2, 2);
    sample::put(exif, static_cast<std::uint32_t>(text.size()), 4);
    sample::put(exif, 26, 4);
    sample::put(exif, 0, 4);
    sample::put(exif, text);
    const std::string block(reinterpret_cast<const char*>(exif.data()), exif.size());
    const sample::Bytes jpeg = sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1,
                                                         std::string("Exif\0\0", 6) + block);
    TaskSettings settings = to_format(ImageFormat::tiff);
    settings.metadata = MetadataSet::all();
    settings.replaces_source = true;
    const Done done = run_task(jpeg, settings);
    CAPTURE(done.outcome.error.value_or(Error{}).message);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.notes.empty());
    CHECK(tells(done.output, told + std::string(1, '\0')));
  }
}

}  // namespace
}  // namespace pixherd
