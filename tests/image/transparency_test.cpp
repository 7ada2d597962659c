// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "pixherd/image/pixels.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

TEST_CASE("what is nearly clear gets no darker when it is resampled") {
  need_engine();
  for (const int alpha : {8, 16, 40, 100, 200}) {
    constexpr int kColour = 200;
    Pixels soft{.width = 40, .height = 40, .pages = 1, .bands = 4, .bits = 8, .data = {}};
    for (std::uint32_t i = 0; i < soft.width * soft.height; ++i) {
      for (const int sample : {kColour, kColour, kColour, alpha}) {
        soft.data.push_back(static_cast<std::byte>(sample));
      }
    }
    const Bytes png = encode_pixels(soft, {.format = ImageFormat::png}).value();
    TaskSettings settings = to_format(ImageFormat::png);
    settings.quality.png = 100;
    settings.resize.long_edge = 20;
    const Done done = run_task(png, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    const Pixels after = decoded(done.output, ImageFormat::png);
    const int step = 255 / alpha + 1;  // between two premultiplied samples
    CAPTURE(alpha, sample_at(after, 9, 9, 0));
    CHECK(std::abs(static_cast<int>(sample_at(after, 9, 9, 0)) - kColour) <= step / 2 + 1);
  }
}

}  // namespace
}  // namespace pixherd
