// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "image/run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// Fails the test where there are none.
Thumbnails thumbnails_in(const Done& done) {
  CAPTURE(done.outcome.error ? done.outcome.error->message : "");
  REQUIRE(done.outcome.status == TaskStatus::saved);
  REQUIRE(done.outcome.thumbnails.has_value());
  CHECK(done.outcome.thumbnails->before.size() <= kMostThumbnailBytes);
  CHECK(done.outcome.thumbnails->after.size() <= kMostThumbnailBytes);
  return *done.outcome.thumbnails;
}

Pixels thumbnail(const sample::Bytes& bytes) { return decoded(bytes, ImageFormat::jpeg); }

TEST_CASE("thumbnails of source and output are made of every format, upright and alike") {
  need_engine();
  for (const ImageFormat format : kImageFormats) {
    CAPTURE(name(format));
    const sample::Bytes source = sample::image(format, {.width = 1200, .height = 800});
    const Thumbnails made = thumbnails_in(run_task(source, to_long_edge(600), 0));
    const Pixels before = thumbnail(made.before);
    const Pixels after = thumbnail(made.after);
    CHECK(before.width == 480);
    CHECK(before.height == 320);
    CHECK(difference(before, after) < 12);
  }
}

TEST_CASE("what is turned, in inks, transparent or animated has a thumbnail like any other") {
  need_engine();
  const auto size_of = [](const sample::Bytes& source) {
    const Thumbnails made = thumbnails_in(run_task(source, to_format(ImageFormat::webp), 0));
    const Pixels after = thumbnail(made.after);
    CHECK(thumbnail(made.before).width == after.width);
    return PixelSize{after.width, after.height};
  };
  CHECK(size_of(sample::oriented_jpeg(6)) == PixelSize{96, 64});
  CHECK(size_of(sample::cmyk_jpeg()) == PixelSize{96, 64});
  CHECK(size_of(sample::animation(ImageFormat::gif, 3, {.width = 300, .height = 200})) ==
        PixelSize{300, 200});
  CHECK(size_of(sample::image(ImageFormat::png, {.width = 900, .height = 600, .alpha = true})) ==
        PixelSize{480, 320});
}

TEST_CASE("noise has a thumbnail within the bound, too") {
  need_engine();
  Pixels noise{.width = 1000, .height = 1000, .pages = 1, .bands = 3, .bits = 8, .data = {}};
  noise.data.resize(std::size_t{3} * 1000 * 1000);
  std::uint32_t state = 1;
  std::generate(noise.data.begin(), noise.data.end(), [&] {
    state = state * 1664525U + 1013904223U;
    return static_cast<std::byte>(state >> 24U);
  });
  const auto png = encode_pixels(noise, {.format = ImageFormat::png});
  REQUIRE(png.ok());
  thumbnails_in(run_task(*png, to_long_edge(900), 0));
}

TEST_CASE("of a damaged JPEG there is what a decoder makes of it") {
  need_engine();
  const sample::Bytes whole = sample::image(ImageFormat::jpeg, {.width = 1200, .height = 800});
  const sample::Bytes half(whole.begin(),
                           whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2));
  const Done done = run_task(half, to_long_edge(600), 0);
  REQUIRE(done.outcome.status == TaskStatus::failed);
  CHECK(done.outcome.error->code == ErrorCode::damaged);
  REQUIRE(done.outcome.thumbnails.has_value());
  CHECK(done.outcome.thumbnails->after.empty());
  Pixels shown = thumbnail(done.outcome.thumbnails->before);
  CHECK(shown.width == 480);
  CHECK(shown.height == 320);
  // Its first rows are those of the picture.
  Pixels true_picture = thumbnail(thumbnails_in(run_task(whole, to_long_edge(600), 0)).before);
  const std::size_t rows = std::size_t{80} * shown.width * shown.bands;
  for (Pixels* pixels : {&shown, &true_picture}) {
    pixels->data.resize(rows);
    pixels->height = 80;
  }
  CHECK(difference(shown, true_picture) < 12);
  CHECK_FALSE(run_task(half, to_long_edge(600)).outcome.thumbnails.has_value());
}

TEST_CASE("of what fails for its output alone there is the source") {
  need_engine();
  const sample::Bytes source = sample::image(ImageFormat::png, {.width = 1200, .height = 800});
  TaskSettings settings = to_format(ImageFormat::jpeg);
  settings.max_bytes = 100;
  const Done done = run_task(source, settings, 0);
  REQUIRE(done.outcome.status == TaskStatus::failed);
  CHECK(done.outcome.error->code == ErrorCode::too_large);
  REQUIRE(done.outcome.thumbnails.has_value());
  CHECK(done.outcome.thumbnails->after.empty());
  CHECK(thumbnail(done.outcome.thumbnails->before).width == 480);
  CHECK_FALSE(run_task(source, settings).outcome.thumbnails.has_value());
}

TEST_CASE("what is refused by its size is not decoded for a thumbnail either") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::webp);
  settings.limits.pixels = 1000;
  const Done done =
      run_task(sample::image(ImageFormat::png, {.width = 120, .height = 80}), settings, 0);
  REQUIRE(done.outcome.status == TaskStatus::failed);
  CHECK(done.outcome.error->code == ErrorCode::too_large);
  CHECK_FALSE(done.outcome.thumbnails.has_value());
}

TEST_CASE("there are no thumbnails where none are wanted, or too little is saved") {
  need_engine();
  const sample::Bytes source = sample::image(ImageFormat::jpeg, {.width = 600, .height = 400});
  const Done done = run_task(source, to_long_edge(300));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK_FALSE(done.outcome.thumbnails.has_value());
  const std::uint64_t saved = done.outcome.original_bytes - done.outcome.optimized_bytes;
  CHECK_FALSE(run_task(source, to_long_edge(300), saved).outcome.thumbnails.has_value());
  const Done wanted = run_task(source, to_long_edge(300), saved - 1);
  CHECK(wanted.outcome.thumbnails.has_value());
  CHECK(wanted.output == done.output);
}

}  // namespace
}  // namespace pixherd
