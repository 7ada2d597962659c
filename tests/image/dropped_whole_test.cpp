// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "pixherd/png/zlib_stream.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/exif_samples.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using sample::ExifText;

constexpr const char* kDropped = "dropped whole";
const std::string kXmpSignature("http://ns.adobe.com/xap/1.0/\0", 29);
const std::string kUncutPacket =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><open gps=\"here\">source of it";

std::string text_of(const sample::Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

MetadataSet without_place() {
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  return kept;
}

sample::Bytes jpeg_with_block(const sample::Bytes& block) {
  return sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1,
                                   std::string("Exif\0\0", 6) + text_of(block));
}

/// EXIF whose orientation is told `count` times.
sample::Bytes exif_with_orientations(std::uint32_t orientation, std::uint32_t count) {
  sample::Bytes block = sample::exif_block({.orientation = orientation});
  constexpr std::array kEntry{std::byte{0x12}, std::byte{1}, std::byte{3}, std::byte{0}};
  const auto entry = std::search(block.begin(), block.end(), kEntry.begin(), kEntry.end());
  PIXHERD_CHECK(entry != block.end());
  for (unsigned i = 0; i < 4; ++i) {
    entry[4 + i] = static_cast<std::byte>(count >> (8 * i));
  }
  return block;
}

/// Of which nothing can be found: its first directory would be far behind its end.
sample::Bytes unreadable_exif() {
  sample::Bytes block = sample::exif_block({});
  block[4] = block[5] = block[6] = std::byte{0x7F};
  return block;
}

/// Of which nothing but the orientation can be found: its first directory is said to go on behind
/// its end.
sample::Bytes all_but_unreadable_exif() {
  sample::Bytes block = sample::exif_block({.orientation = 6});
  const std::size_t count = std::to_integer<std::size_t>(block[4]);
  block[count] = block[count + 1] = std::byte{0x7F};
  return block;
}

sample::Bytes png_with_compressed_xmp(const std::string& packet) {
  return sample::with_png_chunk(sample::image(ImageFormat::png), "iTXt",
                                std::string("XML:com.adobe.xmp\0\1\0\0\0", 22) +
                                    text_of(zlib_packed(std::as_bytes(std::span(packet)))));
}

void check_left(const Done& done, const std::string& words) {
  CHECK(done.outcome.status == TaskStatus::skipped);
  const Reason reason = done.outcome.reason.value_or(Reason{});
  CAPTURE(reason.message);
  CHECK(reason.code == ReasonCode::metadata_lost);
  CHECK(contains(reason.message, words));
  CHECK(contains(reason.message, "--allow-loss=metadata"));
}

TEST_CASE("an orientation that is told too often goes alone, and the rest of EXIF stays") {
  need_engine();
  for (const std::uint32_t orientation : {1U, 6U}) {
    for (const std::uint32_t count : {0U, 2U, 0x20000U}) {
      for (const std::optional<Lane> lane : {std::optional<Lane>(), std::optional(Lane::libvips)}) {
        for (const std::uint32_t edge : {0U, 48U}) {
          CAPTURE(orientation, count, lane.has_value(), edge);
          TaskSettings settings = in_place();
          settings.lane = lane;
          settings.quality.global = 40;
          settings.resize.long_edge = edge;
          settings.metadata = MetadataSet::all();
          const Done done =
              run_task(jpeg_with_block(exif_with_orientations(orientation, count)), settings);
          REQUIRE(done.outcome.status == TaskStatus::saved);
          CHECK_FALSE(notes_say(done.outcome, kDropped));
          for (const std::string_view text :
               {ExifText::kMaker, ExifText::kOwner, ExifText::kNote, ExifText::kPlace}) {
            CHECK(tells(done.output, text));
          }
        }
      }
    }
  }
}

TEST_CASE("EXIF that cannot be read stops lossy work in place, and is noted elsewhere") {
  need_engine();
  const bool turned = GENERATE(false, true);
  MetadataSet everything = MetadataSet::all();
  if (turned) {
    everything.insert(MetadataKind::orientation);
  }
  const sample::Bytes jpeg =
      jpeg_with_block(turned ? all_but_unreadable_exif() : unreadable_exif());
  for (const std::optional<Lane> lane : {std::optional<Lane>(), std::optional(Lane::libvips)}) {
    CAPTURE(turned, lane.has_value());
    TaskSettings settings = in_place();
    settings.lane = lane;
    settings.quality.global = 40;
    settings.metadata = everything;
    check_left(run_task(jpeg, settings), "the EXIF cannot be read");
    settings.allowed_losses.insert(LossKind::metadata);
    const Done allowed = run_task(jpeg, settings);
    CHECK(allowed.outcome.status == TaskStatus::saved);
    CHECK(notes_say(allowed.outcome, kDropped));
    settings.allowed_losses = {};
    settings.metadata = MetadataSet::icc();
    CHECK(run_task(jpeg, settings).outcome.status == TaskStatus::saved);
    settings.metadata = everything;
    settings.replaces_source = false;
    const Done beside = run_task(jpeg, settings);
    CHECK(beside.outcome.status == TaskStatus::saved);
    CHECK(notes_say(beside.outcome, kDropped));
  }
}

TEST_CASE("what cannot be cut stays in place with all that is in its file") {
  need_engine();
  const std::string more = std::string("http://ns.adobe.com/xmp/extension/\0", 35) +
                           std::string(40, 'a') + "<rdf:li exif:GPSAltitude=\"1\"/>";
  const sample::Bytes cut_packet = sample::with_jpeg_segment(
      sample::image(ImageFormat::jpeg), 0xE1,
      kXmpSignature + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"></x:xmpmeta>");
  const sample::Bytes files[] = {
      jpeg_with_block(unreadable_exif()),
      sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1,
                                kXmpSignature + kUncutPacket),
      sample::with_jpeg_segment(cut_packet, 0xE1, more),
      sample::with_png_chunk(sample::image(ImageFormat::png), "iTXt",
                             std::string("XML:com.adobe.xmp\0\0\0\0\0", 22) + kUncutPacket),
      png_with_compressed_xmp(kUncutPacket),
      sample::tiff_of({{.tags = {sample::tiff_text(700, kUncutPacket, 7)}}})};
  for (const sample::Bytes& file : files) {
    CAPTURE(&file - files);
    TaskSettings settings = lossless_in_place();
    settings.metadata = without_place();
    const Done left = run_task(file, settings);
    check_left(left, "it would be dropped whole; its metadata stays in it");
    settings.allowed_losses.insert(LossKind::metadata);
    const Done allowed = run_task(file, settings);
    CHECK(allowed.outcome.status == TaskStatus::saved);
    CHECK(notes_say(allowed.outcome, kDropped));
    settings = {};
    settings.metadata = without_place();
    settings.quality.global = 100;
    settings.copy_unimproved = true;
    settings.min_savings = {99, 0};
    const Done copied = run_task(file, settings);
    CHECK(copied.outcome.status == TaskStatus::copied);
    CHECK(notes_say(copied.outcome, kDropped));
  }
}

TEST_CASE("what lossy work in place leaves alone does not lose a block for what was to go") {
  need_engine();
  TaskSettings settings = in_place();
  settings.quality.jpeg = 100;
  settings.metadata = without_place();
  settings.metadata_asked = true;
  check_left(run_task(jpeg_with_block(unreadable_exif()), settings), "the EXIF cannot be read");
}

}  // namespace
}  // namespace pixherd
