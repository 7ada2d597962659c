// SPDX-License-Identifier: Apache-2.0
#include "warm.hpp"

#include <cstring>
#include <utility>

#include "load.hpp"
#include "pixherd/image/pixels.hpp"
#include "pixherd/jpeg/jpeg_planes.hpp"
#include "planes_lane.hpp"
#include "reshape.hpp"
#include "task_log.hpp"

namespace pixherd {
namespace {

/// Of few colours: a palette is chosen for it at once.
Pixels tiny_picture() {
  constexpr std::uint32_t kSide = 16;
  Pixels pixels{.width = kSide, .height = kSide, .pages = 1, .bands = 3, .bits = 8, .data = {}};
  for (std::uint32_t y = 0; y < kSide; ++y) {
    pixels.data.insert(pixels.data.end(), std::size_t{kSide} * pixels.bands,
                       static_cast<std::byte>(y * kSide));
  }
  return pixels;
}

/// libvips would take ten times as long to get warm.
bool warm_up_planes() {
  constexpr std::uint32_t kSide = 32;
  constexpr std::uint32_t kWanted = 12;
  PlanarPicture picture{{kSide, kSide}, {}};
  for (int i = 0; i < 3; ++i) {
    picture.components.push_back({Plane(kSide, kSide), {0, 0, kSide, kSide}});
    for (std::uint32_t y = 0; y < kSide; ++y) {
      std::memset(picture.components.back().plane.row(y), static_cast<int>(y * 7), kSide);
    }
  }
  Result<Bytes> jpeg = encode_planes(picture, {.halved_chroma = false});
  Result<SourceFacts> facts = jpeg ? examine(*jpeg) : jpeg.error();
  if (!facts) {
    return false;
  }
  TaskSettings settings;
  settings.resize.long_edge = kWanted;
  const auto made = convert_in_planes({std::move(*jpeg), std::move(*facts)}, settings);
  return made && made->has_value();
}

Result<Image> halved(const Image& image, const Pixels& pixels) {
  const PixelSize half{pixels.width / 2, pixels.height / 2};
  return reshape(image, {half, half}, {});
}

bool evaluates(const Result<Image>& image) {
  return image && Operation("avg").set("in", *image).number().ok();
}

bool warm_up(ImageFormat format, const Pixels& pixels, bool reshapes) {
  const Result<Bytes> encoded =
      encode_pixels(pixels, {.format = format, .lossless = false, .effort = 1});
  if (!encoded) {
    return false;
  }
  const Result<Image> decoded = load(*encoded, format, {});
  if (!reshapes) {
    return evaluates(decoded);
  }
  return decoded && evaluates(halved(*decoded, pixels));
}

}  // namespace

bool does_without_libvips(FormatSet formats) {
  FormatSet jpeg;
  jpeg.insert(ImageFormat::jpeg);
  return formats == jpeg;
}

bool warm_up(FormatSet formats) {
  if (does_without_libvips(formats)) {
    return warm_up_planes();
  }
  const Pixels pixels = tiny_picture();
  bool all = true;
  bool reshapes = true;  // the same whatever the format: once will do
  for (const ImageFormat format : kImageFormats) {
    if (formats.contains(format)) {
      all &= warm_up(format, pixels, std::exchange(reshapes, false));
    }
  }
  take_library_log();
  return all;
}

}  // namespace pixherd
