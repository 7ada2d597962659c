// SPDX-License-Identifier: Apache-2.0
#include "pixherd/png/encode_png.hpp"

#include <algorithm>
#include <array>

#include "pixherd/format/png_chunks.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/run_binary.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

using PngBytes = std::vector<std::byte>;

PngRaster raster_of(const Pixels& pixels) {
  return {pixels.width, pixels.height, pixels.bands, pixels.bits, pixels.data};
}

/// The quick level: what is tested here does not depend on it.
std::optional<PngBytes> encoded(const Pixels& pixels, PngOptions options = {}) {
  options.level = 2;
  return encode_png(raster_of(pixels), options);
}

void put_png_sample(Pixels& pixels, std::uint32_t value) {
  for (std::uint32_t bit = 0; bit < pixels.bits; bit += 8) {  // in the machine's order or not
    pixels.data.push_back(static_cast<std::byte>(value >> bit));
  }
}

/// Of any size, kind and number of colours, with or without runs and slopes.
Pixels random_pixels(Random& random) {
  constexpr std::array<std::uint32_t, 8> kSides{1, 2, 3, 7, 8, 9, 33, 70};
  constexpr std::array<std::uint32_t, 9> kColours{1, 2, 3, 4, 5, 16, 17, 256, 300};
  constexpr std::array<std::uint32_t, 5> kSteps{1, 17, 85, 255, 257};
  const auto any_of = [&](const auto& list) { return list[random() % list.size()]; };
  Pixels pixels{.width = any_of(kSides), .height = any_of(kSides)};
  pixels.bands = random() % 4 + 1;
  pixels.bits = random() % 4 == 0 ? 16 : 8;
  const std::uint32_t most = pixels.bits == 16 ? 0xFFFF : 0xFF;
  const std::uint32_t step = any_of(kSteps);
  const bool same_in_all = random() % 3 == 0;
  const bool all_or_nothing = random() % 2 == 0;
  std::vector<std::array<std::uint32_t, 4>> colours(any_of(kColours));
  for (auto& colour : colours) {
    for (std::uint32_t& sample : colour) {
      sample = same_in_all && &sample != &colour[0] ? colour[0] : random() * step % (most + 1);
    }
    std::uint32_t& alpha = colour[pixels.bands - 1];
    if (pixels.bands % 2 == 0) {
      alpha = random() % 4 == 0 ? (all_or_nothing ? 0 : random() & most) : most;
    }
  }
  const std::uint32_t run = random() % 5 + 1;
  for (std::uint32_t i = 0; i < pixels.width * pixels.height; ++i) {
    const auto& colour = colours[(random() % 3 == 0 ? random() : i / run) % colours.size()];
    for (std::uint32_t band = 0; band < pixels.bands; ++band) {
      put_png_sample(pixels, colour[band]);
    }
  }
  return pixels;
}

Pixels pixels_of_bytes(std::uint32_t bands, const std::vector<unsigned>& samples) {
  Pixels pixels{.width = static_cast<std::uint32_t>(samples.size()) / bands, .height = 1};
  pixels.bands = bands;
  for (const unsigned sample : samples) {
    pixels.data.push_back(static_cast<std::byte>(sample));
  }
  return pixels;
}

/// A larger picture of these pixels, in no order, so that what a palette costs does not matter.
Pixels scattered(const Pixels& pixels) {
  constexpr std::uint32_t kSide = 128;
  Random random(1);
  Pixels many = pixels;
  many.width = many.height = kSide;
  many.data.clear();
  for (std::uint32_t i = 0; i < kSide * kSide; ++i) {
    const auto from = pixels.data.begin() + random() % pixels.width * pixels.bands;
    many.data.insert(many.data.end(), from, from + pixels.bands);
  }
  return many;
}

/// Bits a sample, and the colour type.
using Header = std::array<int, 2>;

Header header_of(const PngBytes& png) {
  const Result<PngChunks> chunks = read_png_chunks(png);
  REQUIRE(chunks.ok());
  const auto body = chunks->list.front().body;
  return {std::to_integer<int>(body[8]), std::to_integer<int>(body[9])};
}

TEST_CASE("a picture of any kind is the same when its PNG is decoded") {
  need_engine();
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Pixels pixels = random_pixels(random);
    const PngOptions options{.keeps_kind = seed % 2 == 0, .interlaced = seed % 3 == 0};
    const auto png = encoded(pixels, options);
    REQUIRE(png);
    const Result<SourceFacts> facts = read_source_facts(*png, ImageFormat::png);
    REQUIRE(facts.ok());
    CHECK(facts->whole_frame_decode == options.interlaced);
    CHECK(same_picture(decoded(*png, ImageFormat::png), pixels));
    CHECK(encoded(pixels, options) == png);
  }
}

TEST_CASE("another program finds nothing wrong with any PNG") {
  if (run({.program = "/bin/sh", .arguments = {"-c", "command -v pngcheck"}}).exit_code != 0) {
    WARN("SKIPPED: needs pngcheck");
    return;
  }
  const TempFolder temp;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    temp.write(std::to_string(seed) + ".png",
               encoded(random_pixels(random), {.interlaced = seed % 3 == 0}).value());
  }
  const Ended checked =
      run({.program = "/bin/sh", .arguments = {"-c", "pngcheck -q *.png"}, .folder = temp.path()});
  CHECK(checked.exit_code == 0);
  CHECK(checked.out.empty());
  CHECK(checked.err.empty());
}

TEST_CASE("a PNG has the channels and bits that its picture needs, and no more") {
  const auto header = [](std::uint32_t bands, const std::vector<unsigned>& samples) {
    return header_of(encoded(scattered(pixels_of_bytes(bands, samples))).value());
  };
  constexpr int kGrey = 0;
  constexpr int kRgb = 2;
  constexpr int kPalette = 3;
  CHECK(header(1, {0, 255, 255}) == Header{1, kGrey});
  CHECK(header(1, {0, 85, 255}) == Header{2, kGrey});
  CHECK(header(1, {0, 17, 34, 51, 68}) == Header{4, kGrey});
  CHECK(header(3, {0, 0, 0, 255, 255, 255}) == Header{1, kGrey});
  CHECK(header(4, {0, 0, 0, 255, 255, 255, 255, 255}) == Header{1, kGrey});
  CHECK(header(3, {1, 2, 3, 4, 5, 6}) == Header{1, kPalette});
  CHECK(header(3, {1, 2, 3, 4, 5, 6, 7, 8, 9}) == Header{2, kPalette});
  CHECK(header(4, {1, 2, 3, 255, 4, 5, 6, 7, 7, 8, 9, 0}) == Header{2, kPalette});
  std::vector<unsigned> many;
  for (unsigned i = 0; i < 600; ++i) {
    many.insert(many.end(), {i % 256, i / 256, 7});
  }
  CHECK(header(3, many) == Header{8, kRgb});
}

TEST_CASE("one colour that is clear where nothing else has it needs no alpha channel") {
  need_engine();
  std::vector<unsigned> samples;
  for (unsigned i = 0; i < 600; ++i) {
    samples.insert(samples.end(), {i % 256, i / 256, 7, 255});
  }
  samples.insert(samples.end(), {9, 9, 9, 0});
  const Pixels pixels = scattered(pixels_of_bytes(4, samples));
  const PngBytes png = encoded(pixels).value();
  CHECK(header_of(png) == Header{8, 2});
  CHECK(decoded(png, ImageFormat::png) == pixels);
  samples.insert(samples.end(), {9, 9, 9, 255});
  CHECK(header_of(encoded(scattered(pixels_of_bytes(4, samples))).value()) == Header{8, 6});
}

TEST_CASE("a clear level of grey has 8 bits, or is one of a palette") {
  const Pixels pixels = scattered(pixels_of_bytes(2, {0, 0, 255, 255}));
  CHECK(header_of(encoded(pixels).value()) == Header{1, 3});
  CHECK(header_of(encoded(pixels, {.keeps_kind = true}).value()) == Header{8, 0});
}

TEST_CASE("beside a profile grey stays grey, and colour stays colour") {
  const auto colour = [](const Pixels& pixels) {
    return header_of(encoded(scattered(pixels), {.keeps_kind = true}).value())[1];
  };
  CHECK((colour(pixels_of_bytes(3, {0, 0, 0, 255, 255, 255})) & 2) != 0);
  CHECK((colour(pixels_of_bytes(1, {1, 77, 200})) & 2) == 0);
}

TEST_CASE(
    "a form that alone has a place for what is beside is the form that comes out, or nothing") {
  need_engine();
  const Pixels pixels = pixels_of_bytes(3, {1, 2, 3, 4, 5, 6});
  PngForm form{.colour = PngColour::palette, .depth = 4, .palette = {9, 9, 9, 4, 5, 6, 1, 2, 3}};
  const auto bound_to = [&](const Pixels& picture, const PngForm& only) {
    return encoded(picture, {.bound = BoundToForm{.form = only, .histogram = true}});
  };
  const auto png = bound_to(pixels, form);
  REQUIRE(png);
  CHECK(header_of(*png) == Header{4, 3});
  CHECK(decoded(*png, ImageFormat::png) == pixels);
  form.palette.resize(6);
  CHECK_FALSE(bound_to(pixels, form));
  CHECK_FALSE(bound_to(pixels, PngForm{.colour = PngColour::grey}));
  CHECK_FALSE(bound_to(pixels, PngForm{.colour = PngColour::rgb, .depth = 16}));
  CHECK_FALSE(bound_to(pixels_of_bytes(4, {1, 2, 3, 4}), PngForm{}));
}

TEST_CASE("a PNG is smaller than the engine's, whatever is in the picture") {
  need_engine();
  for (const sample::Options& options :
       {sample::Options{}, sample::Options{.grey = true}, sample::Options{.alpha = true},
        sample::Options{.sixteen_bits = true}, sample::Options{.few_colours = true}}) {
    const Pixels pixels = sample::picture(options);
    const auto ours = encode_png(raster_of(pixels), {});
    REQUIRE(ours);
    CHECK(ours->size() < sample::image(ImageFormat::png, options).size());
  }
}

}  // namespace
}  // namespace pixherd
