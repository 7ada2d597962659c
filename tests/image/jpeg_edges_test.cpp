// SPDX-License-Identifier: Apache-2.0
// What lies beyond the right and lower edge of a JPEG, in blocks that the picture does not fill.
#include <algorithm>
#include <array>
#include <utility>

#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::JpegKind;

constexpr std::uint8_t kShown = 200;

/// A picture of one grey whose blocks are black where it does not fill them: what is left of a
/// larger picture by a cut without loss.
Bytes cut_without_loss(PixelSize size, const JpegKind& kind) {
  const std::uint32_t step = 8U * static_cast<unsigned>(kind.horizontal);
  const auto filled = [&](std::uint32_t side) { return (side + step - 1) / step * step; };
  Pixels pixels{filled(size.width), filled(size.height), 1, 3, 8, {}};
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    for (std::uint32_t x = 0; x < pixels.width; ++x) {
      const bool shown = x < size.width && y < size.height;
      pixels.data.insert(pixels.data.end(), 3, std::byte{shown ? kShown : std::uint8_t{0}});
    }
  }
  Bytes jpeg = sample::jpeg_of(pixels, kind);
  constexpr std::array kFrame{std::byte{0xFF}, std::byte{0xC0}};
  const auto frame = std::search(jpeg.begin(), jpeg.end(), kFrame.begin(), kFrame.end());
  REQUIRE(frame != jpeg.end());
  const auto put = [&](std::ptrdiff_t at, std::uint32_t side) {
    frame[at] = static_cast<std::byte>(side >> 8U);
    frame[at + 1] = static_cast<std::byte>(side & 0xFFU);
  };
  put(5, size.height);
  put(7, size.width);
  return jpeg;
}

TEST_CASE("what lies beyond a JPEG's edges does not come into a smaller picture") {
  need_engine();
  const auto format = GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp);
  const PixelSize size = GENERATE(PixelSize{129, 97}, PixelSize{135, 101}, PixelSize{132, 100});
  const int sampling = GENERATE(1, 2);
  const std::uint32_t edge = GENERATE(66U, 64U, 50U, 33U, 32U, 20U, 16U, 9U);
  CAPTURE(name(format), size.width, size.height, sampling, edge);
  const Bytes jpeg = cut_without_loss(size, {.horizontal = sampling, .vertical = sampling});
  TaskSettings settings = to_long_edge(edge);
  settings.format = format;
  settings.quality.global = 95;
  const Done done = run_task(jpeg, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels pixels = decoded(done.output, format);
  const auto [least, most] = std::minmax_element(pixels.data.begin(), pixels.data.end());
  CHECK(std::to_integer<int>(*least) >= kShown - 6);
  CHECK(std::to_integer<int>(*most) <= kShown + 6);
}

/// Where the step from dark to light lies in the middle row, in pixels.
double step_in(const Pixels& pixels, int dark, int light) {
  double light_columns = 0;
  const std::size_t row = std::size_t{pixels.height / 2} * pixels.width * pixels.bands;
  for (std::uint32_t x = 0; x < pixels.width; ++x) {
    const int value = std::to_integer<int>(pixels.data[row + std::size_t{x} * pixels.bands]);
    light_columns += static_cast<double>(value - dark) / (light - dark);
  }
  return pixels.width - light_columns;
}

TEST_CASE("a JPEG of an odd width is not squeezed when its decoder makes it smaller") {
  need_engine();
  const auto format = GENERATE(ImageFormat::jpeg, ImageFormat::png);
  const std::uint32_t width = GENERATE(1001U, 1003U, 1007U, 515U, 257U);
  const std::uint32_t shrink = GENERATE(2U, 4U, 8U);
  CAPTURE(name(format), width, shrink);
  const std::uint32_t edge = width * 9 / 10;
  Pixels source{width, 64, 1, 3, 8, {}};
  for (std::uint32_t i = 0; i < width * 64; ++i) {
    source.data.insert(source.data.end(), 3,
                       std::byte{i % width < edge ? std::uint8_t{40} : std::uint8_t{220}});
  }
  TaskSettings settings;
  settings.resize = {.width = width / shrink};
  settings.format = format;
  settings.quality.global = 95;
  const Done done = run_task(sample::jpeg_of(source, {.horizontal = 1, .vertical = 1}), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels pixels = decoded(done.output, format);
  REQUIRE(pixels.width == width / shrink);
  const double expected = static_cast<double>(edge) * pixels.width / width;
  const double off = std::abs(step_in(pixels, 40, 220) - expected);
  CHECK(off < (format == ImageFormat::jpeg ? 0.1 : 0.55));
}

}  // namespace
}  // namespace pixherd
