// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/jpeg_quality.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::jpeg_of;

TaskSettings lossy_in_place(std::uint8_t quality) {
  TaskSettings settings = in_place();
  settings.quality.global = quality;
  settings.min_savings.percent = 5;
  return settings;
}

TEST_CASE("a JPEG's quality is read from its tables") {
  need_engine();
  for (const int quality : {1, 10, 40, 50, 75, 80, 90, 95, 100}) {
    const Bytes jpeg = jpeg_of(sample::picture(), {.quality = quality});
    CAPTURE(quality);
    CHECK(read_source_facts(jpeg, ImageFormat::jpeg)->quality ==
          static_cast<std::uint32_t>(quality));
  }
  CHECK(jpeg_quality(0) == 0);
  CHECK(jpeg_quality(~std::uint32_t{0}) == 1);
}

TEST_CASE("in place a JPEG of that quality, or less, is kept; a better one is encoded once") {
  need_engine();
  const Bytes jpeg = jpeg_of(sample::picture({.width = 400, .height = 300}), {.quality = 85});
  for (const int asked : {85, 90, 100}) {
    const Done kept = run_task(jpeg, lossy_in_place(static_cast<std::uint8_t>(asked)));
    CHECK(kept.outcome.status == TaskStatus::kept);
    CHECK(kept.outcome.reason->code == ReasonCode::lossy_source);
    CHECK(kept.output.empty());
  }
  const Done once = run_task(jpeg, lossy_in_place(60));
  REQUIRE(once.outcome.status == TaskStatus::saved);
  CHECK(run_task(once.output, lossy_in_place(60)).outcome.status == TaskStatus::kept);
}

/// Into a folder, where whatever was asked for is done.
Bytes encoded_as(ImageFormat format, const Bytes& source, int quality) {
  TaskSettings settings;
  settings.format = format;
  settings.quality.global = static_cast<std::uint8_t>(quality);
  Done done = run_task(source, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  return std::move(done.output);
}

Bytes webp_of(const Bytes& source, int quality) {
  return encoded_as(ImageFormat::webp, source, quality);
}

Bytes avif_of(const Bytes& source, int quality) {
  return encoded_as(ImageFormat::avif, source, quality);
}

TEST_CASE("a WebP is never said to have more quality than it was encoded with, nor far less") {
  need_engine();
  const Bytes jpeg = jpeg_of(sample::picture({.width = 400, .height = 300}), {.quality = 95});
  for (const int quality : {1, 10, 30, 50, 70, 75, 80, 90, 95, 100}) {
    const auto facts = read_source_facts(webp_of(jpeg, quality), ImageFormat::webp);
    CAPTURE(quality, facts->quality);
    CHECK(facts->quality >= 1);
    CHECK(facts->quality <= static_cast<std::uint32_t>(quality));
    CHECK(facts->quality + 30 >= static_cast<std::uint32_t>(quality));
  }
}

TEST_CASE("in place a WebP of that quality, or less, is kept; a far better one is encoded once") {
  need_engine();
  const Bytes webp =
      webp_of(jpeg_of(sample::picture({.width = 400, .height = 300}), {.quality = 95}), 95);
  for (const int asked : {95, 100}) {
    const Done kept = run_task(webp, lossy_in_place(static_cast<std::uint8_t>(asked)));
    CHECK(kept.outcome.status == TaskStatus::kept);
    CHECK(kept.outcome.reason->code == ReasonCode::lossy_source);
  }
  const Done once = run_task(webp, lossy_in_place(50));
  REQUIRE(once.outcome.status == TaskStatus::saved);
  CHECK(run_task(once.output, lossy_in_place(50)).outcome.status == TaskStatus::kept);
}

TEST_CASE("in place an AVIF is left alone where nothing but its format was asked for") {
  need_engine();
  const Bytes avif = sample::image(ImageFormat::avif, {.width = 400, .height = 300});
  TaskSettings settings = in_place();
  settings.format = ImageFormat::avif;
  const Done kept = run_task(avif, settings);
  CHECK(kept.outcome.status == TaskStatus::kept);
  CHECK(kept.outcome.reason->code == ReasonCode::lossy_source);
  settings.resize.long_edge = 100;
  CHECK(run_task(avif, settings).outcome.status == TaskStatus::saved);
}

TEST_CASE("an AVIF's quantiser grows as its quality falls, whatever its size") {
  need_engine();
  const Bytes large = jpeg_of(sample::picture({.width = 1100, .height = 700}), {.quality = 95});
  const Bytes small = jpeg_of(sample::picture({.width = 70, .height = 33}), {.quality = 95});
  std::uint32_t last = 256;
  for (const int quality : {1, 10, 30, 50, 65, 80, 90, 95}) {
    CAPTURE(quality);
    const auto facts = read_source_facts(avif_of(small, quality), ImageFormat::avif);
    CHECK(facts->avif.quantiser > 0);
    CHECK(facts->avif.quantiser < last);
    last = facts->avif.quantiser;
  }
  CHECK(read_source_facts(avif_of(large, 95), ImageFormat::avif)->avif.quantiser == last);
}

TEST_CASE("in place an AVIF of that quality, or less, is kept; a better one is encoded once") {
  need_engine();
  // What saves nothing is kept for that; here the quality alone has to do it.
  const auto asking = [](int quality) {
    TaskSettings settings = lossy_in_place(static_cast<std::uint8_t>(quality));
    settings.min_savings = {};
    return settings;
  };
  const Bytes avif =
      avif_of(jpeg_of(sample::picture({.width = 400, .height = 300}), {.quality = 95}), 80);
  for (const int asked : {80, 95}) {
    const Done kept = run_task(avif, asking(asked));
    CHECK(kept.outcome.status == TaskStatus::kept);
    CHECK(kept.outcome.reason->code == ReasonCode::lossy_source);
  }
  const Done once = run_task(avif, asking(40));
  REQUIRE(once.outcome.status == TaskStatus::saved);
  CHECK(run_task(once.output, asking(40)).outcome.reason->code == ReasonCode::lossy_source);
}

TEST_CASE("a size makes a JPEG of low quality smaller all the same, and once") {
  need_engine();
  const Bytes jpeg = jpeg_of(sample::picture({.width = 400, .height = 300}), {.quality = 50});
  TaskSettings settings = lossy_in_place(80);
  settings.resize.long_edge = 200;
  const Done once = run_task(jpeg, settings);
  REQUIRE(once.outcome.status == TaskStatus::saved);
  CHECK(run_task(once.output, settings).outcome.status == TaskStatus::kept);
}

TEST_CASE("with an output folder the asked-for quality is what comes out") {
  need_engine();
  const Bytes jpeg = jpeg_of(sample::picture({.width = 400, .height = 300}), {.quality = 85});
  TaskSettings settings;
  settings.quality.global = 80;
  CHECK(run_task(jpeg, settings).outcome.status == TaskStatus::saved);
}

TEST_CASE("what would save less than was asked is kept") {
  need_engine();
  const Bytes jpeg = jpeg_of(sample::picture({.width = 400, .height = 300}), {.quality = 95});
  TaskSettings settings = lossy_in_place(90);
  const Done saved = run_task(jpeg, settings);
  REQUIRE(saved.outcome.status == TaskStatus::saved);
  const auto percent = 100 - 100 * saved.output.size() / jpeg.size();
  settings.min_savings.percent = static_cast<std::uint8_t>(percent + 1);
  const Done kept = run_task(jpeg, settings);
  CHECK(kept.outcome.status == TaskStatus::kept);
  CHECK(kept.outcome.reason->code == ReasonCode::not_smaller);
}

TEST_CASE("a lossy run in place changes nothing the second and third time, in any format") {
  need_engine();
  for (const sample::Named& each : sample::one_of_each()) {
    CAPTURE(each.name);
    Bytes now = each.bytes;
    for (int run = 1; run <= 3; ++run) {
      const Done done = run_task(now, lossy_in_place(50));
      if (done.outcome.status != TaskStatus::saved) {
        continue;
      }
      CHECK(run == 1);
      now = done.output;
    }
  }
}

}  // namespace
}  // namespace pixherd
