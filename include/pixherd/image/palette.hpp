// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pixherd {

/// A colour of a palette, and how many pixels have it.
struct PaletteEntry {
  std::array<double, 4> samples{};  ///< red, green, blue, alpha
  double pixels = 0;
};
using Palette = std::vector<PaletteEntry>;

/// The distinct colours of 8-bit pixels of three or four bands, in a stable order. Clear pixels
/// have one colour, whatever stands below their alpha.
Palette palette_of(std::span<const std::byte> pixels, std::size_t bands);

/// The same, or nothing where there are more than `most`.
std::optional<Palette> palette_within(std::span<const std::byte> pixels, std::size_t bands,
                                      std::size_t most);

/// Merges the two colours whose joining changes what is seen least, until no more than `most` are
/// left. Of three and more, one stays clear if one was, and one opaque.
Palette merged(Palette palette, std::size_t most);

/// Puts the colour of the palette for each pixel that looks nearest: of the opaque ones for opaque
/// pixels, and the clear one for clear pixels. `dither`, from 0 to 1, is how much of what that is
/// off by is handed on to the neighbours (Floyd and Steinberg), clear ones excepted.
void map_to(const Palette& palette, std::span<std::byte> pixels, std::size_t width,
            std::size_t bands, double dither);

}  // namespace pixherd
