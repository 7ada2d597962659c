// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "pixherd/image/pixels.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

TEST_CASE("what is nearly clear gets no darker when it is resampled") {
  need_engine();
  for (const int alpha : {8, 16, 40, 100, 200}) {
    constexpr int kColour = 200;
    Pixels soft{.width = 40, .height = 40, .pages = 1, .bands = 4, .bits = 8, .data = {}};
    for (std::uint32_t i = 0; i < soft.width * soft.height; ++i) {
      for (const int sample : {kColour, kColour, kColour, alpha}) {
        soft.data.push_back(static_cast<std::byte>(sample));
      }
    }
    const Bytes png = encode_pixels(soft, {.format = ImageFormat::png}).value();
    TaskSettings settings = to_format(ImageFormat::png);
    settings.quality.png = 100;
    settings.resize.long_edge = 20;
    const Done done = run_task(png, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    const Pixels after = decoded(done.output, ImageFormat::png);
    const int step = 255 / alpha + 1;  // between two premultiplied samples
    CAPTURE(alpha, sample_at(after, 9, 9, 0));
    CHECK(std::abs(static_cast<int>(sample_at(after, 9, 9, 0)) - kColour) <= step / 2 + 1);
  }
}

/// Opaque but for a corner of 4 x 4 pixels that are clear.
Bytes png_with_clear_corner() {
  constexpr std::uint32_t kCorner = 4;
  Pixels picture = sample::picture({.width = 512, .height = 512, .alpha = true});
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    for (std::uint32_t x = 0; x < picture.width; ++x) {
      const bool clear = x < kCorner && y < kCorner;
      picture.data[(std::size_t{y} * picture.width + x) * 4 + 3] =
          clear ? std::byte{0} : std::byte{255};
    }
  }
  return encode_pixels(picture, {.format = ImageFormat::png}).value();
}

TEST_CASE("what is clear in a corner alone stays so in a palette, or stops work in place") {
  need_engine();
  const Bytes png = png_with_clear_corner();
  const auto is_clear = [](const Done& done) {
    return sample_at(decoded(done.output, ImageFormat::png), 0, 0, 3) == 0;
  };
  for (const int effort : {1, 3, 7, 10}) {
    for (const int quality : {30, 60, 90}) {
      CAPTURE(effort, quality);
      TaskSettings settings = in_place();
      settings.encoder.effort.png = static_cast<std::uint8_t>(effort);
      settings.quality.png = static_cast<std::uint8_t>(quality);
      settings.metadata = MetadataSet::all();
      const Done done = run_task(png, settings);
      if (done.outcome.status == TaskStatus::saved) {
        CHECK(is_clear(done));
        continue;
      }
      CHECK(done.outcome.status == TaskStatus::skipped);
      CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::alpha_lost);
      settings.allowed_losses.insert(LossKind::alpha);
      const Done allowed = run_task(png, settings);
      CHECK(allowed.outcome.status == TaskStatus::saved);
      CHECK(notes_say(allowed.outcome, "clear"));
      settings.allowed_losses = {};
      settings.replaces_source = false;
      const Done beside = run_task(png, settings);
      CHECK(beside.outcome.status == TaskStatus::saved);
      CHECK(notes_say(beside.outcome, "clear"));
    }
  }
}

}  // namespace
}  // namespace pixherd
