// SPDX-License-Identifier: Apache-2.0
#include "pixherd/png/bound_to_form.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/format/png_chunks.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

Bytes body_of(const std::vector<unsigned>& numbers) {
  Bytes body;
  for (const unsigned number : numbers) {
    body.push_back(static_cast<std::byte>(number));
  }
  return body;
}

PngForm form_with(PngColour colour, std::uint8_t depth) {
  return {.colour = colour, .depth = depth};
}

PngForm palette_with(std::uint8_t depth, std::vector<std::uint8_t> colours,
                     std::vector<std::uint8_t> alpha = {}) {
  return {.colour = PngColour::palette,
          .depth = depth,
          .palette = std::move(colours),
          .transparency = std::move(alpha)};
}

using enum PngColour;

TEST_CASE("a background is the same colour in every form that has it, and in no other") {
  const PngForm greys = palette_with(1, {9, 9, 9, 128, 128, 128});
  const struct {
    const char* what = "";
    PngForm from;
    std::vector<unsigned> body;
    PngForm to;
    std::optional<std::vector<unsigned>> told;
  } table[] = {
      {"without alpha",
       form_with(rgb_alpha, 8),
       {0, 1, 0, 2, 0, 3},
       form_with(rgb, 8),
       {{0, 1, 0, 2, 0, 3}}},
      {"16 to 8 bits",
       form_with(rgb, 16),
       {7, 7, 8, 8, 255, 255},
       form_with(rgb, 8),
       {{0, 7, 0, 8, 0, 255}}},
      {"not in 8 bits", form_with(rgb, 16), {7, 8, 8, 8, 255, 255}, form_with(rgb, 8), {}},
      {"grey of RGB", form_with(rgb, 8), {0, 7, 0, 7, 0, 7}, form_with(grey, 8), {{0, 7}}},
      {"no grey", form_with(rgb, 8), {0, 7, 0, 7, 0, 8}, form_with(grey, 8), {}},
      {"few greys", form_with(grey, 8), {0, 170}, form_with(grey, 2), {{0, 2}}},
      {"too few greys", form_with(grey, 8), {0, 171}, form_with(grey, 4), {}},
      {"RGB of grey", form_with(grey, 4), {0, 15}, form_with(rgb, 8), {{0, 255, 0, 255, 0, 255}}},
      {"into a palette", form_with(rgb_alpha, 8), {0, 128, 0, 128, 0, 128}, greys, {{1}}},
      {"not in the palette", form_with(rgb_alpha, 8), {0, 128, 0, 128, 0, 129}, greys, {}},
      {"clear in the palette",
       form_with(rgb, 8),
       {0, 9, 0, 9, 0, 9},
       palette_with(1, {9, 9, 9}, {0}),
       {}},
      {"of a palette", greys, {1}, form_with(rgb, 8), {{0, 128, 0, 128, 0, 128}}},
      {"palette in another order", greys, {1}, palette_with(1, {128, 128, 128, 9, 9, 9}), {{0}}},
      {"beyond the palette", greys, {2}, form_with(rgb, 8), {}},
      {"too large for its depth", form_with(grey, 2), {0, 4}, form_with(grey, 8), {}},
      {"cut short", form_with(rgb, 8), {0, 7}, form_with(grey, 8), {}},
      {"as it is, whatever it is", form_with(rgb, 8), {0, 7}, form_with(rgb, 8), {{0, 7}}},
      {"from no form", form_with(rgb, 3), {0, 1, 0, 1, 0, 1}, form_with(rgb, 8), {}},
      {"to no form", form_with(rgb, 8), {0, 1, 0, 1, 0, 1}, form_with(grey, 0), {}},
  };
  for (const auto& row : table) {
    CAPTURE(row.what);
    const auto told = background_in(row.to, {.form = row.from, .background = body_of(row.body)});
    REQUIRE(told.has_value() == row.told.has_value());
    CHECK((!told || *told == body_of(*row.told)));
  }
}

TEST_CASE("significant bits are told of the samples that there are, and never too many") {
  const PngForm palette = palette_with(1, {9, 9, 9, 128, 128, 128});
  const struct {
    const char* what = "";
    PngForm from;
    std::vector<unsigned> body;
    PngForm to;
    std::optional<std::vector<unsigned>> told;
  } table[] = {
      {"without alpha", form_with(rgb_alpha, 8), {5, 6, 5, 1}, form_with(rgb, 8), {{5, 6, 5}}},
      {"into a palette", form_with(rgb_alpha, 8), {8, 8, 8, 8}, palette, {{8, 8, 8}}},
      {"of a palette", palette, {8, 8, 8}, form_with(rgb_alpha, 8), {{8, 8, 8, 8}}},
      {"grey of RGB", form_with(rgb, 8), {5, 5, 5}, form_with(grey, 8), {{5}}},
      {"unlike greens", form_with(rgb, 8), {5, 6, 5}, form_with(grey, 8), {}},
      {"more than there are", form_with(grey, 8), {8}, form_with(grey, 4), {}},
      {"few enough", form_with(grey, 8), {3}, form_with(grey, 4), {{3}}},
      {"of 16 bits", form_with(rgb, 16), {16, 16, 16}, form_with(rgb, 8), {}},
      {"none", form_with(rgb, 8), {0, 8, 8}, form_with(rgb_alpha, 8), {}},
      {"cut short", form_with(rgb_alpha, 8), {8, 8, 8}, form_with(rgb, 8), {}},
      {"as it is, whatever it is", form_with(rgb, 8), {99}, form_with(rgb, 8), {{99}}},
  };
  for (const auto& row : table) {
    CAPTURE(row.what);
    const auto told =
        significant_bits_in(row.to, {.form = row.from, .significant_bits = body_of(row.body)});
    REQUIRE(told.has_value() == row.told.has_value());
    CHECK((!told || *told == body_of(*row.told)));
  }
}

TEST_CASE("a palette takes up the background where it has room for it") {
  const BoundToForm white{.form = form_with(rgb, 8),
                          .background = body_of({0, 255, 0, 255, 0, 255})};
  PngForm room = palette_with(2, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {0});
  REQUIRE(make_room(room, white));
  CHECK(room == palette_with(2, {1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 255, 255}, {0}));
  CHECK(background_in(room, white) == body_of({3}));
  PngForm full = palette_with(1, {1, 2, 3, 4, 5, 6});
  CHECK_FALSE(make_room(full, white));
  PngForm grey_form = form_with(grey, 1);
  CHECK(make_room(grey_form, white));
  CHECK_FALSE(make_room(grey_form, {.form = form_with(rgb, 8), .histogram = true}));
}

/// What bKGD and sBIT of a PNG say, and its colour type.
BoundToForm bound_in_file(const Bytes& png) {
  const Result<PngChunks> chunks = read_png_chunks(png);
  REQUIRE(chunks.ok());
  return bound_in(*chunks);
}

TEST_CASE("a palette that is but suggested holds no PNG to its form") {
  need_engine();
  const std::string suggested("few\0\x08\1\2\3\xFF\0\1", 11);
  const sample::Bytes png = sample::with_png_chunk(
      sample::image(ImageFormat::png, {.alpha = true, .few_colours = true}), "sPLT", suggested);
  const Done done = run_task(png, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(bound_in_file(done.output).form.colour == palette);
  CHECK(tells(done.output, suggested));
}

TEST_CASE("a histogram stays with the palette that it counts, and makes no PNG without one") {
  need_engine();
  const std::string palette_of_two("\1\2\3\4\5\6", 6);
  const std::string counts("\0\1\0\2", 4);
  sample::Bytes png = sample::image(ImageFormat::png, {.alpha = true, .few_colours = true});
  png = sample::with_png_chunk(png, "hIST", counts);
  png = sample::with_png_chunk(png, "PLTE", palette_of_two);
  const Done done = run_task(png, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Result<PngChunks> made = read_png_chunks(done.output);
  REQUIRE(made.ok());
  const auto has = [&](std::string_view type) {
    return std::any_of(made->list.begin(), made->list.end(),
                       [&](const PngChunk& chunk) { return chunk.type == type; });
  };
  CHECK(has("hIST"));
  CHECK(has("PLTE"));
  CHECK(decoded(done.output, ImageFormat::png) == decoded(png, ImageFormat::png));
}

TEST_CASE("a PNG with a background and significant bits gets fewer channels and says the same") {
  need_engine();
  for (const char* type : {"bKGD", "sBIT", "both"}) {
    CAPTURE(type);
    // As programs write it that know no other form than RGB with alpha.
    sample::Bytes png = sample::image(ImageFormat::png, {.alpha = true, .few_colours = true});
    if (std::string(type) != "sBIT") {
      png = sample::with_png_chunk(png, "bKGD", std::string("\0\xFE\0\xFE\0\xFE", 6));
    }
    if (std::string(type) != "bKGD") {
      png = sample::with_png_chunk(png, "sBIT", "\x08\x08\x08\x08");
    }
    const Done done = run_task(png, lossless_in_place());
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(decoded(done.output, ImageFormat::png) == decoded(png, ImageFormat::png));
    const BoundToForm made = bound_in_file(done.output);
    CHECK(made.form.colour == palette);
    if (std::string(type) != "sBIT") {
      REQUIRE(made.background.size() == 1);
      const auto at = 3 * std::to_integer<std::size_t>(made.background[0]);
      for (std::size_t part = 0; part < 3; ++part) {
        CHECK(made.form.palette.at(at + part) == 0xFE);
      }
    }
    if (std::string(type) != "bKGD") {
      CHECK(made.significant_bits == body_of({8, 8, 8}));
    }
  }
}

}  // namespace
}  // namespace pixherd
