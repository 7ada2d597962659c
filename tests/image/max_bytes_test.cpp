// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

Bytes source_jpeg() {
  return sample::jpeg_of(sample::picture({.width = 300, .height = 200}), {1, 1});
}

TaskSettings at_quality(TaskSettings settings, int quality) {
  settings.quality.global = static_cast<std::uint8_t>(quality);
  return settings;
}

std::uint64_t size_at(const Bytes& source, const TaskSettings& settings, int quality) {
  TaskSettings plain = at_quality(settings, quality);
  plain.max_bytes = 0;
  const Done done = run_task(source, plain);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  return done.output.size();
}

/// Of the note that says so; the asked one where there is none.
int quality_taken(const Outcome& outcome, int asked) {
  for (const std::string& note : outcome.notes) {
    if (note.starts_with("quality ") && note.find("--max-bytes") != std::string::npos) {
      return std::stoi(note.substr(8));
    }
  }
  return asked;
}

TEST_CASE("the highest quality is taken that keeps within the limit, in each lane and format") {
  need_engine();
  const struct {
    const char* name = "";
    TaskSettings settings;
  } ways[] = {
      {"planes",
       [] {
         auto s = to_long_edge(250);
         s.lane = Lane::planes;
         return s;
       }()},
      {"libvips",
       [] {
         auto s = to_long_edge(250);
         s.lane = Lane::libvips;
         return s;
       }()},
      {"webp", to_format(ImageFormat::webp)},
      {"avif", to_format(ImageFormat::avif)},
  };
  const Bytes jpeg = source_jpeg();
  for (const auto& way : ways) {
    TaskSettings settings = way.settings;
    settings.encoder.effort.avif = 1;
    // Up to 64 the search is exact.
    const std::uint64_t most = size_at(jpeg, settings, 60);
    const std::uint64_t least = size_at(jpeg, settings, 1);
    for (const std::uint64_t limit : {least, (least + most) / 2, most - 1, most}) {
      CAPTURE(way.name, least, most, limit);
      TaskSettings limited = at_quality(settings, 60);
      limited.max_bytes = limit;
      const Done done = run_task(jpeg, limited);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(done.output.size() <= limit);
      const int taken = quality_taken(done.outcome, 60);
      CAPTURE(taken);
      CHECK(size_at(jpeg, settings, taken) == done.output.size());
      CHECK((taken == 60) == (limit == most));
      if (taken < 60) {
        CHECK(size_at(jpeg, settings, taken + 1) >= done.output.size());
      }
    }
  }
}

TEST_CASE("chroma is halved on the way down in planes as it is at that quality") {
  need_engine();
  const Bytes jpeg = source_jpeg();
  TaskSettings settings = to_long_edge(250);
  settings.lane = Lane::planes;
  const std::uint64_t limit = (size_at(jpeg, settings, 50) + size_at(jpeg, settings, 51)) / 2;
  settings = at_quality(settings, 95);
  settings.max_bytes = limit;
  const Done done = run_task(jpeg, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.lane == Lane::planes);
  CHECK(done.output.size() <= limit);
  const int taken = quality_taken(done.outcome, 95);
  CHECK(taken >= 47);
  CHECK(taken <= 53);
}

TEST_CASE("a palette shrinks until it keeps within the limit") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.width = 200, .height = 150});
  for (const ImageFormat format : {ImageFormat::gif, ImageFormat::png}) {
    CAPTURE(name(format));
    TaskSettings settings = to_format(format);
    const std::uint64_t most = size_at(png, settings, 90);
    const std::uint64_t least = size_at(png, settings, 1);
    REQUIRE(least < most);
    settings = at_quality(settings, 90);
    settings.max_bytes = (least + most) / 2;
    const Done done = run_task(png, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.output.size() <= settings.max_bytes);
    CHECK(quality_taken(done.outcome, 90) < 90);
  }
}

TEST_CASE("where not even the lowest quality fits the error says what to do") {
  need_engine();
  for (const Lane lane : {Lane::planes, Lane::libvips}) {
    TaskSettings settings = to_long_edge(250);
    settings.lane = lane;
    settings.max_bytes = 100;
    const Done done = run_task(source_jpeg(), settings);
    REQUIRE(done.outcome.status == TaskStatus::failed);
    CHECK(done.outcome.error->code == ErrorCode::too_large);
    CHECK(done.outcome.error->message.find("at quality 1, more than the 100 of --max-bytes") !=
          std::string::npos);
    CHECK(done.output.empty());
  }
}

TEST_CASE("where the smallest palette of a GIF does not fit nothing is said of work without loss") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::gif);
  settings.max_bytes = 100;
  const Done done = run_task(source_jpeg(), settings);
  REQUIRE(done.outcome.error.has_value());
  CHECK(done.outcome.error->code == ErrorCode::too_large);
  CHECK(done.outcome.error->message.find("even at quality 20, more than the 100 of --max-bytes") !=
        std::string::npos);
}

TEST_CASE("a TIFF without loss is made no smaller than it is: the error asks for a quality") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::tiff);
  settings.max_bytes = 1000;
  const Done done = run_task(source_jpeg(), settings);
  REQUIRE(done.outcome.error.has_value());
  CHECK(done.outcome.error->code == ErrorCode::too_large);
  CHECK(done.outcome.error->message.find("without loss") != std::string::npos);
  CHECK(done.outcome.error->message.find("--quality") != std::string::npos);
  settings.max_bytes = 10'000'000;
  CHECK(run_task(source_jpeg(), settings).outcome.status == TaskStatus::saved);
}

TEST_CASE("a PNG without loss is made as small as can be before a limit is said to be too tight") {
  need_engine();
  const Bytes source = sample::image(ImageFormat::png, {.width = 300, .height = 200});
  TaskSettings settings = to_format(ImageFormat::png);
  const Done usual = run_task(source, settings);
  TaskSettings lossless = settings;
  lossless.lossless = true;
  const Done least = run_task(source, lossless);
  REQUIRE(least.output.size() < usual.output.size());
  settings.max_bytes = least.output.size();
  const Done done = run_task(source, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.output.size() <= settings.max_bytes);
  CHECK(decoded(done.output, ImageFormat::png) == decoded(source, ImageFormat::png));
}

TEST_CASE("a PNG that is above a limit without loss is reduced to a palette, and that is noted") {
  need_engine();
  const Bytes source = sample::image(ImageFormat::png, {.width = 300, .height = 200});
  TaskSettings settings = to_format(ImageFormat::png);
  TaskSettings at_best = settings;
  at_best.quality.png = 99;
  settings.max_bytes = run_task(source, at_best).output.size();
  for (const bool exactly : {true, false}) {
    CAPTURE(exactly);
    settings.max_bytes -= exactly ? 0 : settings.max_bytes / 4;
    const Done done = run_task(source, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.output.size() <= settings.max_bytes);
    CHECK(notes_say(done.outcome, "palette, to keep within --max-bytes"));
    CHECK(notes_say(done.outcome, "quality ") == !exactly);
  }
  settings.max_bytes = 1000;
  const Done tight = run_task(source, settings);
  REQUIRE(tight.outcome.error.has_value());
  CHECK(tight.outcome.error->message.find("even at quality 1,") != std::string::npos);
}

TEST_CASE("16 bits are not reduced to a palette in place because of a limit, but noted elsewhere") {
  need_engine();
  const Bytes source =
      sample::image(ImageFormat::png, {.width = 300, .height = 200, .sixteen_bits = true});
  TaskSettings settings = in_place();
  settings.max_bytes = source.size() / 4;
  const Done left = run_task(source, settings);
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::depth_lost);
  settings = to_format(ImageFormat::png);
  settings.max_bytes = source.size() / 4;
  const Done done = run_task(source, settings);
  CHECK(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "16 bits"));
}

TEST_CASE(
    "in place what is above the limit is encoded again, whatever its quality, and then no more") {
  need_engine();
  const Bytes jpeg =
      sample::jpeg_of(sample::picture({.width = 300, .height = 200}), {.quality = 40});
  TaskSettings settings = in_place();
  settings.max_bytes = jpeg.size();
  CHECK(run_task(jpeg, settings).outcome.reason->code == ReasonCode::lossy_source);
  settings.max_bytes = jpeg.size() * 8 / 10;
  settings.min_savings.percent = 50;  // nothing to one who has to keep within a limit
  const Done once = run_task(jpeg, settings);
  REQUIRE(once.outcome.status == TaskStatus::saved);
  CHECK(once.output.size() <= settings.max_bytes);
  CHECK(run_task(once.output, settings).outcome.status == TaskStatus::kept);
}

TEST_CASE("a file that is within the limit as it is needs no other to fit") {
  need_engine();
  const Bytes small = sample::palette_png({.few_colours = true});
  TaskSettings settings;
  settings.copy_unimproved = true;
  settings.max_bytes = small.size();
  const Done done = run_task(small, settings);
  CHECK(done.outcome.status != TaskStatus::failed);
  CHECK(done.output.size() <= settings.max_bytes);
}

}  // namespace
}  // namespace pixherd
