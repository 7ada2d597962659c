// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/verify.hpp"

#include <algorithm>

#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr sample::Options kPicture{.width = 320, .height = 213};

Expected expected_of(ImageFormat format) {
  return {.format = format, .size = {kPicture.width, kPicture.height}};
}

/// Whole by its structure, but the coded pixels in its middle are others.
sample::Bytes with_other_pixels(sample::Bytes file) {
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2), 200, std::byte{0x55});
  return file;
}

ErrorCode code_of(const Attempt& attempt) {
  return attempt ? ErrorCode::internal : attempt.error().code;
}

TEST_CASE("an output with pixels that cannot be decoded passes by its header and fails in full") {
  need_engine();
  const Expected expected = expected_of(ImageFormat::jpeg);
  const sample::Bytes whole = sample::image(ImageFormat::jpeg, kPicture);
  const sample::Bytes bad = with_other_pixels(whole);
  CHECK(verify(whole, expected, {}, Verification::header).ok());
  CHECK(verify(whole, expected, {}, Verification::full).ok());
  CHECK(verify(bad, expected, {}, Verification::header).ok());
  CHECK(code_of(verify(bad, expected, {}, Verification::full)) == ErrorCode::verify_failed);
}

TEST_CASE("the same holds for a JPEG that was made in planes") {
  need_engine();
  const SourceFacts source;
  const PixelSize size{kPicture.width, kPicture.height};
  const sample::Bytes whole = sample::image(ImageFormat::jpeg, kPicture);
  const sample::Bytes bad = with_other_pixels(whole);
  CHECK(verify_planes(whole, source, size, Verification::full).ok());
  CHECK(verify_planes(bad, source, size, Verification::header).ok());
  CHECK(code_of(verify_planes(bad, source, size, Verification::full)) == ErrorCode::verify_failed);
}

TEST_CASE("an output that is cut short or of another size fails by its header already") {
  need_engine();
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
    CAPTURE(name(format));
    const sample::Bytes whole = sample::image(format, kPicture);
    const sample::Bytes cut(whole.begin(), whole.end() - 20);
    Expected larger = expected_of(format);
    ++larger.size.width;
    CHECK(code_of(verify(cut, expected_of(format), {}, Verification::header)) ==
          ErrorCode::verify_failed);
    CHECK(code_of(verify(whole, larger, {}, Verification::header)) == ErrorCode::verify_failed);
  }
  const sample::Bytes jpeg = sample::image(ImageFormat::jpeg, kPicture);
  CHECK(code_of(verify_planes(jpeg, {}, {10, 10}, Verification::header)) ==
        ErrorCode::verify_failed);
}

TEST_CASE("frames and transparency that are gone are seen by the header") {
  need_engine();
  Expected expected = expected_of(ImageFormat::webp);
  const sample::Bytes still = sample::image(ImageFormat::webp, kPicture);
  expected.alpha = true;
  CHECK(code_of(verify(still, expected, {}, Verification::header)) == ErrorCode::verify_failed);
  expected.alpha = false;
  expected.frames = 3;
  SourceFacts source;
  source.delays_ms = {40, 80, 120};
  CHECK(code_of(verify(still, expected, source, Verification::header)) == ErrorCode::verify_failed);
}

TEST_CASE("a task verifies in full what replaces its source, unless it is told otherwise") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png, kPicture);
  const auto need = [&](bool replaces_source, std::optional<Verification> verification) {
    TaskSettings settings = to_format(ImageFormat::webp);
    settings.replaces_source = replaces_source;
    settings.verification = verification;
    const Done done = run_task(png, settings);
    CHECK(done.outcome.status == TaskStatus::saved);
    return done.memory_asked;
  };
  // Decoding all of the output again takes memory, which is asked for before.
  const std::uint64_t header = need(false, std::nullopt);
  const std::uint64_t full = need(true, std::nullopt);
  CHECK(header < full);
  CHECK(need(false, Verification::full) == full);
  CHECK(need(true, Verification::header) == header);
}

}  // namespace
}  // namespace pixherd
