// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

TaskSettings with_limits(InputLimits limits) {
  TaskSettings settings = to_format(ImageFormat::webp);
  settings.limits = limits;
  return settings;
}

TEST_CASE("the limit on pixels is met by as many and broken by one more") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png, {.width = 50, .height = 40});
  CHECK(run_task(png, with_limits({.pixels = 2000})).outcome.status == TaskStatus::saved);
  const Done done = run_task(png, with_limits({.pixels = 1999}));
  REQUIRE(done.outcome.status == TaskStatus::failed);
  CHECK(done.outcome.error->code == ErrorCode::too_large);
  CHECK(done.outcome.error->message == "50 x 40 pixels, more than the 1999 of --max-pixels");
  CHECK(done.memory_asked == 0);  // nothing was decoded
  CHECK(done.output.empty());
}

TEST_CASE("the pixels of all frames count, even where only the first is wanted") {
  need_engine();
  const sample::Bytes gif = sample::animation(ImageFormat::gif, 5, {.width = 20, .height = 10});
  CHECK(run_task(gif, with_limits({.pixels = 1000})).outcome.status == TaskStatus::saved);
  for (const ImageFormat format : {ImageFormat::webp, ImageFormat::png}) {
    TaskSettings settings = with_limits({.pixels = 999});
    settings.format = format;
    const Done done = run_task(gif, settings);
    REQUIRE(done.outcome.status == TaskStatus::failed);
    CHECK(done.outcome.error->message ==
          "20 x 10 pixels in 5 frames, more than the 999 of --max-pixels");
  }
}

TEST_CASE("without a limit of ours only what no machine holds is refused") {
  need_engine();
  const auto refusal = [](std::uint32_t side, std::uint64_t limit) {
    const auto byte = [side](unsigned shift) { return static_cast<char>(side >> shift & 255U); };
    const std::string number{byte(24), byte(16), byte(8), byte(0)};
    constexpr std::ptrdiff_t kSignature = 8;
    constexpr std::ptrdiff_t kHeader = 25;
    sample::Bytes png = sample::with_png_chunk(sample::image(ImageFormat::png), "IHDR",
                                               number + number + std::string("\x08\2\0\0\0", 5));
    png.erase(png.begin() + kSignature, png.begin() + kSignature + kHeader);
    TaskSettings settings = to_long_edge(100);
    settings.limits.pixels = limit;
    return run_task(png, settings).outcome.error.value_or(Error{});
  };
  CHECK(refusal(16'383, InputLimits{}.pixels).code == ErrorCode::damaged);
  CHECK(refusal(16'384, InputLimits{}.pixels).code == ErrorCode::too_large);
  CHECK(refusal(16'384, 0).code == ErrorCode::damaged);  // there are fewer pixels than it claims
  CHECK(refusal(2'000'000, 0).code == ErrorCode::too_large);
}

TEST_CASE("a claim of more pixels than a number holds is not taken for few") {
  SourceFacts facts;
  facts.size = {1U << 27U, 1U << 27U};
  facts.frames = 1024;
  CHECK(facts.pixels() == ~std::uint64_t{0});
  facts.frames = 1;
  CHECK(facts.pixels() == std::uint64_t{1} << 54U);
}

TEST_CASE("a file of more bytes than may be is not read") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png);
  CHECK(run_task(png, with_limits({.bytes = png.size()})).outcome.status == TaskStatus::saved);
  CHECK(run_task(png, with_limits({.bytes = 0})).outcome.status == TaskStatus::saved);
  const Done done = run_task(png, with_limits({.bytes = png.size() - 1}));
  REQUIRE(done.outcome.status == TaskStatus::failed);
  CHECK(done.outcome.error->code == ErrorCode::too_large);
  CHECK(done.outcome.error->message.find("--max-input-bytes") != std::string::npos);
}

}  // namespace
}  // namespace pixherd
