// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "pixherd/jpeg/jpeg_check.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::jpeg_of;

const sample::Options kLarge{.width = 320, .height = 240};

std::vector<sample::Named> jpegs_of_all_colours() {
  using enum ImageFormat;
  return {
      {"sequential", jpeg, jpeg_of(sample::picture(kLarge))},
      {"progressive", jpeg, jpeg_of(sample::picture(kLarge), {.progressive = true})},
      {"odd sampling", jpeg, jpeg_of(sample::picture(kLarge), {.horizontal = 4, .vertical = 2})},
      {"grey", jpeg, jpeg_of(sample::picture({.width = 320, .height = 240, .grey = true}))},
      {"RGB", jpeg, jpeg_of(sample::picture(kLarge), {.rgb = true})},
      {"CMYK", jpeg, sample::cmyk_jpeg()}};
}

/// Without the last bytes of its last scan, but with its end marker.
Bytes without_last_rows(Bytes jpeg) {
  constexpr std::ptrdiff_t kMarker = 2;
  constexpr std::ptrdiff_t kCut = 40;
  jpeg.erase(jpeg.end() - kMarker - kCut, jpeg.end() - kMarker);
  return jpeg;
}

/// With a code that no table has, where only the thorough reading sees it.
std::optional<Bytes> with_hidden_bad_code(const Bytes& jpeg) {
  for (std::size_t at = jpeg.size() / 3; at < jpeg.size() - 2000; ++at) {
    Bytes changed = jpeg;
    changed[at] = std::byte{0xFE};
    if (jpeg[at - 1] != std::byte{0xFF} && jpeg[at] != std::byte{0xFF} &&
        check_jpeg(changed, JpegScrutiny::usual) && !check_jpeg(changed, JpegScrutiny::thorough)) {
      return changed;
    }
  }
  return std::nullopt;
}

TEST_CASE("every JPEG is read to its end, however its colours are stored") {
  need_engine();
  for (const sample::Named& source : jpegs_of_all_colours()) {
    CAPTURE(source.name);
    const Bytes cut = without_last_rows(source.bytes);
    for (const JpegScrutiny scrutiny : {JpegScrutiny::usual, JpegScrutiny::thorough}) {
      CHECK(check_jpeg(source.bytes, scrutiny));
      REQUIRE_FALSE(check_jpeg(cut, scrutiny));
      CHECK(check_jpeg(cut, scrutiny).error().code == ErrorCode::damaged);
    }
  }
}

TEST_CASE("a JPEG that lacks its last rows fails on every way, also where they are not asked for") {
  need_engine();
  TaskSettings webp_in_place = in_place();
  webp_in_place.format = ImageFormat::webp;
  TaskSettings small_webp = to_format(ImageFormat::webp);
  small_webp.resize.long_edge = 20;
  TaskSettings keeping = to_long_edge(20);
  keeping.metadata = MetadataSet::all();
  TaskSettings by_libvips = to_long_edge(20);
  by_libvips.lane = Lane::libvips;
  for (const sample::Named& source : jpegs_of_all_colours()) {
    CAPTURE(source.name);
    for (const TaskSettings& settings :
         {webp_in_place, small_webp, keeping, by_libvips, to_long_edge(20), lossless_in_place()}) {
      if (source.name == "CMYK" && settings.replaces_source && !settings.lossless) {
        continue;
      }
      const Done done = run_task(without_last_rows(source.bytes), settings);
      REQUIRE(done.outcome.status == TaskStatus::failed);
      CHECK(done.outcome.error->code == ErrorCode::damaged);
    }
  }
}

TEST_CASE("a code that no table has is seen before a JPEG is replaced") {
  need_engine();
  const std::optional<Bytes> bad = with_hidden_bad_code(jpeg_of(sample::picture(kLarge)));
  REQUIRE(bad);
  TaskSettings lossy = in_place();
  lossy.quality.global = 20;
  TaskSettings webp = in_place();
  webp.format = ImageFormat::webp;
  for (const TaskSettings& settings : {lossless_in_place(), lossy, webp}) {
    const Done done = run_task(*bad, settings);
    REQUIRE(done.outcome.status == TaskStatus::failed);
    CHECK(done.outcome.error->code == ErrorCode::damaged);
  }
}

}  // namespace
}  // namespace pixherd
