// SPDX-License-Identifier: Apache-2.0
#include "warm.hpp"

#include "load.hpp"
#include "pixherd/image/pixels.hpp"
#include "reshape.hpp"
#include "task_log.hpp"

namespace pixherd {
namespace {

Pixels tiny_picture() {
  constexpr std::uint32_t kSide = 16;
  Pixels pixels{.width = kSide, .height = kSide, .pages = 1, .bands = 3, .bits = 8, .data = {}};
  for (std::uint32_t i = 0; i < kSide * kSide * pixels.bands; ++i) {
    pixels.data.push_back(static_cast<std::byte>(i * 7));
  }
  return pixels;
}

bool warm_up(ImageFormat format, const Pixels& pixels) {
  const Result<Bytes> encoded =
      encode_pixels(pixels, {.format = format, .lossless = false, .effort = 1});
  if (!encoded) {
    return false;
  }
  const Result<Image> decoded = load(*encoded, format, {});
  const Result<Image> smaller =
      decoded ? reshape(*decoded, {pixels.width / 2, pixels.height / 2}) : decoded.error();
  return smaller && Operation("avg").set("in", *smaller).number().ok();
}

}  // namespace

bool warm_up(FormatSet formats) {
  const Pixels pixels = tiny_picture();
  bool all = true;
  for (const ImageFormat format : kImageFormats) {
    all &= !formats.contains(format) || warm_up(format, pixels);
  }
  take_library_log();
  return all;
}

}  // namespace pixherd
