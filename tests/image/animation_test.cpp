// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <utility>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/gif_samples.hpp"

namespace pixherd {
namespace {

using Delays = std::vector<std::uint32_t>;

TEST_CASE("an animation stays one through a conversion and a resize") {
  need_engine();
  for (const auto& [from, to] : {std::pair{ImageFormat::gif, ImageFormat::webp},
                                 std::pair{ImageFormat::webp, ImageFormat::gif},
                                 std::pair{ImageFormat::gif, ImageFormat::gif},
                                 std::pair{ImageFormat::webp, ImageFormat::webp}}) {
    for (const std::uint32_t edge : {0U, 50U}) {
      CAPTURE(name(from), name(to), edge);
      TaskSettings settings = to_format(to);
      settings.resize.long_edge = edge;
      const sample::Bytes source = sample::animation(from, 4);
      const Done done = run_task(source, settings);
      if (done.outcome.status == TaskStatus::kept) {
        CHECK(from == to);
        continue;
      }
      REQUIRE(done.outcome.status == TaskStatus::saved);
      const Result<SourceFacts> facts = read_source_facts(done.output, to);
      REQUIRE(facts.ok());
      CHECK(facts->frames == 4);
      CHECK(facts->delays_ms == Delays{40, 80, 120, 160});
      CHECK(facts->loop_count == 0);
      const Pixels pixels = decoded(done.output, to);
      CHECK(pixels.pages == 4);
      CHECK(pixels.width == (edge == 0 ? 96 : 50));
      CHECK(pixels.height == (edge == 0 ? 64 : 33));
    }
  }
}

TEST_CASE("frames do not bleed into one another when resized") {
  need_engine();
  Pixels pixels{.width = 64, .height = 64, .pages = 2};
  pixels.data.assign(std::size_t{64} * 64 * 3, std::byte{0});
  pixels.data.resize(pixels.data.size() * 2, std::byte{255});
  const auto gif = encode_pixels(pixels, {.format = ImageFormat::gif, .delays_ms = {100, 100}});
  REQUIRE(gif.ok());
  const Done done = run_task(*gif, to_long_edge(20));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels small = decoded(done.output, ImageFormat::gif);
  CHECK(small.pages == 2);
  CHECK(sample_at(small, 10, 19, 0) == 0);
  CHECK(sample_at(small, 10, 20, 0) == 255);
}

TEST_CASE("where the output cannot move, the first frame is kept with a note") {
  need_engine();
  const sample::Bytes gif = sample::animation(ImageFormat::gif, 4);
  const Done done = run_task(gif, to_format(ImageFormat::png));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "first of 4 frames"));
  CHECK(decoded(done.output, ImageFormat::png).height == 64);
  TaskSettings replace = in_place();
  replace.format = ImageFormat::jpeg;
  const Done left = run_task(gif, replace);
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason->code == ReasonCode::multi_page);
}

TEST_CASE("the pages of a TIFF stay together") {
  need_engine();
  const Done done = run_task(sample::image(ImageFormat::tiff, {.pages = 3}), to_long_edge(48));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels pixels = decoded(done.output, ImageFormat::tiff);
  CHECK(pixels.pages == 3);
  CHECK(pixels.height == 32);
}

TEST_CASE("equal frames are not lost in time") {
  need_engine();
  Pixels pixels = sample::picture({.pages = 3, .few_colours = true});
  const std::size_t frame = pixels.data.size() / 3;
  std::copy_n(pixels.data.begin(), frame, pixels.data.begin() + static_cast<std::ptrdiff_t>(frame));
  const auto gif =
      encode_pixels(pixels, {.format = ImageFormat::gif, .delays_ms = {100, 200, 300}});
  REQUIRE(gif.ok());
  const Done done = run_task(*gif, to_format(ImageFormat::webp));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Result<SourceFacts> facts = read_source_facts(done.output, ImageFormat::webp);
  REQUIRE(facts.ok());
  CHECK(std::accumulate(facts->delays_ms.begin(), facts->delays_ms.end(), 0U) == 600);
}

TEST_CASE(
    "frames of no time take in a WebP what players give them, and equal ones among them too") {
  need_engine();
  Pixels pixels = sample::picture({.pages = 4, .few_colours = true});
  const std::size_t frame = pixels.data.size() / 4;
  std::copy_n(pixels.data.begin(), frame, pixels.data.begin() + static_cast<std::ptrdiff_t>(frame));
  const struct {
    std::vector<int> delays_ms;
    std::uint32_t shown_ms = 0;
    bool noted = false;
  } table[] = {{{0, 0, 10, 20}, 320, true}, {{20, 30, 40, 50}, 140}};
  for (const auto& row : table) {
    const auto gif =
        encode_pixels(pixels, {.format = ImageFormat::gif, .delays_ms = row.delays_ms});
    REQUIRE(gif.ok());
    for (const bool lossless : {false, true}) {
      CAPTURE(row.shown_ms, lossless);
      TaskSettings settings = in_place();
      settings.format = ImageFormat::webp;
      settings.lossless = lossless;
      const Done done = run_task(*gif, settings);
      CAPTURE(done.outcome.reason ? done.outcome.reason->message : "");
      REQUIRE(done.outcome.status == TaskStatus::saved);
      const Result<SourceFacts> facts = read_source_facts(done.output, ImageFormat::webp);
      CHECK(facts->frames == 3);
      CHECK(std::accumulate(facts->delays_ms.begin(), facts->delays_ms.end(), 0U) == row.shown_ms);
      CHECK(notes_say(done.outcome, "100 ms") == row.noted);
    }
  }
}

TEST_CASE("an animation whose frames are all equal becomes a still where the encoder makes one") {
  need_engine();
  const sample::GifFrame red{.colour = 1};
  const sample::Bytes equal = sample::gif_of_frames({red, red, red, red, red});
  for (const bool lossless : {true, false}) {
    for (const bool replaces : {true, false}) {
      CAPTURE(lossless, replaces);
      TaskSettings settings = to_format(ImageFormat::webp);
      settings.lossless = lossless;
      settings.replaces_source = replaces;
      const Done done = run_task(equal, settings);
      CAPTURE(done.outcome.reason.value_or(Reason{}).message);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      const Pixels still = decoded(done.output, ImageFormat::webp);
      CHECK(still.pages == 1);
      CHECK(sample_at(still, 4, 3, 0) > 200);
    }
  }
}

TEST_CASE("a lossless conversion keeps each picture of an animation for its time") {
  need_engine();
  const sample::GifFrame red{.colour = 1};
  const sample::Bytes gif = sample::gif_of_frames({red, red, {.colour = 2}, {.colour = 2}, red});
  TaskSettings settings = to_format(ImageFormat::webp);
  settings.lossless = true;
  const Done done = run_task(gif, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(read_source_facts(done.output, ImageFormat::webp).value().delays_ms ==
        Delays{200, 200, 100});
}

TEST_CASE("frames that hardly differ may become one, elsewhere and with a note") {
  need_engine();
  Pixels pixels = sample::picture({.pages = 2, .few_colours = true});
  const std::size_t frame = pixels.data.size() / 2;
  std::copy_n(pixels.data.begin(), frame, pixels.data.begin() + static_cast<std::ptrdiff_t>(frame));
  pixels.data.back() ^= std::byte{2};
  const auto webp = encode_pixels(
      pixels, {.format = ImageFormat::webp, .lossless = true, .delays_ms = {500, 500}});
  REQUIRE(webp.ok());
  REQUIRE(read_source_facts(*webp, ImageFormat::webp)->frames == 2);
  TaskSettings settings = to_long_edge(40);
  const Done done = run_task(*webp, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "hardly differ"));
  settings.replaces_source = true;
  const Done stays = run_task(*webp, settings);
  CHECK(stays.outcome.status == TaskStatus::skipped);
  CHECK(stays.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_page);
}

TEST_CASE("a GIF without metadata loses none where all is to be kept") {
  need_engine();
  TaskSettings settings = to_long_edge(40);
  settings.metadata = MetadataSet::all();
  settings.replaces_source = true;
  const Done done = run_task(sample::animation(ImageFormat::gif, 3), settings);
  CHECK(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.notes.empty());
}

}  // namespace
}  // namespace pixherd
