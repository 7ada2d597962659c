// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "pixherd/image/pixels.hpp"

namespace pixherd {

/// A colour of a palette, and how many pixels have it.
struct PaletteEntry {
  std::array<double, 4> samples{};  ///< red, green, blue, alpha
  double pixels = 0;
};
using Palette = std::vector<PaletteEntry>;

/// The distinct colours of 8-bit pixels of three or four bands, in a stable order.
Palette palette_of(std::span<const std::byte> pixels, std::size_t bands);

/// Merges the two colours whose joining changes the picture least, until no more than `most` are
/// left.
Palette merged(Palette palette, std::size_t most);

/// Puts the nearest colour of the palette for each pixel. `dither`, from 0 to 1, is how much of
/// what that is off by is handed on to the neighbours (Floyd and Steinberg).
void map_to(const Palette& palette, std::span<std::byte> pixels, std::size_t width,
            std::size_t bands, double dither);

}  // namespace pixherd
