// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "pixherd/format/source_facts.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// How large a picture is to be printed, as JFIF tells it.
struct JpegDensity {
  static constexpr std::uint8_t kInch = 1;
  static constexpr std::uint8_t kCentimetre = 2;
  std::uint8_t unit = kInch;
  std::uint16_t across = 0;  ///< dots
  std::uint16_t down = 0;
};

/// nullopt where none is told, and where pixels are not square: that would not hold for a picture
/// that is turned or of other proportions. Pure.
std::optional<JpegDensity> density_of_jpeg(std::span<const std::byte> jpeg);
/// The same of what a decoder has found in any format.
std::optional<JpegDensity> density_of_image(const Image& image);

/// That of a source whose pixels are not square, for a JPEG of the same proportions, or one that
/// has been given a quarter of a turn; else nullopt. Pure.
std::optional<JpegDensity> density_of_shape(const PixelShape& shape, bool turned);

/// The JPEG with that density and no other. Pure.
Bytes with_density(const Bytes& jpeg, JpegDensity density);

}  // namespace pixherd
