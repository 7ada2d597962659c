// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace pixherd {

/// The colour types of the PNG specification, by their numbers there.
enum class PngColour : std::uint8_t {
  grey = 0,
  rgb = 2,
  palette = 3,
  grey_alpha = 4,
  rgb_alpha = 6,
};

/// How a PNG holds its pixels: what IHDR, PLTE and tRNS say.
struct PngForm {
  PngColour colour = PngColour::rgb;
  std::uint8_t depth = 8;                       ///< bits a sample: 1, 2, 4, 8 or 16
  std::vector<std::uint8_t> palette = {};       ///< PLTE, of RGB as a suggestion: red, green, blue
  std::vector<std::uint8_t> transparency = {};  ///< tRNS: alpha of the first entries, or a colour

  [[nodiscard]] unsigned channels() const {
    switch (colour) {
      case PngColour::grey:
      case PngColour::palette: return 1;
      case PngColour::grey_alpha: return 2;
      case PngColour::rgb: return 3;
      case PngColour::rgb_alpha: return 4;
    }
    return 0;
  }
  bool operator==(const PngForm&) const = default;
};

/// True where samples of both mean the same colours, whatever is clear.
inline bool speak_alike(const PngForm& a, const PngForm& b) {
  return a.colour == b.colour && a.depth == b.depth && a.palette == b.palette;
}

}  // namespace pixherd
