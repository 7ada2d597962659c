// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include "pixherd/base/fd.hpp"
#include "pixherd/image/optimise.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

TaskSettings high_quality() {
  TaskSettings settings;
  settings.quality.jpeg = 100;
  return settings;
}

TEST_CASE("what would not get smaller is kept") {
  need_engine();
  const sample::Bytes jpeg = sample::image(ImageFormat::jpeg);
  const Done done = run_task(jpeg, high_quality());
  CHECK(done.outcome.status == TaskStatus::kept);
  CHECK(done.outcome.reason->code == ReasonCode::not_smaller);
  CHECK(done.outcome.optimized_bytes == 0);
  CHECK(done.output.empty());
}

TEST_CASE("a new format or size is written even where it is larger") {
  need_engine();
  const Done done = run_task(sample::image(ImageFormat::jpeg), to_format(ImageFormat::tiff));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.output.size() > done.outcome.original_bytes);
  TaskSettings settings = high_quality();
  settings.resize.long_edge = 95;
  CHECK(run_task(sample::image(ImageFormat::jpeg), settings).outcome.status == TaskStatus::saved);
}

TEST_CASE("where the folder is to be complete, the original is copied") {
  need_engine();
  TaskSettings settings = high_quality();
  settings.copy_unimproved = true;
  const sample::Bytes jpeg = sample::image(ImageFormat::jpeg);
  const Done done = run_task(jpeg, settings);
  CHECK(done.outcome.status == TaskStatus::copied);
  CHECK(done.outcome.reason->code == ReasonCode::not_smaller);
  CHECK(done.outcome.optimized_bytes == jpeg.size());
  CHECK(done.outcome.width == 96);
  CHECK(done.outcome.format == ImageFormat::jpeg);
  CHECK(done.output == jpeg);
}

TEST_CASE("an animated PNG is never made still in silence") {
  need_engine();
  const sample::Bytes apng = sample::animated_png();
  const auto reason_of = [&](const TaskSettings& settings) {
    const Done done = run_task(apng, settings);
    CHECK(done.outcome.status == TaskStatus::skipped);
    CHECK(done.output.empty());
    return done.outcome.reason.value_or(Reason{}).code;
  };
  CHECK(reason_of({}) == ReasonCode::animated_png);
  CHECK(reason_of(to_long_edge(20)) == ReasonCode::animated_png);
  CHECK(reason_of(lossless_in_place()) == ReasonCode::animated_png);
  const Done still = run_task(apng, to_format(ImageFormat::webp));
  CHECK(still.outcome.status == TaskStatus::saved);
  CHECK(notes_say(still.outcome, "animation"));
}

TEST_CASE("data behind the image's end stops work in place and is a note elsewhere") {
  need_engine();
  TaskSettings lossy_in_place = in_place();
  lossy_in_place.quality.global = 30;
  for (const sample::Named& source : sample::one_of_each()) {
    CAPTURE(source.name);
    const sample::Bytes motion = sample::with_trailer(source.bytes, "ftypmp4 and a video");
    for (const TaskSettings& settings : {lossless_in_place(), lossy_in_place}) {
      const Done left = run_task(motion, settings);
      CHECK(left.outcome.status == TaskStatus::skipped);
      CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::trailing_data);
    }
    const Done done = run_task(motion, to_long_edge(30));
    CHECK(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, "behind the end"));
  }
}

TEST_CASE("further pictures and gain maps in a JPEG stop work in place") {
  need_engine();
  const sample::Bytes jpeg = sample::image(ImageFormat::jpeg);
  const std::vector<sample::Bytes> kinds{
      sample::with_jpeg_segment(jpeg, 0xE2, std::string("MPF\0II*\0", 8)),
      sample::with_jpeg_segment(jpeg, 0xE2, std::string("urn:iso:std:iso:ts:21496:-1\0", 28)),
      sample::with_jpeg_segment(
          jpeg, 0xE1,
          std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
              "<rdf xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"/>")};
  for (const sample::Bytes& kind : kinds) {
    const Done left = run_task(kind, lossless_in_place());
    CHECK(left.outcome.status == TaskStatus::skipped);
    CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_picture);
    const Done done = run_task(kind, to_long_edge(30));
    CHECK(done.outcome.status == TaskStatus::saved);
    CHECK_FALSE(done.outcome.notes.empty());
  }
}

TEST_CASE("transparency is not flattened in place") {
  need_engine();
  TaskSettings settings = in_place();
  settings.format = ImageFormat::jpeg;
  const Done done = run_task(sample::image(ImageFormat::png, {.alpha = true}), settings);
  CHECK(done.outcome.status == TaskStatus::skipped);
  CHECK(done.outcome.reason->code == ReasonCode::alpha_lost);
}

TEST_CASE("a full disk is told apart from other failures to write") {
  need_engine();
  const WorkHandler handler = image_work_handler();
  const sample::Bytes png = sample::image(ImageFormat::png);
  const Fd input(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  REQUIRE((input && write_all(input.get(), png).ok()));
  const WorkOrder order{.bytes = png.size(), .settings = to_format(ImageFormat::jpeg)};
  const auto error_for = [&](const char* path, int flags) {
    const Fd output(::open(path, flags | O_CLOEXEC));
    REQUIRE(output);
    return handler.work(order, {input.get(), {output.get()}}, nullptr).error.value_or(Error{});
  };
  CHECK(error_for("/dev/full", O_WRONLY).code == ErrorCode::disk_full);
  CHECK(error_for("/dev/null", O_RDONLY).code == ErrorCode::write_failed);
}

TEST_CASE("libraries never print, whatever they are given") {
  need_engine();
  const Fd saved(::dup(STDERR_FILENO));
  const Fd caught(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  REQUIRE(::dup2(caught.get(), STDERR_FILENO) >= 0);
  for (const sample::Named& source : sample::one_of_each()) {
    for (std::size_t at = 20; at < source.bytes.size(); at += source.bytes.size() / 25 + 1) {
      sample::Bytes changed = source.bytes;
      changed[at] ^= std::byte{0x55};
      const Done done = run_task(changed, to_format(ImageFormat::tiff));
      CHECK(done.outcome.notes.size() <= 16);
    }
  }
  REQUIRE(::dup2(saved.get(), STDERR_FILENO) >= 0);
  std::string printed(static_cast<std::size_t>(::lseek(caught.get(), 0, SEEK_END)), ' ');
  REQUIRE(::pread(caught.get(), printed.data(), printed.size(), 0) >= 0);
  CHECK(printed == "");
}

TEST_CASE("every format can be warmed") {
  need_engine();
  FormatSet all;
  for (const ImageFormat format : kImageFormats) {
    all.insert(format);
  }
  CHECK(image_work_handler().warm(all));
}

}  // namespace
}  // namespace pixherd
