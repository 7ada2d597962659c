// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/source_facts.hpp"
#include "pixherd/image/engine.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

TEST_CASE("every format is converted to every other") {
  need_engine();
  for (const sample::Named& source : sample::one_of_each()) {
    for (const ImageFormat format : kImageFormats) {
      CAPTURE(source.name, name(format));
      const Done done = run_task(source.bytes, to_format(format));
      CAPTURE(done.outcome.error ? done.outcome.error->message : "",
              done.outcome.reason ? done.outcome.reason->message : "");
      if (format == source.format) {
        CHECK(
            (done.outcome.status == TaskStatus::saved || done.outcome.status == TaskStatus::kept));
        continue;
      }
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(done.outcome.format == format);
      CHECK(done.outcome.optimized_bytes == done.output.size());
      CHECK(done.outcome.original_bytes == source.bytes.size());
      const Pixels pixels = decoded(done.output, format);
      CHECK(pixels.width == 96);
      CHECK(pixels.height == 64);
      CHECK(done.outcome.width == pixels.width);
      CHECK(done.outcome.height == pixels.height);
      CHECK(done.memory_asked > source.bytes.size());
    }
  }
}

TEST_CASE("a converted picture looks like the original") {
  need_engine();
  const Pixels original = sample::picture({});
  const sample::Bytes png = sample::image(ImageFormat::png);
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::webp, ImageFormat::avif, ImageFormat::tiff}) {
    CAPTURE(name(format));
    const Done done = run_task(png, to_format(format));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(difference(decoded(done.output, format), original) < 9);
  }
}

TEST_CASE("every format is made smaller in pixels") {
  need_engine();
  for (const sample::Named& source : sample::one_of_each()) {
    CAPTURE(source.name);
    const Done done = run_task(source.bytes, to_long_edge(48));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.width == 48);
    CHECK(done.outcome.height == 32);
    const Pixels pixels = decoded(done.output, source.format);
    CHECK(pixels.width == 48);
    CHECK(pixels.height == 32);
  }
}

TEST_CASE("a resized JPEG stands for the same picture, however it was shrunk while decoding") {
  need_engine();
  const sample::Bytes jpeg = sample::image(ImageFormat::jpeg, {.width = 800, .height = 600});
  for (const std::uint32_t edge : {799U, 401U, 400U, 201U, 200U, 100U, 99U, 50U, 3U, 1U}) {
    CAPTURE(edge);
    const Done done = run_task(jpeg, to_long_edge(edge));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.width == edge);
    const Pixels pixels = decoded(done.output, ImageFormat::jpeg);
    CHECK(pixels.width == edge);
    if (edge >= 50) {
      CHECK(sample_at(pixels, 4, 4, 0) > 180);
      CHECK(sample_at(pixels, pixels.width - 5, 4, 1) > 160);
      CHECK(sample_at(pixels, 4, pixels.height - 5, 2) > 180);
    }
  }
}

TEST_CASE("an exact size is met without the aspect ratio") {
  need_engine();
  TaskSettings settings;
  settings.resize = {.width = 31, .height = 60, .fit = Fit::fill};
  const Done done = run_task(sample::image(ImageFormat::png), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels pixels = decoded(done.output, ImageFormat::png);
  CHECK(pixels.width == 31);
  CHECK(pixels.height == 60);
}

TEST_CASE("colours of transparent pixels do not bleed into a smaller picture") {
  need_engine();
  const Done done = run_task(sample::image(ImageFormat::png, {.alpha = true, .few_colours = true}),
                             to_long_edge(24));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels pixels = decoded(done.output, ImageFormat::png);
  CHECK(pixels.bands == 4);
  CHECK(sample_at(pixels, 20, 12, 3) == 0);
}

TEST_CASE("transparency is laid on white in a JPEG, and the notes say so") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png, {.alpha = true, .few_colours = true});
  const Done done = run_task(png, to_format(ImageFormat::jpeg));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "white"));
  CHECK(sample_at(decoded(done.output, ImageFormat::jpeg), 80, 44, 0) > 245);
}

TEST_CASE("a quality that is asked for wins, and a lower one is smaller") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png);
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::webp, ImageFormat::avif,
                                   ImageFormat::png, ImageFormat::tiff}) {
    CAPTURE(name(format));
    TaskSettings low = to_format(format);
    low.quality.global = 20;
    TaskSettings high = to_format(format);
    high.quality.global = 95;
    const Done small = run_task(png, low);
    const Done large = run_task(png, high);
    REQUIRE(small.outcome.status == TaskStatus::saved);
    REQUIRE(!small.output.empty());
    CHECK((large.output.empty() || small.output.size() < large.output.size()));
  }
}

TEST_CASE("a PNG with a quality below 100 gets a palette") {
  need_engine();
  TaskSettings settings;
  settings.quality.png = 80;
  const Done done = run_task(sample::image(ImageFormat::png), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(read_source_facts(done.output, ImageFormat::png)->palette);
}

TEST_CASE("a palette may round the last trace of transparency up to opaque") {
  need_engine();
  Pixels picture = sample::picture({.alpha = true});
  for (std::size_t i = 3; i < picture.data.size(); i += 4) {
    picture.data[i] = std::byte{255};
  }
  picture.data[3] = std::byte{253};
  const auto png = encode_pixels(picture, {});
  REQUIRE(png);
  TaskSettings settings;
  settings.quality.global = 80;
  CHECK(run_task(*png, settings).outcome.status == TaskStatus::saved);
}

TEST_CASE("the bytes of the output do not depend on the number of threads") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png, {.width = 700, .height = 500});
  for (const ImageFormat format : kImageFormats) {
    CAPTURE(name(format));
    set_engine_threads(1);
    const Done alone = run_task(png, to_format(format));
    set_engine_threads(3);
    const Done together = run_task(png, to_format(format));
    set_engine_threads(1);
    CHECK(alone.output == together.output);
  }
}

TEST_CASE("equal settings give equal bytes, whatever was done before") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png, {.width = 300, .height = 200});
  for (const ImageFormat format : kImageFormats) {
    CAPTURE(name(format));
    TaskSettings settings = to_format(format);
    settings.resize.long_edge = 200;
    const Done first = run_task(png, settings);
    run_task(sample::image(ImageFormat::gif), to_format(ImageFormat::webp));
    CHECK(first.output == run_task(png, settings).output);
  }
}

}  // namespace
}  // namespace pixherd
