// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/resize.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "pixherd/format/source_facts.hpp"
#include "pixherd/image/memory_need.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

constexpr std::array kFits{Fit::inside, Fit::cover, Fit::contain, Fit::fill, Fit::outside};

TaskSettings box_of(PixelSize box, Fit fit, Position position = Position::centre) {
  TaskSettings settings;
  settings.resize = {.width = box.width, .height = box.height};
  settings.resize.fit = fit;
  settings.resize.position = position;
  return settings;
}

TaskSettings enlarged_by(double percent, Kernel kernel) {
  TaskSettings settings;
  settings.resize.percent = percent;
  settings.resize.kernel = kernel;
  settings.resize.upscale = true;
  return settings;
}

Pixels saved_pixels(const Bytes& input, const TaskSettings& settings) {
  const Done done = run_task(input, settings);
  INFO((done.outcome.error ? done.outcome.error->message : ""));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  Pixels pixels = decoded(done.output, *done.outcome.format);
  CHECK(done.outcome.width == pixels.width);
  CHECK(done.outcome.height == pixels.height);
  return pixels;
}

enum class Corner { red, green, blue, other };

Corner colour_at(const Pixels& pixels, std::uint32_t x, std::uint32_t y) {
  const auto is_high = [&](std::uint32_t band) { return sample_at(pixels, x, y, band) > 150; };
  const auto is_low = [&](std::uint32_t band) { return sample_at(pixels, x, y, band) < 90; };
  return is_high(0) && is_low(1) && is_low(2)   ? Corner::red
         : is_low(0) && is_high(1) && is_low(2) ? Corner::green
         : is_low(0) && is_low(1) && is_high(2) ? Corner::blue
                                                : Corner::other;
}

/// How many pixels of that row, counted through all frames, are plainly red or green as the corners
/// of sample::picture() are.
std::array<int, 2> corners_in_row(const Pixels& pixels, std::uint32_t y) {
  constexpr std::array<std::array<int, 3>, 2> kPlain{{{230, 20, 20}, {20, 200, 20}}};
  std::array<int, 2> counts{};
  for (std::uint32_t x = 0; x < pixels.width; ++x) {
    for (std::size_t corner = 0; corner < kPlain.size(); ++corner) {
      int most = 0;
      for (std::uint32_t band = 0; band < 3; ++band) {
        const int sample = static_cast<int>(sample_at(pixels, x, y, band));
        most = std::max(most, std::abs(sample - kPlain[corner][band]));
      }
      counts[corner] += most < 40 ? 1 : 0;
    }
  }
  return counts;
}

TEST_CASE("every fit gives the size that its layout says, in every format") {
  need_engine();
  for (const sample::Named& source : sample::one_of_each()) {
    for (const Fit fit : kFits) {
      for (const bool upscale : {false, true}) {
        CAPTURE(source.name, static_cast<int>(fit), upscale);
        TaskSettings settings = box_of({upscale ? 130U : 40U, upscale ? 128U : 41U}, fit);
        settings.resize.upscale = upscale;
        const Pixels pixels = saved_pixels(source.bytes, settings);
        CHECK(PixelSize{pixels.width, pixels.height} == resized({96, 64}, settings.resize));
      }
    }
  }
}

TEST_CASE("a cut leaves the side that its position names, in both lanes") {
  need_engine();
  const Bytes jpeg = sample::jpeg_of(sample::picture({.width = 192, .height = 128}), {1, 1});
  const struct {
    PixelSize box;
    Position position{};
    Corner left_upper{};
    Corner right_upper{};
    Corner left_lower{};
  } cases[] = {
      {{64, 64}, Position::west, Corner::red, Corner::other, Corner::blue},
      {{64, 64}, Position::east, Corner::other, Corner::green, Corner::other},
      {{64, 64}, Position::north_east, Corner::other, Corner::green, Corner::other},
      {{96, 32}, Position::north, Corner::red, Corner::green, Corner::other},
      {{96, 32}, Position::south, Corner::other, Corner::other, Corner::blue},
      {{96, 32}, Position::south_west, Corner::other, Corner::other, Corner::blue},
      {{30, 64}, Position::centre, Corner::other, Corner::other, Corner::other},
  };
  for (const auto& c : cases) {
    for (const Lane lane : {Lane::planes, Lane::libvips}) {
      CAPTURE(c.box.width, c.box.height, static_cast<int>(c.position), name(lane));
      TaskSettings settings = box_of(c.box, Fit::cover, c.position);
      settings.lane = lane;
      settings.quality.jpeg = 95;
      const Pixels pixels = saved_pixels(jpeg, settings);
      REQUIRE(pixels.width == c.box.width);
      REQUIRE(pixels.height == c.box.height);
      CHECK(colour_at(pixels, 2, 2) == c.left_upper);
      CHECK(colour_at(pixels, pixels.width - 3, 2) == c.right_upper);
      CHECK(colour_at(pixels, 2, pixels.height - 3) == c.left_lower);
    }
  }
}

TEST_CASE("planes cut and enlarge as libvips does, whatever the size and the orientation") {
  need_engine();
  const auto orientation = GENERATE(as<std::uint32_t>(), 1, 3, 6, 8);
  const PixelSize box = GENERATE(PixelSize{40, 41}, PixelSize{31, 77}, PixelSize{119, 30},
                                 PixelSize{200, 190}, PixelSize{1, 60});
  const Fit fit = GENERATE(Fit::cover, Fit::fill, Fit::outside);
  CAPTURE(orientation, box.width, box.height, static_cast<int>(fit));
  const Bytes jpeg = sample::with_jpeg_segment(
      sample::jpeg_of(sample::picture({.width = 121, .height = 83}), {1, 1}), 0xE1,
      sample::exif_with_orientation(orientation));
  TaskSettings settings = box_of(box, fit, Position::south_east);
  settings.resize.upscale = true;
  settings.quality.jpeg = 97;
  settings.lane = Lane::planes;
  const Done planes = run_task(jpeg, settings);
  settings.lane = Lane::libvips;
  const Done libvips = run_task(jpeg, settings);
  REQUIRE(planes.outcome.lane == Lane::planes);
  REQUIRE(libvips.outcome.lane == Lane::libvips);
  // Their kernels differ where one side grows and the other shrinks.
  const double most = fit == Fit::fill ? 7 : 4;
  CHECK(difference(decoded(planes.output, ImageFormat::jpeg),
                   decoded(libvips.output, ImageFormat::jpeg)) < most);
}

TEST_CASE("what planes cannot do of sizes is done by libvips") {
  need_engine();
  const Bytes jpeg = sample::jpeg_of(sample::picture());
  const auto lane_for = [&](const TaskSettings& settings) {
    return run_task(jpeg, settings).outcome.lane;
  };
  for (const Fit fit : {Fit::inside, Fit::cover, Fit::fill, Fit::outside}) {
    CHECK(lane_for(box_of({30, 30}, fit)) == Lane::planes);
  }
  CHECK(lane_for(box_of({30, 30}, Fit::contain)) == Lane::libvips);
  CHECK(lane_for(box_of({48, 32}, Fit::contain)) == Lane::planes);  // nothing around it
  CHECK(lane_for(box_of({30, 30}, Fit::cover, Position::entropy)) == Lane::libvips);
  CHECK(lane_for(box_of({30, 30}, Fit::cover, Position::attention)) == Lane::libvips);
  for (const Kernel kernel : {Kernel::linear, Kernel::cubic, Kernel::mitchell, Kernel::lanczos2}) {
    CHECK(lane_for(enlarged_by(150, kernel)) == Lane::planes);
  }
  CHECK(lane_for(enlarged_by(150, Kernel::nearest)) == Lane::libvips);
}

/// Plain grey, but for a square of many colours that begins at `left`.
Bytes with_eye_catcher(std::uint32_t left) {
  constexpr std::uint32_t kSide = 64;
  Pixels pixels = sample::picture({.width = 4 * kSide, .height = kSide});
  for (std::uint32_t y = 0; y < kSide; ++y) {
    for (std::uint32_t x = 0; x < pixels.width; ++x) {
      const bool inside = x >= left && x < left + kSide;
      const std::array<std::uint32_t, 3> skin{230, 160 + 20 * (x / 4 % 2), 120 + 30 * (y / 4 % 2)};
      for (std::uint32_t band = 0; band < 3; ++band) {
        pixels.data[(std::size_t{y} * pixels.width + x) * 3 + band] =
            static_cast<std::byte>(inside ? skin[band] : 128);
      }
    }
  }
  return *encode_pixels(pixels, {.format = ImageFormat::png});
}

TEST_CASE("a cut by entropy or attention holds what catches the eye") {
  need_engine();
  for (const Position position : {Position::entropy, Position::attention}) {
    for (const std::uint32_t left : {0U, 64U, 192U}) {
      CAPTURE(static_cast<int>(position), left);
      const Pixels pixels =
          saved_pixels(with_eye_catcher(left), box_of({64, 64}, Fit::cover, position));
      std::uint32_t caught = 0;
      for (std::uint32_t x = 0; x < 64; ++x) {
        caught += sample_at(pixels, x, 32, 0) > 200 ? 1U : 0U;
      }
      CHECK(caught > 40);
    }
  }
}

TEST_CASE("all frames of an animation are cut and laid out alike") {
  need_engine();
  for (const ImageFormat format : {ImageFormat::gif, ImageFormat::webp}) {
    const Bytes moving = sample::animation(format, 4);
    for (const Position position : {Position::west, Position::attention}) {
      CAPTURE(name(format), static_cast<int>(position));
      const Done done = run_task(moving, box_of({32, 32}, Fit::cover, position));
      REQUIRE(done.outcome.status == TaskStatus::saved);
      const auto facts = read_source_facts(done.output, format);
      CHECK(facts->frames == 4);
      CHECK(facts->delays_ms == read_source_facts(moving, format)->delays_ms);
      const Pixels pixels = decoded(done.output, format);
      REQUIRE(pixels.height == 32);
      const std::array<int, 2> first = corners_in_row(pixels, 4);
      CHECK(first[0] + first[1] > 8);
      for (std::uint32_t frame = 1; frame < 4; ++frame) {
        const std::array<int, 2> now = corners_in_row(pixels, frame * 32 + 4);
        CHECK(std::abs(now[0] - first[0]) <= 2);
        CHECK(std::abs(now[1] - first[1]) <= 2);
      }
    }
    TaskSettings contain = box_of({48, 48}, Fit::contain);
    contain.background = {0, 0, 255, 255};
    const Pixels framed = decoded(run_task(moving, contain).output, format);
    REQUIRE(framed.pages == 4);
    REQUIRE(framed.height == 48);
    for (std::uint32_t frame = 0; frame < 4; ++frame) {
      CHECK(colour_at(framed, 24, frame * 48 + 2) == Corner::blue);
      CHECK(colour_at(framed, 24, frame * 48 + 45) == Corner::blue);
      CHECK(colour_at(framed, 4, frame * 48 + 12) == Corner::red);
    }
  }
}

TEST_CASE("the background fills the box around a picture, at the place that was named") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png);
  for (const ImageFormat format : kImageFormats) {
    CAPTURE(name(format));
    TaskSettings settings = box_of({96, 96}, Fit::contain, Position::south);
    settings.format = format;
    settings.background = {0, 200, 0, 255};
    const Pixels pixels = saved_pixels(png, settings);
    REQUIRE(pixels.height == 96);
    CHECK(colour_at(pixels, 4, 4) == Corner::green);
    CHECK(colour_at(pixels, 90, 28) == Corner::green);
    CHECK(colour_at(pixels, 4, 40) == Corner::red);
    CHECK(colour_at(pixels, 4, 92) == Corner::blue);
  }
}

TEST_CASE("a background that is clear stays so wherever the format holds transparency") {
  need_engine();
  const Bytes jpeg = sample::image(ImageFormat::jpeg);
  for (const ImageFormat format : kImageFormats) {
    CAPTURE(name(format));
    TaskSettings settings = box_of({96, 96}, Fit::contain);
    settings.format = format;
    settings.background = {255, 255, 255, 0};
    const Pixels pixels = saved_pixels(jpeg, settings);
    if (format == ImageFormat::jpeg) {
      CHECK(pixels.bands == 3);
      CHECK(sample_at(pixels, 48, 4, 0) > 250);
      CHECK(notes_say(run_task(jpeg, settings).outcome, "opaque"));
      continue;
    }
    REQUIRE(pixels.bands == 4);
    CHECK(sample_at(pixels, 48, 4, 3) == 0);
    CHECK(sample_at(pixels, 48, 48, 3) == 255);
  }
}

TEST_CASE("grey stays grey on a grey background and becomes coloured on another") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.grey = true});
  TaskSettings settings = box_of({96, 96}, Fit::contain);
  CHECK(saved_pixels(png, settings).bands == 1);
  settings.background = {255, 0, 0, 255};
  const Pixels red = saved_pixels(png, settings);
  REQUIRE(red.bands == 3);
  CHECK(colour_at(red, 4, 4) == Corner::red);
}

TEST_CASE("sixteen bits stay sixteen bits around a picture") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.sixteen_bits = true});
  TaskSettings settings = box_of({96, 96}, Fit::contain);
  settings.background = {255, 128, 0, 255};
  const Pixels pixels = saved_pixels(png, settings);
  REQUIRE(pixels.bits == 16);
  CHECK(sample_at(pixels, 4, 4, 0) == 65535);
  CHECK(sample_at(pixels, 4, 4, 1) == 128 * 257);
}

TEST_CASE("transparency is laid on the background in a JPEG, and the notes name it") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.alpha = true, .few_colours = true});
  TaskSettings settings = to_format(ImageFormat::jpeg);
  settings.background = {0, 0, 230, 255};
  const Done done = run_task(png, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "#0000e6"));
  CHECK(colour_at(decoded(done.output, ImageFormat::jpeg), 80, 44) == Corner::blue);
}

TEST_CASE("the nearest kernel makes no colour that was not there") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.alpha = true, .few_colours = true});
  const Pixels before = decoded(png, ImageFormat::png);
  const Pixels after = saved_pixels(png, enlarged_by(300, Kernel::nearest));
  REQUIRE(after.width == 288);
  REQUIRE(after.bands == before.bands);
  std::size_t other = 0;
  for (std::uint32_t y = 0; y < after.height; ++y) {
    for (std::uint32_t x = 0; x < after.width; ++x) {
      for (std::uint32_t band = 0; band < after.bands; ++band) {
        other += sample_at(after, x, y, band) != sample_at(before, x / 3, y / 3, band) ? 1U : 0U;
      }
    }
  }
  CHECK(other == 0);
}

TEST_CASE("each kernel makes a picture of its own, near the others") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png);
  std::set<std::vector<std::byte>> all;
  const Pixels usual = saved_pixels(png, to_long_edge(40));
  for (const Kernel kernel : {Kernel::nearest, Kernel::linear, Kernel::cubic, Kernel::mitchell,
                              Kernel::lanczos2, Kernel::lanczos3}) {
    TaskSettings settings = to_long_edge(40);
    settings.resize.kernel = kernel;
    const Pixels pixels = saved_pixels(png, settings);
    CHECK(all.insert(pixels.data).second);
    CHECK(difference(pixels, usual) < 8);
  }
}

TEST_CASE("a picture is enlarged to any size exactly") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.width = 37, .height = 23});
  for (std::uint32_t edge = 38; edge < 260; edge += 13) {
    TaskSettings settings = to_long_edge(edge);
    settings.resize.upscale = true;
    settings.resize.kernel = edge % 2 == 0 ? Kernel::nearest : Kernel::lanczos3;
    CAPTURE(edge);
    const Pixels pixels = saved_pixels(png, settings);
    CHECK(PixelSize{pixels.width, pixels.height} == resized({37, 23}, settings.resize));
  }
}

TEST_CASE("what would come out too large is refused before a pixel is decoded") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png);
  const auto refusal = [&](const TaskSettings& settings) {
    const Done done = run_task(png, settings);
    REQUIRE(done.outcome.error.has_value());
    CHECK(done.memory_asked == 0);
    CHECK(done.outcome.error->code == ErrorCode::too_large);
    return done.outcome.error->message;
  };
  TaskSettings wide = box_of({16'384, 10}, Fit::contain);
  wide.format = ImageFormat::webp;
  CHECK(refusal(wide).find("at most 16383") != std::string::npos);
  TaskSettings huge = box_of({20'000, 20'000}, Fit::contain);
  CHECK(refusal(huge) ==
        "20000 x 20000 pixels are asked for, more than the 268402689 of --max-pixels");
  TaskSettings enlarged = enlarged_by(10'000'000, Kernel::lanczos3);
  CHECK(refusal(enlarged).find("--max-pixels") != std::string::npos);
  enlarged.limits.pixels = 0;
  CHECK(refusal(enlarged).find("more than") != std::string::npos);
}

TEST_CASE("a larger canvas, an enlarged picture and one that is looked at need more memory") {
  SourceFacts facts;
  facts.size = {1000, 800};
  const auto need = [&](const TaskSettings& settings) {
    return memory_need(100'000, facts, settings);
  };
  constexpr PixelSize kSmallBox{900, 900};
  constexpr PixelSize kLargeBox{4000, 4000};
  CHECK(need(box_of(kSmallBox, Fit::contain)) < need(box_of(kLargeBox, Fit::contain)));
  CHECK(need(enlarged_by(100, Kernel::cubic)) < need(enlarged_by(300, Kernel::cubic)));
  CHECK(need(box_of(kSmallBox, Fit::cover)) <
        need(box_of(kSmallBox, Fit::cover, Position::attention)));
  TaskSettings limited;
  limited.max_bytes = 1000;
  CHECK(need({}) < need(limited));
}

}  // namespace
}  // namespace pixherd
