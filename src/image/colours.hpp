// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "vips_handles.hpp"

namespace pixherd {

/// CMYK and its like to sRGB, by the embedded profile or else a general one; anything else is
/// handed back as it is.
Result<Image> inks_to_srgb(const Image& image);

struct ColourTarget {
  bool keeps_profile = false;
  bool holds_16_bits = false;
};

/// Colours as they must be stored: in sRGB, unless the profile stays with them, and in no more
/// bits than the output holds. A profile that means sRGB is dropped without touching a pixel. A
/// broken profile is dropped too, and `notes` says so.
Result<Image> to_output_colours(const Image& image, const ColourTarget& target,
                                std::vector<std::string>& notes);

struct SettledAlpha {
  Image image;        ///< without an alpha band where it hides nothing
  double hidden = 0;  ///< how much of the picture is hidden, from 0 to 1
};

/// Looks at every alpha of the picture, which is held in memory from then on. A picture without
/// alpha is handed back as it is.
Result<SettledAlpha> settle_alpha(const Image& image);

/// Transparency on white.
Result<Image> flatten(const Image& image);

}  // namespace pixherd
