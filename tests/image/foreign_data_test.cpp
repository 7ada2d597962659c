// SPDX-License-Identifier: Apache-2.0
// What programs leave beside a picture, in places that nobody here understands.
#include <algorithm>
#include <string>
#include <string_view>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/avif_samples.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;
using sample::Bytes;

constexpr std::string_view kTelling = "JP\0\1 jumb c2pa {\"exif:GPSLatitude\": \"48,12.5N\"}"sv;
constexpr std::string_view kSilent = "JP\0\1 jumb c2pa {\"title\": \"a picture\"}"sv;

MetadataSet all_but_place() {
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  return kept;
}

bool holds(const Bytes& file, std::string_view text) {
  const auto wanted = std::as_bytes(std::span(text));
  return std::search(file.begin(), file.end(), wanted.begin(), wanted.end()) != file.end();
}

/// A picture of each format with `data` in a place of its own.
Bytes with_foreign_data(ImageFormat format, const std::string& data) {
  if (format == ImageFormat::jpeg) {
    return sample::with_jpeg_segment(sample::image(format), 0xEB, data);
  }
  if (format == ImageFormat::png) {
    return sample::with_png_chunk(sample::image(format), "caBX", data);
  }
  return sample::with_avif_box(sample::image(format), "uuid", std::string(16, 'u') + data);
}

TEST_CASE("what nobody understands goes where it may tell the place, and is said to") {
  need_engine();
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::avif}) {
    CAPTURE(name(format));
    const Bytes telling = with_foreign_data(format, std::string(kTelling));
    const Filtered without = with_kept_metadata(telling, format, all_but_place(), 1).value();
    CHECK_FALSE(holds(without.bytes, "GPSLatitude"));
    REQUIRE(without.notes.size() == 1);
    CHECK(without.notes.front().ends_with(kDroppedWhole));
    CHECK(read_source_facts(without.bytes, format).ok());

    const Bytes silent = with_foreign_data(format, std::string(kSilent));
    const Filtered same = with_kept_metadata(silent, format, all_but_place(), 1).value();
    CHECK(same.bytes == silent);
    CHECK(same.notes.empty());
    const Filtered none = with_kept_metadata(silent, format, MetadataSet::none(), 1).value();
    CHECK_FALSE(holds(none.bytes, kSilent));
    CHECK(none.notes.empty());
  }
}

TEST_CASE("what is told across two segments of a JPEG is found") {
  need_engine();
  Bytes jpeg = sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xEB, "atitude: 48");
  jpeg = sample::with_jpeg_segment(jpeg, 0xEB, "c2pa L");
  jpeg = sample::with_jpeg_segment(jpeg, 0xEC, "Ducky");
  const Filtered made = with_kept_metadata(jpeg, ImageFormat::jpeg, all_but_place(), 1).value();
  CHECK_FALSE(holds(made.bytes, "c2pa"));
  CHECK(holds(made.bytes, "Ducky"));
  CHECK(made.notes.size() == 1);
}

TEST_CASE("an AVIF whose boxes no encoder writes again is not encoded anew in place") {
  need_engine();
  const Bytes avif = with_foreign_data(ImageFormat::avif, std::string(kSilent));
  TaskSettings settings = in_place();
  settings.quality.global = 20;
  settings.metadata = MetadataSet::all();
  const Done done = run_task(avif, settings);
  REQUIRE(done.outcome.status == TaskStatus::skipped);
  CHECK(done.outcome.reason->code == ReasonCode::metadata_lost);
}

}  // namespace
}  // namespace pixherd
