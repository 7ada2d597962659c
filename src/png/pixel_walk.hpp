// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>

#include "pixherd/png/encode_png.hpp"

namespace pixherd {

/// One pixel, whatever channels it was stored in, as numbers of the raster's bits.
struct PngPixel {
  std::uint16_t red = 0;
  std::uint16_t green = 0;
  std::uint16_t blue = 0;
  std::uint16_t alpha = 0;
  bool operator==(const PngPixel&) const = default;

  [[nodiscard]] bool grey() const { return red == green && red == blue; }
  [[nodiscard]] std::uint64_t key() const {
    return std::uint64_t{red} << 48U | std::uint64_t{green} << 32U | std::uint64_t{blue} << 16U |
           alpha;
  }
};

template <typename Sample, unsigned kChannels, typename Visit>
void visit_pixels(const PngRaster& raster, Visit visit) {
  const std::size_t count = std::size_t{raster.width} * raster.height;
  const std::byte* at = raster.samples.data();
  for (std::size_t i = 0; i < count; ++i, at += kChannels * sizeof(Sample)) {
    Sample samples[kChannels];
    std::memcpy(samples, at, sizeof samples);
    constexpr bool kGrey = kChannels < 3;
    constexpr bool kAlpha = kChannels % 2 == 0;
    visit(PngPixel{samples[0], samples[kGrey ? 0 : 1], samples[kGrey ? 0 : 2],
                   kAlpha ? samples[kChannels - 1] : std::numeric_limits<Sample>::max()});
  }
}

template <typename Sample, typename Visit>
void visit_pixels_of(const PngRaster& raster, Visit visit) {
  switch (raster.channels) {
    case 1: return visit_pixels<Sample, 1>(raster, visit);
    case 2: return visit_pixels<Sample, 2>(raster, visit);
    case 3: return visit_pixels<Sample, 3>(raster, visit);
    default: return visit_pixels<Sample, 4>(raster, visit);
  }
}

/// Calls `visit` with each PngPixel, row by row.
template <typename Visit>
void for_each_pixel(const PngRaster& raster, Visit visit) {
  return raster.bits > 8 ? visit_pixels_of<std::uint16_t>(raster, visit)
                         : visit_pixels_of<std::uint8_t>(raster, visit);
}

inline std::uint16_t opaque_alpha(const PngRaster& raster) {
  return raster.bits > 8 ? std::uint16_t{0xFFFF} : std::uint16_t{0xFF};
}

}  // namespace pixherd
