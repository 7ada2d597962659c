// SPDX-License-Identifier: Apache-2.0
// In place a run is done with a file: the next one finds nothing that it could have done.
#include <algorithm>
#include <array>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/gif_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

/// With a comment in front of its end.
Bytes gif_with_comment(Bytes gif) {
  gif.pop_back();
  return sample::with_trailer(std::move(gif), std::string("!\xFE\4text\0;", 9));
}

TEST_CASE("a GIF whose metadata goes in place is made smaller in the same run") {
  need_engine();
  const Bytes plain = sample::gif_of_frames(std::vector<sample::GifFrame>(12));
  const Bytes gif = gif_with_comment(plain);
  for (const MetadataSet kept :
       {MetadataSet::none(), keeping({MetadataKind::icc, MetadataKind::copyright})}) {
    CAPTURE(kept.bits());
    TaskSettings settings = lossless_in_place();
    settings.metadata = kept;
    const Done of_plain = run_task(plain, settings);
    CAPTURE(of_plain.outcome.reason.value_or(Reason{}).message);
    REQUIRE(of_plain.outcome.status == TaskStatus::saved);
    const Done done = run_task(gif, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK((done.output == of_plain.output));
    CHECK(run_task(done.output, settings).outcome.status == TaskStatus::kept);
  }
}

/// A smooth picture that a ball moves over. The encoder chooses other colours for it each time.
Bytes smooth_animation() {
  Pixels pixels{.width = 120, .height = 90, .pages = 8};
  pixels.bands = 3;
  for (int page = 0; page < 8; ++page) {
    for (int y = 0; y < 90; ++y) {
      for (int x = 0; x < 120; ++x) {
        const int across = x - 20 - 8 * page;
        const bool ball = across * across + (y - 45) * (y - 45) < 200;
        for (const int sample : {ball ? 250 : 28 + x * 5 / 3, ball ? 60 + 5 * page : 28 + 2 * y,
                                 ball ? 30 : 228 - x - y}) {
          pixels.data.push_back(static_cast<std::byte>(sample));
        }
      }
    }
  }
  return encode_pixels(pixels, {.format = ImageFormat::gif, .thorough = false}).value();
}

TEST_CASE("in place a GIF loses colours once, and is made smaller without loss from then on") {
  need_engine();
  TaskSettings settings = in_place();
  settings.min_savings = {};
  for (const int quality : {30, 50, 60}) {
    CAPTURE(quality);
    settings.quality.gif = static_cast<std::uint8_t>(quality);
    const Done once = run_task(smooth_animation(), settings);
    REQUIRE(once.outcome.status == TaskStatus::saved);
    const Pixels pixels = decoded(once.output, ImageFormat::gif);
    Bytes last = once.output;
    for (int run = 0; run < 3; ++run) {
      const Done again = run_task(last, settings);
      last = again.output.empty() ? last : again.output;
      CHECK(same_picture(decoded(last, ImageFormat::gif), pixels));
    }
    CHECK(run_task(last, settings).outcome.status == TaskStatus::kept);
  }
}

TEST_CASE("in place a WebP without loss is left alone by --near-lossless, and by nothing else") {
  need_engine();
  const sample::Options size{.width = 200, .height = 150};
  TaskSettings settings = in_place();
  settings.encoder.near_lossless = true;
  settings.quality.webp = 40;
  const Bytes webp = sample::image(ImageFormat::webp, size);
  const Done kept = run_task(webp, settings);
  CHECK(kept.outcome.status == TaskStatus::kept);
  CHECK(kept.outcome.reason.value_or(Reason{}).code == ReasonCode::lossy_source);
  CHECK(kept.outcome.reason.value_or(Reason{}).message.find("near-lossless") != std::string::npos);
  settings.resize.long_edge = 100;
  CHECK(run_task(webp, settings).outcome.status == TaskStatus::saved);
  settings.resize = {};
  settings.format = ImageFormat::webp;
  const Done made = run_task(sample::image(ImageFormat::png, size), settings);
  REQUIRE(made.outcome.status == TaskStatus::saved);
  CHECK(run_task(made.output, settings).outcome.status == TaskStatus::kept);
  settings.replaces_source = false;
  CHECK(run_task(webp, settings).outcome.status == TaskStatus::saved);
}

TaskSettings tiff_in_place(int quality) {
  TaskSettings settings = in_place();
  settings.quality.tiff = static_cast<std::uint8_t>(quality);
  settings.min_savings = {};
  return settings;
}

Bytes tiff_of_quality(int quality, const sample::Options& options) {
  TaskSettings settings = tiff_in_place(quality);
  settings.replaces_source = false;
  return run_task(sample::image(ImageFormat::tiff, options), settings).output;
}

TEST_CASE("the quality of JPEG in a TIFF is read, and in place it is encoded once") {
  need_engine();
  for (const std::uint32_t pages : {1U, 3U}) {
    const sample::Options options{.width = 200, .height = 150, .pages = pages};
    for (const int quality : {50, 75, 89}) {
      CAPTURE(pages, quality);
      const Bytes tiff = tiff_of_quality(quality, options);
      CHECK(read_source_facts(tiff, ImageFormat::tiff).value().quality ==
            static_cast<std::uint32_t>(quality));
      for (const int asked : {quality, 96}) {
        const Done kept = run_task(tiff, tiff_in_place(asked));
        CHECK(kept.outcome.status == TaskStatus::kept);
        CHECK(kept.outcome.reason.value_or(Reason{}).code == ReasonCode::lossy_source);
      }
      const Done once = run_task(tiff, tiff_in_place(quality - 20));
      REQUIRE(once.outcome.status == TaskStatus::saved);
      CHECK(run_task(once.output, tiff_in_place(quality - 20)).outcome.status == TaskStatus::kept);
    }
  }
}

TEST_CASE("a lossy TIFF whose quality cannot be told is left alone in place") {
  need_engine();
  Bytes tiff = tiff_of_quality(80, {.width = 200, .height = 150});
  // Its table 0 is said to be table 2, in all places.
  const std::array<std::byte, 5> definition{std::byte{0xFF}, std::byte{0xDB}, std::byte{0},
                                            std::byte{67}, std::byte{0}};
  auto found = std::search(tiff.begin(), tiff.end(), definition.begin(), definition.end());
  REQUIRE(found != tiff.end());
  *(found + 4) = std::byte{2};
  const SourceFacts facts = read_source_facts(tiff, ImageFormat::tiff).value();
  CHECK(facts.quality == 0);
  const Done kept = run_task(tiff, tiff_in_place(20));
  CHECK(kept.outcome.status == TaskStatus::kept);
  CHECK(kept.outcome.reason.value_or(Reason{}).code == ReasonCode::lossy_source);
}

}  // namespace
}  // namespace pixherd
