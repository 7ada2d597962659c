// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace pixherd::tiff {

constexpr std::uint32_t kAscii = 2;
constexpr std::uint32_t kUtf8 = 129;  // EXIF 3.0

/// Bytes of one value of a type, of TIFF's, of BigTIFF's (16 to 18) or of EXIF's own; 0 where it is
/// unknown.
constexpr unsigned value_width(std::uint64_t type) {
  constexpr std::array<unsigned, 19> kWidths{0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
                                             8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < kWidths.size() ? kWidths[type] : type == kUtf8 ? 1 : 0;
}

/// Bytes of the numbers that values of a type consist of: a fraction has two.
constexpr unsigned number_width(std::uint64_t type) {
  const bool fraction = type == 5 || type == 10;
  const unsigned width = fraction ? 4 : value_width(type);
  return width == 0 ? 1 : width;
}

}  // namespace pixherd::tiff
