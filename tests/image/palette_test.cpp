// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/palette.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "run_task.hpp"
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

using Rgba = std::array<int, 4>;

/// `colour_at(x, y)` for each pixel.
template <typename ColourAt>
Pixels painted(std::uint32_t width, std::uint32_t height, const ColourAt& colour_at) {
  Pixels pixels{.width = width, .height = height, .bands = 4};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (const int sample : colour_at(x, y)) {
        pixels.data.push_back(static_cast<std::byte>(sample));
      }
    }
  }
  return pixels;
}

constexpr std::uint32_t kStickerSide = 120;

double from_centre(std::uint32_t x, std::uint32_t y) {
  return std::hypot(x - kStickerSide / 2.0, y - kStickerSide / 2.0);
}

/// A disc of thousands of colours with white bars for letters; clear around it, which is white,
/// too, below its alpha.
Pixels sticker() {
  return painted(kStickerSide, kStickerSide, [](std::uint32_t x, std::uint32_t y) {
    if (from_centre(x, y) > 50) {
      return Rgba{255, 255, 255, 0};
    }
    const bool letter = y > 50 && y < 70 && x % 12 < 5;
    return letter ? Rgba{255, 255, 255, 255}
                  : Rgba{static_cast<int>(2 * x), static_cast<int>(2 * y),
                         static_cast<int>(x * y % 97 + 60), 255};
  });
}

/// A ball of two halves whose edge is soft, over 30 pixels.
Pixels soft_ball() {
  return painted(kStickerSide, kStickerSide, [](std::uint32_t x, std::uint32_t y) {
    const double shown = std::clamp((55 - from_centre(x, y)) / 30, 0.0, 1.0);
    const int shade = static_cast<int>(x + y) / 2;
    const int alpha = static_cast<int>(std::lround(255 * shown));
    return x < y ? Rgba{230, 80 + shade, 20, alpha} : Rgba{20, shade, 240 - shade, alpha};
  });
}

sample::Bytes in_png(const Pixels& pixels) {
  return encode_pixels(pixels, {.format = ImageFormat::png}).value();
}

TaskSettings in_colours(ImageFormat format, std::uint16_t colours, std::uint8_t dither_percent) {
  TaskSettings settings = to_format(format);
  settings.encoder.colours = colours;
  settings.encoder.dither_percent = dither_percent;
  return settings;
}

Pixels reduced(const sample::Bytes& file, const TaskSettings& settings) {
  const Done done = run_task(file, settings);
  INFO((done.outcome.error ? done.outcome.error->message : ""));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  return decoded(done.output, settings.output_format(ImageFormat::png));
}

int alpha_of(const Pixels& pixels, std::uint32_t x, std::uint32_t y) {
  return pixels.bands == 4 ? static_cast<int>(sample_at(pixels, x, y, 3)) : 255;
}

/// Pixels of `before` that are clear and are not in `after`, and the same with opaque ones.
std::size_t changed_opacity(const Pixels& before, const Pixels& after) {
  std::size_t changed = 0;
  for (std::uint32_t y = 0; y < before.height; ++y) {
    for (std::uint32_t x = 0; x < before.width; ++x) {
      const int alpha = alpha_of(before, x, y);
      if ((alpha == 0 || alpha == 255) && alpha_of(after, x, y) != alpha) {
        ++changed;
      }
    }
  }
  return changed;
}

TEST_CASE("clear ground stays clear and what is opaque opaque, in any number of colours") {
  need_engine();
  for (const bool soft : {false, true}) {
    const Pixels before = soft ? soft_ball() : sticker();
    const sample::Bytes file = in_png(before);
    for (const ImageFormat format : {ImageFormat::png, ImageFormat::gif}) {
      for (const std::uint16_t colours :
           std::array<std::uint16_t, 7>{3, 5, 32, 64, 100, 200, 255}) {
        for (const std::uint8_t dither : std::array<std::uint8_t, 3>{0, 50, 100}) {
          CAPTURE(soft, name(format), colours, static_cast<int>(dither));
          const Pixels after = reduced(file, in_colours(format, colours, dither));
          CHECK(changed_opacity(before, after) == 0);
          CHECK(palette_of(after.data, after.bands).size() <= colours);
        }
      }
    }
  }
}

TEST_CASE("clear ground stays clear in place") {
  need_engine();
  const sample::Bytes file = in_png(sticker());
  TaskSettings settings = in_place();
  settings.encoder.colours = 200;
  CHECK(changed_opacity(sticker(), reduced(file, settings)) == 0);
}

/// The largest difference between the mean alphas of blocks of 8 x 8 pixels.
double worst_block_of_alpha(const Pixels& before, const Pixels& after) {
  double worst = 0;
  for (std::uint32_t top = 0; top < before.height; top += 8) {
    for (std::uint32_t left = 0; left < before.width; left += 8) {
      double sum = 0;
      for (std::uint32_t i = 0; i < 64; ++i) {
        const std::uint32_t x = left + i % 8;
        const std::uint32_t y = top + i / 8;
        sum += alpha_of(after, x, y) - alpha_of(before, x, y);
      }
      worst = std::max(worst, std::abs(sum / 64));
    }
  }
  return worst;
}

double mean_error_of_alpha(const Pixels& before, const Pixels& after) {
  double sum = 0;
  for (std::uint32_t y = 0; y < before.height; ++y) {
    for (std::uint32_t x = 0; x < before.width; ++x) {
      sum += std::abs(alpha_of(after, x, y) - alpha_of(before, x, y));
    }
  }
  return sum / before.width / before.height;
}

TEST_CASE("soft alpha stays soft in a palette") {
  need_engine();
  const Pixels before = soft_ball();
  const sample::Bytes file = in_png(before);
  const Pixels plain = reduced(file, in_colours(ImageFormat::png, 64, 0));
  CHECK(mean_error_of_alpha(before, plain) < 5);
  const Pixels mixed = reduced(file, in_colours(ImageFormat::png, 64, 100));
  CHECK(mean_error_of_alpha(before, mixed) < 9);
  CHECK(worst_block_of_alpha(before, mixed) < 6);
}

TEST_CASE("alpha becomes all or nothing at its half where a GIF is made in few colours") {
  need_engine();
  const Pixels before = soft_ball();
  const Pixels after = reduced(in_png(before), in_colours(ImageFormat::gif, 100, 100));
  std::size_t wrong = 0;
  for (std::uint32_t y = 0; y < before.height; ++y) {
    for (std::uint32_t x = 0; x < before.width; ++x) {
      if (alpha_of(after, x, y) != (alpha_of(before, x, y) < 128 ? 0 : 255)) {
        ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

/// How many pixels look otherwise; what clear ones hide does not.
std::size_t seen_otherwise(const Pixels& before, const Pixels& after) {
  REQUIRE(before.data.size() == after.data.size());
  std::size_t count = 0;
  for (std::size_t at = 0; at < before.data.size(); at += 4) {
    const auto one = std::span(before.data).subspan(at, 4);
    const auto other = std::span(after.data).subspan(at, 4);
    const bool clear = one[3] == std::byte{0} && other[3] == std::byte{0};
    if (!clear && !std::equal(one.begin(), one.end(), other.begin())) {
      ++count;
    }
  }
  return count;
}

TEST_CASE("a picture of no more colours than asked for keeps each of them") {
  need_engine();
  const auto chequered = [](bool softly) {
    return painted(80, 60, [=](std::uint32_t x, std::uint32_t y) {
      const int field = static_cast<int>(x / 8 + y / 6 * 10);
      const int alpha = field % 3 == 0 ? 0 : softly && field % 3 == 1 ? 20 + 2 * field : 255;
      return alpha == 0 ? Rgba{0, 0, 0, 0} : Rgba{2 * field, 255 - field, field % 7, alpha};
    });
  };
  for (const std::uint16_t colours : std::array<std::uint16_t, 3>{67, 100, 255}) {
    for (const std::uint8_t dither : std::array<std::uint8_t, 2>{0, 100}) {
      CAPTURE(colours, static_cast<int>(dither));
      const Pixels soft = chequered(true);
      REQUIRE(palette_of(soft.data, 4).size() == 67);
      const TaskSettings to_png = in_colours(ImageFormat::png, colours, dither);
      CHECK(seen_otherwise(soft, reduced(in_png(soft), to_png)) == 0);
      const Pixels hard = chequered(false);
      const TaskSettings to_gif = in_colours(ImageFormat::gif, colours, dither);
      CHECK(seen_otherwise(hard, reduced(in_png(hard), to_gif)) == 0);
    }
  }
}

TEST_CASE("all clear pixels have one colour") {
  const Palette all = palette_of(painted(2, 2,
                                         [](std::uint32_t x, std::uint32_t y) {
                                           return Rgba{static_cast<int>(x), 7, 9, y == 0 ? 0 : 1};
                                         })
                                     .data,
                                 4);
  REQUIRE(all.size() == 3);
  CHECK(all[0].samples == std::array<double, 4>{0, 0, 0, 0});
  CHECK(all[0].pixels == 2);
}

TEST_CASE("merging leaves a clear colour and an opaque one, however few pixels have them") {
  Palette many{{{0, 0, 0, 0}, 1}, {{255, 255, 255, 255}, 1}};
  for (int i = 1; i < 100; ++i) {
    many.push_back({{2.0 * i, 255.0 - i, 20, 1.0 + 2.5 * i}, 1000});
  }
  for (const std::size_t most : {2U, 3U, 20U}) {
    const Palette few = merged(many, most);
    REQUIRE(few.size() == most);
    CHECK(few[0].samples == std::array<double, 4>{0, 0, 0, 0});
    CHECK(few[1].samples[3] == 255);
  }
}

TEST_CASE("what a clear pixel hides is not dithered into its neighbours") {
  constexpr std::size_t kWidth = 40;
  const Palette palette{{{0, 0, 0, 0}, 1}, {{0, 0, 0, 255}, 1}, {{255, 255, 255, 255}, 1}};
  const Pixels before = painted(kWidth, 8, [](std::uint32_t x, std::uint32_t) {
    return x % 2 == 0 ? Rgba{250, 240, 255, 0} : Rgba{100, 100, 100, 255};
  });
  Pixels hidden = before;
  map_to(palette, hidden.data, kWidth, 4, 1);
  Pixels black = painted(kWidth, 8, [](std::uint32_t x, std::uint32_t) {
    return x % 2 == 0 ? Rgba{0, 0, 0, 0} : Rgba{100, 100, 100, 255};
  });
  map_to(palette, black.data, kWidth, 4, 1);
  CHECK(hidden.data == black.data);
  CHECK(changed_opacity(before, hidden) == 0);
}

}  // namespace
}  // namespace pixherd
