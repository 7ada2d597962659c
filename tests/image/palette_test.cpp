// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/palette.hpp"

#include <algorithm>
#include <set>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

std::vector<std::byte> random_pixels(Random& random, std::size_t count, std::size_t bands) {
  std::vector<std::byte> pixels(count * bands);
  std::generate(pixels.begin(), pixels.end(), [&] { return static_cast<std::byte>(random()); });
  return pixels;
}

double pixels_in(const Palette& palette) {
  double sum = 0;
  for (const PaletteEntry& entry : palette) {
    sum += entry.pixels;
  }
  return sum;
}

TEST_CASE("merging leaves as many colours as may be, and loses no pixel") {
  Random random(1);
  for (const std::size_t bands : {3U, 4U}) {
    const Palette all = palette_of(random_pixels(random, 300, bands), bands);
    for (const std::size_t most : {1U, 2U, 7U, 100U, 255U, 1000U}) {
      const Palette few = merged(all, most);
      CHECK(few.size() == std::min<std::size_t>(most, all.size()));
      CHECK(pixels_in(few) == pixels_in(all));
    }
  }
}

TEST_CASE("the colours that are most alike are merged first, by their numbers of pixels") {
  const Palette three{{{10, 10, 10, 255}, 1}, {{14, 10, 10, 255}, 3}, {{200, 0, 0, 255}, 1}};
  const Palette two = merged(three, 2);
  REQUIRE(two.size() == 2);
  CHECK(two[0].samples == std::array<double, 4>{13, 10, 10, 255});
  CHECK(two[1].samples == std::array<double, 4>{200, 0, 0, 255});
}

TEST_CASE("every pixel gets a colour of the palette, dithered or not") {
  Random random(2);
  constexpr std::size_t kWidth = 31;
  for (const double dither : {0.0, 0.5, 1.0}) {
    for (const std::size_t bands : {3U, 4U}) {
      std::vector<std::byte> pixels = random_pixels(random, kWidth * 17, bands);
      const Palette palette = merged(palette_of(pixels, bands), 20);
      map_to(palette, pixels, kWidth, bands, dither);
      std::set<std::array<double, 4>> allowed;
      for (const PaletteEntry& entry : palette) {
        allowed.insert(entry.samples);
      }
      for (const PaletteEntry& used : palette_of(pixels, bands)) {
        CHECK(allowed.count(used.samples) == 1);
      }
    }
  }
}

TEST_CASE("dithering keeps the mean of an area that the palette has no colour for") {
  constexpr std::size_t kSide = 64;
  const Palette black_and_white{{{0, 0, 0, 255}, 1}, {{255, 255, 255, 255}, 1}};
  const auto mean_of = [&](int grey, double dither) {
    std::vector<std::byte> pixels(kSide * kSide * 3, static_cast<std::byte>(grey));
    map_to(black_and_white, pixels, kSide, 3, dither);
    double sum = 0;
    for (const std::byte sample : pixels) {
      sum += std::to_integer<int>(sample);
    }
    return sum / static_cast<double>(pixels.size());
  };
  for (const int grey : {30, 64, 128, 200}) {
    CHECK(std::abs(mean_of(grey, 1) - grey) < 6);
  }
  CHECK(mean_of(100, 0) == 0);
  CHECK(mean_of(150, 0) == 255);
}

}  // namespace
}  // namespace pixherd
