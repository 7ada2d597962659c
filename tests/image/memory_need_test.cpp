// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/memory_need.hpp"

#include "support/catch.hpp"

namespace pixherd {
namespace {

SourceFacts photograph() {
  SourceFacts facts;
  facts.size = {4000, 3000};
  return facts;
}

std::uint64_t need_for(const SourceFacts& facts, ImageFormat format, std::uint32_t long_edge) {
  TaskSettings settings;
  settings.format = format;
  settings.resize.long_edge = long_edge;
  return memory_need(3'000'000, facts, settings);
}

TEST_CASE("a picture that is decoded strip by strip needs less than one decoded at once") {
  SourceFacts progressive = photograph();
  progressive.whole_frame_decode = true;
  CHECK(need_for(photograph(), ImageFormat::jpeg, 1600) <
        need_for(progressive, ImageFormat::jpeg, 1600));
}

TEST_CASE("a larger output, more frames and a hungrier encoder need more") {
  SourceFacts animated = photograph();
  animated.frames = 10;
  CHECK(need_for(photograph(), ImageFormat::webp, 800) <
        need_for(photograph(), ImageFormat::webp, 3000));
  CHECK(need_for(photograph(), ImageFormat::webp, 800) <
        need_for(animated, ImageFormat::webp, 800));
  CHECK(need_for(photograph(), ImageFormat::jpeg, 3000) <
        need_for(photograph(), ImageFormat::avif, 3000));
}

TEST_CASE("the largest picture that is taken on does not overflow the estimate") {
  SourceFacts huge;
  huge.size = {16383, 16383};
  huge.channels = 4;
  huge.bits = 16;
  TaskSettings lossless;
  lossless.lossless = true;
  huge.format = ImageFormat::png;
  CHECK(memory_need(1, huge, lossless) > InputLimits{}.pixels * 8);
  CHECK(memory_need(1, huge, lossless) < InputLimits{}.pixels * 100);
}

TEST_CASE("orientations 5 to 8 swap the sides") {
  for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
    const PixelSize size = upright({30, 20}, orientation);
    CHECK(size.width == (orientation < 5 ? 30 : 20));
  }
}

}  // namespace
}  // namespace pixherd
