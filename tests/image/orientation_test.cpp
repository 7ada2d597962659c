// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

/// sample::picture() upright: red left above, green right above, blue left below.
void check_upright(const Pixels& pixels, std::uint32_t width, std::uint32_t height) {
  REQUIRE(pixels.width == width);
  REQUIRE(pixels.height == height);
  CHECK(sample_at(pixels, 3, 3, 0) > 180);
  CHECK(sample_at(pixels, 3, 3, 1) < 80);
  CHECK(sample_at(pixels, width - 4, 3, 1) > 160);
  CHECK(sample_at(pixels, width - 4, 3, 0) < 80);
  CHECK(sample_at(pixels, 3, height - 4, 2) > 180);
  CHECK(sample_at(pixels, 3, height - 4, 0) < 80);
}

TEST_CASE("a turned JPEG comes out upright in every format and at every size") {
  need_engine();
  const std::uint32_t orientation = GENERATE(1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U);
  CAPTURE(orientation);
  const sample::Bytes jpeg = sample::oriented_jpeg(orientation);
  CHECK(read_source_facts(jpeg, ImageFormat::jpeg)->orientation == orientation);
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
    const Done done = run_task(jpeg, to_format(format));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.width == 96);
    check_upright(decoded(done.output, format), 96, 64);
  }
  const Done half = run_task(jpeg, to_long_edge(48));
  REQUIRE(half.outcome.status == TaskStatus::saved);
  check_upright(decoded(half.output, ImageFormat::jpeg), 48, 32);
}

TEST_CASE("width and height count for the upright picture") {
  need_engine();
  TaskSettings settings;
  settings.resize.width = 48;
  const Done done = run_task(sample::oriented_jpeg(6), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.width == 48);
  CHECK(done.outcome.height == 32);
}

TEST_CASE("with all metadata kept, the orientation tag is right again after the turn") {
  need_engine();
  TaskSettings settings = to_long_edge(48);
  settings.metadata = MetadataSet::all();
  const Done done = run_task(sample::oriented_jpeg(6), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(read_source_facts(done.output, ImageFormat::jpeg)->orientation == 1);
  check_upright(decoded(done.output, ImageFormat::jpeg), 48, 32);
}

TEST_CASE("lossless work leaves the stored pixels and the orientation tag alone") {
  need_engine();
  const sample::Bytes jpeg = sample::oriented_jpeg(6);
  const Done done = run_task(jpeg, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(read_source_facts(done.output, ImageFormat::jpeg)->orientation == 6);
  CHECK(done.outcome.width == 96);
  CHECK(decoded(done.output, ImageFormat::jpeg) == decoded(jpeg, ImageFormat::jpeg));
}

TEST_CASE("of two EXIF segments the first says how the picture is turned, in every lane") {
  need_engine();
  const auto with_exif = [](const sample::Bytes& jpeg, std::uint32_t orientation) {
    return sample::with_jpeg_segment(jpeg, 0xE1, sample::exif_with_orientation(orientation));
  };
  const sample::Bytes jpeg = with_exif(with_exif(sample::image(ImageFormat::jpeg), 3), 6);
  CHECK(read_source_facts(jpeg, ImageFormat::jpeg)->orientation == 6);
  for (const Lane lane : {Lane::planes, Lane::libvips}) {
    CAPTURE(name(lane));
    TaskSettings settings = to_long_edge(48);
    settings.lane = lane;
    const Done done = run_task(jpeg, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.width == 32);
    CHECK(done.outcome.height == 48);
  }
}

}  // namespace
}  // namespace pixherd
