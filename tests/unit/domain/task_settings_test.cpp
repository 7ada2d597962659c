// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/task_settings.hpp"

#include <algorithm>
#include <cmath>

#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

TEST_CASE("a picture is shrunk into the box that was asked for") {
  CHECK(resized({4000, 3000}, {.width = 1000}) == PixelSize{1000, 750});
  CHECK(resized({4000, 3000}, {.height = 1000}) == PixelSize{1333, 1000});
  CHECK(resized({4000, 3000}, {.width = 1000, .height = 300}) == PixelSize{400, 300});
  CHECK(resized({4000, 3000}, {.long_edge = 1600}) == PixelSize{1600, 1200});
  CHECK(resized({3000, 4000}, {.long_edge = 1600}) == PixelSize{1200, 1600});
  CHECK(resized({4000, 3000}, {.short_edge = 600}) == PixelSize{800, 600});
  CHECK(resized({1999, 1333}, {.long_edge = 1000}) == PixelSize{1000, 667});
}

TEST_CASE("a picture that fits already keeps its size") {
  CHECK(resized({800, 600}, {}) == PixelSize{800, 600});
  CHECK(resized({800, 600}, {.width = 800, .height = 600}) == PixelSize{800, 600});
  CHECK(resized({800, 600}, {.long_edge = 1'000'000}) == PixelSize{800, 600});
  CHECK(resized({800, 600}, {.width = 5000, .height = 5000, .fit = Fit::fill}) ==
        PixelSize{800, 600});
}

TEST_CASE("an exact size is met on both sides, as far as that does not enlarge") {
  CHECK(resized({800, 600}, {.width = 100, .height = 100, .fit = Fit::fill}) ==
        PixelSize{100, 100});
  CHECK(resized({800, 600}, {.width = 100, .height = 900, .fit = Fit::fill}) ==
        PixelSize{100, 600});
}

TEST_CASE("no side ever vanishes") {
  CHECK(resized({100'000, 3}, {.width = 10}) == PixelSize{10, 1});
  CHECK(resized({1, 1}, {.long_edge = 1}) == PixelSize{1, 1});
  CHECK(resized({4'294'967'295, 4'294'967'295}, {.width = 1}) == PixelSize{1, 1});
}

TEST_CASE("whatever is asked, nothing is enlarged and the aspect ratio stays") {
  Random random(11);
  const auto side = [&] {  // from 1 to 65,535, small ones as often as large ones
    return 1 + random() % (1U << (1 + random() % 16));
  };
  const auto maybe = [&] { return random() % 2 == 0 ? side() : 0U; };
  for (int round = 0; round < 20'000; ++round) {
    const PixelSize source{side(), side()};
    const Resize asked{maybe(), maybe(), maybe(), maybe()};
    const PixelSize got = resized(source, asked);
    CAPTURE(source.width, source.height, asked.width, asked.height, asked.long_edge,
            asked.short_edge, got.width, got.height);
    REQUIRE(got.width >= 1);
    REQUIRE(got.height >= 1);
    REQUIRE(got.width <= source.width);
    REQUIRE(got.height <= source.height);
    const auto within = [](std::uint32_t limit, std::uint32_t value) {
      return limit == 0 || value <= limit;
    };
    REQUIRE(within(asked.width, got.width));
    REQUIRE(within(asked.height, got.height));
    REQUIRE(within(asked.long_edge, std::max(got.width, got.height)));
    REQUIRE(within(asked.short_edge, std::min(got.width, got.height)));
    // One scale explains both sides, each rounded to nearest; a side of one pixel may be held
    // there.
    const auto explains = [](std::uint32_t from, std::uint32_t to, double scale) {
      return to == 1 || std::abs(from * scale - to) <= 0.5 + 1e-6;
    };
    const double by_width = static_cast<double>(got.width) / source.width;
    const double by_height = static_cast<double>(got.height) / source.height;
    const double slack = std::max(0.5 / source.width, 0.5 / source.height);
    REQUIRE((got.width == 1 || got.height == 1 || std::abs(by_width - by_height) <= 2 * slack));
    REQUIRE((explains(source.height, got.height, by_width) ||
             explains(source.width, got.width, by_height) || got.width < 4 || got.height < 4));
  }
}

TEST_CASE("a format's own quality wins over the one for all") {
  Quality quality;
  quality.global = 70;
  quality.jpeg = 60;
  quality.avif = 40;
  CHECK(quality.asked(ImageFormat::jpeg) == 60);
  CHECK(quality.asked(ImageFormat::avif) == 40);
  CHECK(quality.asked(ImageFormat::webp) == 70);
  CHECK(quality.asked(ImageFormat::png) == 70);
  CHECK(quality.asked(ImageFormat::gif) == 70);
  CHECK(quality.asked(ImageFormat::tiff) == 70);
  CHECK(quality.any());
}

TEST_CASE("where no quality is asked there is none, and the field's defaults hold") {
  const Quality nothing;
  CHECK_FALSE(nothing.any());
  Quality only_webp;
  only_webp.webp = 1;
  CHECK(only_webp.any());
  CHECK_FALSE(only_webp.asked(ImageFormat::jpeg).has_value());
  for (const ImageFormat format : kImageFormats) {
    CHECK_FALSE(nothing.asked(format).has_value());
  }
  CHECK(default_quality(ImageFormat::jpeg) == 80);
  CHECK(default_quality(ImageFormat::webp) == 80);
  CHECK(default_quality(ImageFormat::avif) == 50);
  CHECK_FALSE(default_quality(ImageFormat::png).has_value());
  CHECK_FALSE(default_quality(ImageFormat::gif).has_value());
}

TEST_CASE("the output's format is the input's unless another was asked for") {
  TaskSettings settings;
  CHECK(settings.output_format(ImageFormat::gif) == ImageFormat::gif);
  settings.format = ImageFormat::webp;
  CHECK(settings.output_format(ImageFormat::gif) == ImageFormat::webp);
}

TEST_CASE("settings that give other bytes have another canonical text") {
  std::vector<TaskSettings> all(1);
  const auto vary = [&](auto change) {
    TaskSettings settings;
    change(settings);
    all.push_back(settings);
  };
  vary([](TaskSettings& s) { s.format = ImageFormat::jpeg; });
  vary([](TaskSettings& s) { s.format = ImageFormat::tiff; });
  vary([](TaskSettings& s) { s.quality.global = 80; });
  vary([](TaskSettings& s) { s.quality.jpeg = 80; });
  vary([](TaskSettings& s) { s.quality.png = 80; });
  vary([](TaskSettings& s) { s.quality.webp = 80; });
  vary([](TaskSettings& s) { s.quality.avif = 80; });
  vary([](TaskSettings& s) { s.resize.width = 1; });
  vary([](TaskSettings& s) { s.resize.height = 1; });
  vary([](TaskSettings& s) { s.resize.long_edge = 1; });
  vary([](TaskSettings& s) { s.resize.short_edge = 1; });
  vary([](TaskSettings& s) { s.resize.fit = Fit::fill; });
  vary([](TaskSettings& s) { s.metadata = MetadataSet::icc(); });
  vary([](TaskSettings& s) { s.metadata = MetadataSet::all(); });
  vary([](TaskSettings& s) { s.quality.gif = 80; });
  vary([](TaskSettings& s) { s.encoder.effort.global = 80; });
  vary([](TaskSettings& s) { s.encoder.chroma = ChromaSubsampling::full; });
  vary([](TaskSettings& s) { s.encoder.scans = Scans::baseline; });
  vary([](TaskSettings& s) { s.encoder.near_lossless = true; });
  vary([](TaskSettings& s) { s.encoder.colours = 2; });
  vary([](TaskSettings& s) { s.encoder.dither_percent = 0; });
  vary([](TaskSettings& s) { s.encoder.bit_depth = 10; });
  vary([](TaskSettings& s) { s.resize.pixels = 1; });
  vary([](TaskSettings& s) { s.resize.percent = 1; });
  vary([](TaskSettings& s) { s.resize.kernel = Kernel::cubic; });
  vary([](TaskSettings& s) { s.resize.position = Position::north; });
  vary([](TaskSettings& s) { s.resize.upscale = true; });
  vary([](TaskSettings& s) { s.background.blue = 0; });
  vary([](TaskSettings& s) { s.max_bytes = 1; });
  vary([](TaskSettings& s) { s.min_savings.bytes = 5; });
  vary([](TaskSettings& s) { s.renditions = {{480, std::nullopt}}; });
  vary([](TaskSettings& s) { s.renditions = {{480, ImageFormat::webp}}; });
  vary([](TaskSettings& s) { s.lossless = true; });
  vary([](TaskSettings& s) { s.lane = Lane::libvips; });
  vary([](TaskSettings& s) { s.lane = Lane::planes; });
  vary([](TaskSettings& s) { s.min_savings.percent = 5; });
  vary([](TaskSettings& s) { s.min_savings.hundredths = 5; });
  vary([](TaskSettings& s) { s.min_savings.hundredths = 50; });
  std::set<std::string> texts;
  for (const TaskSettings& settings : all) {
    CHECK(canonical_text(settings) == canonical_text(TaskSettings(settings)));
    CHECK(texts.insert(canonical_text(settings)).second);
  }
}

TEST_CASE("savings are held to hundredths of a percent, exactly") {
  struct Case {
    Savings least;
    std::uint64_t before;
    std::uint64_t after;
    bool met;
    const char* text;
  };
  const std::vector<Case> table{
      {{1, 0, 50}, 1'000, 985, true, "1.5"},
      {{1, 0, 50}, 1'000, 986, false, "1.5"},
      {{0, 0, 5}, 10'000, 9'995, true, "0.05"},
      {{0, 0, 5}, 10'000, 9'996, false, "0.05"},
      {{99, 0, 99}, 10'000, 1, true, "99.99"},
      {{99, 0, 99}, 10'000, 2, false, "99.99"},
      {{5, 0}, 100, 95, true, "5"},
      {{5, 0}, 100, 96, false, "5"},
      {{0, 0}, 100, 99, true, "0"},
      {{0, 0}, 100, 100, false, "0"},
      {{1, 0, 50}, 1'000'000'000'000'001, 985'000'000'000'001, false, "1.5"},
  };
  for (const Case& each : table) {
    CAPTURE(each.text, each.before, each.after);
    CHECK(each.least.met(each.before, each.after) == each.met);
    CHECK(each.least.percent_text() == each.text);
  }
}

TEST_CASE("of each format a source gets all widths that do not enlarge it, or its own") {
  TaskSettings settings;
  for (const std::uint32_t width : {480U, 960U, 1600U}) {
    settings.renditions.push_back({width, ImageFormat::webp});
    settings.renditions.push_back({width, std::nullopt});
  }
  using Planned = std::vector<PlannedRendition>;
  CHECK(planned_renditions(settings, ImageFormat::jpeg, 960) ==
        Planned{{0, 480, ImageFormat::webp},
                {1, 480, ImageFormat::jpeg},
                {2, 960, ImageFormat::webp},
                {3, 960, ImageFormat::jpeg}});
  CHECK(planned_renditions(settings, ImageFormat::png, 100) ==
        Planned{{0, 100, ImageFormat::webp}, {1, 100, ImageFormat::png}});
  CHECK(planned_renditions(settings, ImageFormat::webp, 100) ==
        Planned{{0, 100, ImageFormat::webp}});
  CHECK(planned_renditions(settings, ImageFormat::jpeg, 5000).size() == 6);
  CHECK(planned_renditions({}, ImageFormat::jpeg, 5000).empty());
  // The format that is asked for by name may be the source's own.
  CHECK(planned_renditions(settings, ImageFormat::webp, 960) ==
        Planned{{0, 480, ImageFormat::webp}, {2, 960, ImageFormat::webp}});
}

TEST_CASE("a rendition's settings are the task's with its width and format") {
  TaskSettings settings;
  settings.quality.global = 60;
  settings.renditions = {{480, ImageFormat::webp}};
  const TaskSettings own = settings_for(settings, {0, 300, ImageFormat::webp});
  CHECK(own.renditions.empty());
  CHECK(own.resize.width == 300);
  CHECK(own.format == ImageFormat::webp);
  CHECK(own.quality == settings.quality);
}

}  // namespace
}  // namespace pixherd
