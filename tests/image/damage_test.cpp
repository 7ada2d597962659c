// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/before_nothing.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

sample::Bytes cut(const sample::Bytes& whole, std::size_t length) {
  return {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)};
}

TEST_CASE("a file cut short anywhere is never saved, copied or written") {
  need_engine();
  TaskSettings lossy = to_long_edge(40);
  lossy.copy_unimproved = true;
  for (const sample::Named& source : sample::one_of_each()) {
    const std::size_t step = source.bytes.size() / 40 + 1;
    for (std::size_t length = 0; length < source.bytes.size(); length += step) {
      CAPTURE(source.name, length, source.bytes.size());
      for (const TaskSettings& settings : {lossy, lossless_in_place()}) {
        const Done done = run_task(cut(source.bytes, length), settings);
        REQUIRE(done.outcome.status == TaskStatus::failed);
        REQUIRE(done.output.empty());
      }
    }
    const Done nearly = run_task(cut(source.bytes, source.bytes.size() - 1), lossy);
    CAPTURE(source.name);
    CHECK(nearly.outcome.status == TaskStatus::failed);
  }
}

TEST_CASE("no bytes make the structure walks read beyond them or run for ever") {
  need_engine();
  BeforeNothing fenced;
  for (const sample::Named& source : sample::one_of_each()) {
    const std::size_t step = source.bytes.size() / 100 + 1;
    for (std::size_t at = 0; at < source.bytes.size(); at += step) {
      for (const unsigned value : {0x00U, 0x01U, 0x7FU, 0xFFU}) {
        sample::Bytes changed = source.bytes;
        changed[at] = static_cast<std::byte>(value);
        for (const ImageFormat format : kImageFormats) {
          static_cast<void>(read_source_facts(fenced.hold(changed), format).ok());
        }
      }
    }
  }
}

TEST_CASE("a JPEG whose picture data is damaged fails with the decoder's words") {
  need_engine();
  sample::Bytes jpeg = sample::image(ImageFormat::jpeg, {.width = 200, .height = 200});
  for (std::size_t at = jpeg.size() / 2; at < jpeg.size() / 2 + 200; ++at) {
    jpeg[at] = std::byte{0x55};
  }
  for (const TaskSettings& settings : {to_format(ImageFormat::png), lossless_in_place()}) {
    const Done done = run_task(jpeg, settings);
    REQUIRE(done.outcome.status == TaskStatus::failed);
    CHECK(done.outcome.error->code == ErrorCode::damaged);
    CHECK(done.outcome.error->message.find('\n') == std::string::npos);
    CHECK(done.output.empty());
  }
}

TEST_CASE("a PNG fails in words where a chunk of its picture has a wrong checksum") {
  need_engine();
  const sample::Bytes png = sample::with_png_chunk(sample::palette_png(), "gAMA", "\1\2\3\4");
  const std::string text(reinterpret_cast<const char*>(png.data()), png.size());
  for (const std::string chunk : {"IHDR", "gAMA", "PLTE", "IDAT", "IEND"}) {
    CAPTURE(chunk);
    sample::Bytes changed = png;
    const std::size_t at = text.find(chunk);
    REQUIRE(at != std::string::npos);
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      length = length << 8U | std::to_integer<std::size_t>(png[at - 4 + i]);
    }
    changed[at + 4 + length] ^= std::byte{1};
    for (const TaskSettings& settings : {to_format(ImageFormat::webp), lossless_in_place()}) {
      const Done done = run_task(changed, settings);
      REQUIRE(done.outcome.status == TaskStatus::failed);
      CHECK(done.outcome.error->code == ErrorCode::damaged);
      CHECK(done.outcome.error->message.find(chunk) != std::string::npos);
    }
  }
}

TEST_CASE("no error is the name of an operation, nor tells of seeking") {
  need_engine();
  for (const sample::Named& source : sample::one_of_each()) {
    for (std::size_t at = source.bytes.size() / 3; at < source.bytes.size(); at += 97) {
      sample::Bytes changed = source.bytes;
      changed[at] ^= std::byte{0x5A};
      const Done done = run_task(changed, to_format(ImageFormat::png));
      const std::string message = done.outcome.error ? done.outcome.error->message : "";
      CAPTURE(source.name, at, message);
      CHECK(message.find("avg") == std::string::npos);
      CHECK(message.find("bad seek") == std::string::npos);
    }
  }
}

TEST_CASE("what is no image says what it seems to be") {
  const auto error_of = [](const std::string& text) {
    return *run_task(sample::with_trailer({}, text), {}).outcome.error;
  };
  CHECK(error_of("").code == ErrorCode::empty_file);
  CHECK(error_of("hello").code == ErrorCode::not_an_image);
  const Error heic =
      error_of(std::string("\0\0\0\x18"
                           "ftypheic\0\0\0\0",
                           16));
  CHECK(heic.code == ErrorCode::unsupported_format);
  CHECK(heic.message.find("HEIC image") != std::string::npos);
  CHECK(error_of("%PDF-1.7 and so on").message.find("PDF") != std::string::npos);
}

TEST_CASE("a picture too large is refused by its header alone") {
  need_engine();
  constexpr std::ptrdiff_t kSignature = 8;
  constexpr std::ptrdiff_t kHeader = 25;
  const std::string huge("\0\1\0\0\0\1\0\0\x08\2\0\0\0", 13);
  sample::Bytes png = sample::with_png_chunk(sample::image(ImageFormat::png), "IHDR", huge);
  png.erase(png.begin() + kSignature, png.begin() + kSignature + kHeader);
  const Done done = run_task(png, to_format(ImageFormat::webp));
  REQUIRE(done.outcome.status == TaskStatus::failed);
  CHECK(done.outcome.error->code == ErrorCode::too_large);
  CHECK(done.memory_asked == 0);
}

TEST_CASE("a picture that the output format cannot hold names that format's limit") {
  need_engine();
  const sample::Bytes png =
      sample::image(ImageFormat::png, {.width = 16390, .height = 2, .grey = true});
  const Done done = run_task(png, to_format(ImageFormat::webp));
  REQUIRE(done.outcome.status == TaskStatus::failed);
  CHECK(done.outcome.error->code == ErrorCode::too_large);
  CHECK(done.outcome.error->message.find("16383") != std::string::npos);
}

}  // namespace
}  // namespace pixherd
