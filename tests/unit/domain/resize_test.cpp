// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/resize.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

constexpr int kRounds = 20'000;

/// Sides from 1 to 65,535, small ones as often as large ones.
class Sides {
 public:
  explicit Sides(std::uint32_t seed) : random_(seed) {}
  std::uint32_t side() { return 1 + random_() % (1U << (1 + random_() % 16)); }
  std::uint32_t maybe() { return random_() % 2 == 0 ? side() : 0U; }
  PixelSize size() { return {side(), side()}; }
  bool coin() { return random_() % 2 == 0; }

 private:
  Random random_;
};

Resize into_box(PixelSize box, Fit fit, bool upscale = false) {
  Resize resize{.width = box.width, .height = box.height};
  resize.fit = fit;
  resize.upscale = upscale;
  return resize;
}

std::string told(PixelSize source, const Resize& asked, const Layout& got) {
  return fmt::format("{} x {} into {} x {}, fit {}, upscale {}: scaled {} x {}, canvas {} x {}",
                     source.width, source.height, asked.width, asked.height,
                     static_cast<int>(asked.fit), asked.upscale, got.scaled.width,
                     got.scaled.height, got.canvas.width, got.canvas.height);
}

/// Both sides were multiplied by one number and rounded; a side of a pixel may have been less.
bool keeps_aspect(PixelSize from, PixelSize to) {
  const double across = static_cast<double>(to.width) / from.width;
  const double down = static_cast<double>(to.height) / from.height;
  const bool by_width = std::abs(from.height * across - to.height) <= 0.5 * (1 + down / across);
  const bool by_height = std::abs(from.width * down - to.width) <= 0.5 * (1 + across / down);
  return to.width == 1 || to.height == 1 || by_width || by_height;
}

TEST_CASE("the five ways into a box differ in what is scaled and what is left") {
  const PixelSize source{4000, 3000};
  const PixelSize box{1000, 1000};
  const auto by = [&](Fit fit) { return layout(source, into_box(box, fit)); };
  CHECK(by(Fit::inside) == Layout{{1000, 750}, {1000, 750}});
  CHECK(by(Fit::cover) == Layout{{1333, 1000}, {1000, 1000}});
  CHECK(by(Fit::contain) == Layout{{1000, 750}, {1000, 1000}});
  CHECK(by(Fit::fill) == Layout{{1000, 1000}, {1000, 1000}});
  CHECK(by(Fit::outside) == Layout{{1333, 1000}, {1333, 1000}});
}

TEST_CASE("a picture smaller than its box stays as it is, or grows where that is asked for") {
  const PixelSize source{40, 30};
  const PixelSize box{100, 100};
  const auto by = [&](Fit fit, bool upscale) {
    return layout(source, into_box(box, fit, upscale));
  };
  CHECK(by(Fit::inside, false).canvas == source);
  CHECK(by(Fit::cover, false).canvas == source);
  CHECK(by(Fit::contain, false) == Layout{source, box});
  CHECK(by(Fit::fill, false).canvas == source);
  CHECK(by(Fit::outside, false).canvas == source);
  CHECK(by(Fit::inside, true).canvas == PixelSize{100, 75});
  CHECK(by(Fit::cover, true) == Layout{{133, 100}, box});
  CHECK(by(Fit::contain, true) == Layout{{100, 75}, box});
  CHECK(by(Fit::fill, true) == Layout{box, box});
  CHECK(by(Fit::outside, true).canvas == PixelSize{133, 100});
}

TEST_CASE("a share of both sides and a number of pixels are limits like the others") {
  CHECK(resized({4000, 3000}, {.percent = 25}) == PixelSize{1000, 750});
  CHECK(resized({4000, 3000}, {.percent = 150}) == PixelSize{4000, 3000});
  CHECK(resized({4000, 3000}, {.percent = 150, .upscale = true}) == PixelSize{6000, 4500});
  CHECK(resized({4000, 3000}, {.pixels = 120'000}) == PixelSize{400, 300});
  CHECK(resized({600, 400}, {.pixels = 10'000}) == PixelSize{122, 81});
  CHECK(resized({400, 300}, {.pixels = 1'920'000}) == PixelSize{400, 300});
  CHECK(resized({400, 300}, {.pixels = 1'920'000, .upscale = true}) == PixelSize{1600, 1200});
  CHECK(resized({4000, 3000}, {.width = 2000, .percent = 25}) == PixelSize{1000, 750});
}

TEST_CASE("without leave to enlarge no side is ever longer than the source's") {
  Sides sides(1);
  for (int round = 0; round < kRounds; ++round) {
    const PixelSize source = sides.size();
    for (const Fit fit : {Fit::inside, Fit::cover, Fit::contain, Fit::fill, Fit::outside}) {
      const Resize asked = into_box(sides.size(), fit);
      const Layout got = layout(source, asked);
      INFO(told(source, asked, got));
      REQUIRE(got.scaled.width <= source.width);
      REQUIRE(got.scaled.height <= source.height);
      REQUIRE(std::min(got.canvas.width, got.canvas.height) >= 1);
    }
  }
}

TEST_CASE("the aspect ratio is kept within a pixel by every fit but fill") {
  Sides sides(2);
  for (int round = 0; round < kRounds; ++round) {
    const PixelSize source = sides.size();
    for (const Fit fit : {Fit::inside, Fit::cover, Fit::contain, Fit::outside}) {
      const Resize asked = into_box(sides.size(), fit, sides.coin());
      const Layout got = layout(source, asked);
      INFO(told(source, asked, got));
      REQUIRE(keeps_aspect(source, got.scaled));
    }
  }
}

TEST_CASE("what has leave to enlarge meets its box from within, from without, or exactly") {
  Sides sides(3);
  for (int round = 0; round < kRounds; ++round) {
    const PixelSize source = sides.size();
    const PixelSize box = sides.size();
    const auto by = [&](Fit fit) { return layout(source, into_box(box, fit, true)); };
    const Layout inside = by(Fit::inside);
    const Layout outside = by(Fit::outside);
    INFO(told(source, into_box(box, Fit::inside, true), inside));
    INFO(told(source, into_box(box, Fit::outside, true), outside));
    REQUIRE(inside.canvas.width <= box.width);
    REQUIRE(inside.canvas.height <= box.height);
    REQUIRE((inside.canvas.width == box.width || inside.canvas.height == box.height));
    REQUIRE(outside.canvas.width >= box.width);
    REQUIRE(outside.canvas.height >= box.height);
    REQUIRE((outside.canvas.width == box.width || outside.canvas.height == box.height));
    REQUIRE(by(Fit::fill).canvas == box);
    REQUIRE(by(Fit::cover).canvas == box);
    REQUIRE(by(Fit::cover).scaled == outside.scaled);
    REQUIRE(by(Fit::contain).canvas == box);
    REQUIRE(by(Fit::contain).scaled == inside.scaled);
  }
}

TEST_CASE("cover only ever cuts off, contain only ever adds") {
  Sides sides(4);
  for (int round = 0; round < kRounds; ++round) {
    const PixelSize source = sides.size();
    const PixelSize box = sides.size();
    const Layout cut = layout(source, into_box(box, Fit::cover));
    INFO(told(source, into_box(box, Fit::cover), cut));
    REQUIRE(cut.canvas.width <= cut.scaled.width);
    REQUIRE(cut.canvas.height <= cut.scaled.height);
    REQUIRE(cut.canvas.width == std::min(box.width, cut.scaled.width));
    REQUIRE(cut.canvas.height == std::min(box.height, cut.scaled.height));
    const Layout held = layout(source, into_box(box, Fit::contain));
    REQUIRE(held.canvas == box);
    REQUIRE(held.scaled.width <= box.width);
    REQUIRE(held.scaled.height <= box.height);
  }
}

TEST_CASE("a limit on the number of pixels is never exceeded, and nearly met") {
  Sides sides(5);
  for (int round = 0; round < kRounds; ++round) {
    const PixelSize source = sides.size();
    Resize asked;
    asked.pixels = std::uint64_t{sides.side()} * sides.side();
    asked.upscale = sides.coin();
    const Layout got = layout(source, asked);
    INFO(told(source, asked, got));
    CAPTURE(asked.pixels);
    const std::uint64_t pixels = std::uint64_t{got.canvas.width} * got.canvas.height;
    REQUIRE(pixels <= asked.pixels);
    const bool strip = got.canvas.width == 1 || got.canvas.height == 1;
    const double one_more = (got.canvas.width + 1.0) * (got.canvas.height + 1.0);
    REQUIRE((strip || got.canvas == source || one_more > static_cast<double>(asked.pixels)));
  }
}

TEST_CASE("a part lies at the side or in the corner that its position names") {
  const PixelSize outer{101, 61};
  const PixelSize inner{50, 30};
  const auto at = [&](Position position) { return placed(inner, outer, position); };
  CHECK(at(Position::centre) == PixelPlace{25, 15});
  CHECK(at(Position::north) == PixelPlace{25, 0});
  CHECK(at(Position::north_east) == PixelPlace{51, 0});
  CHECK(at(Position::east) == PixelPlace{51, 15});
  CHECK(at(Position::south_east) == PixelPlace{51, 31});
  CHECK(at(Position::south) == PixelPlace{25, 31});
  CHECK(at(Position::south_west) == PixelPlace{0, 31});
  CHECK(at(Position::west) == PixelPlace{0, 15});
  CHECK(at(Position::north_west) == PixelPlace{0, 0});
  CHECK(placed(outer, outer, Position::south_east) == PixelPlace{0, 0});
}

}  // namespace
}  // namespace pixherd
