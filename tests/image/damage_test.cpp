// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/source_facts.hpp"
#include "run_task.hpp"
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
  for (const sample::Named& source : sample::one_of_each()) {
    const std::size_t step = source.bytes.size() / 300 + 1;
    for (std::size_t at = 0; at < source.bytes.size(); at += step) {
      for (const unsigned value : {0x00U, 0x01U, 0x7FU, 0xFFU}) {
        sample::Bytes changed = source.bytes;
        changed[at] = static_cast<std::byte>(value);
        for (const ImageFormat format : kImageFormats) {
          static_cast<void>(read_source_facts(changed, format).ok());
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

TEST_CASE("what is no image says what it seems to be") {
  const auto error_of = [](const std::string& text) {
    return *run_task(sample::with_trailer({}, text), {}).outcome.error;
  };
  CHECK(error_of("").code == ErrorCode::empty_file);
  CHECK(error_of("hello").code == ErrorCode::not_an_image);
  CHECK(error_of("%PDF-1.7 and so on").message.find("PDF") != std::string::npos);
}

TEST_CASE("a picture too large is refused by its header alone") {
  need_engine();
  sample::Bytes png = sample::image(ImageFormat::png);
  png[16] = std::byte{0x00};
  png[17] = std::byte{0x01};
  png[20] = std::byte{0x00};
  png[21] = std::byte{0x01};
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
