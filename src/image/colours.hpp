// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pixherd/domain/encoder_settings.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// CMYK and its like to sRGB, by the embedded profile or else a general one; anything else is
/// handed back as it is.
Result<Image> inks_to_srgb(const Image& image);

/// Of several channels beside the colours the first, which is taken for transparency.
Result<Image> without_further_channels(const Image& image);

struct ColourTarget {
  bool keeps_profile = false;
  bool holds_16_bits = false;
  bool wants_16_bits =
      false;                 ///< the encoder would shift 8 bits, so that white became a light grey
  bool stores_grey = true;   ///< as grey; else a profile for grey cannot be kept
  bool adds_colour = false;  ///< to grey, whose profile can then not be kept
};

/// Colours as they must be stored: in sRGB, unless the profile stays with them, and in no more
/// bits than the output holds. A profile that means sRGB is dropped without touching a pixel. A
/// broken profile is dropped too, and `notes` says so.
Result<Image> to_output_colours(const Image& image, const ColourTarget& target,
                                std::vector<std::string>& notes);

/// True where the picture has a profile that is for grey and nothing else.
bool has_grey_profile(const Image& image);

struct SettledAlpha {
  Image image;        ///< without an alpha band where it hides nothing
  double hidden = 0;  ///< how much of the picture is hidden, from 0 to 1
};

/// Looks at every alpha of the picture, which is held in memory from then on. A picture without
/// alpha is handed back as it is.
Result<SettledAlpha> settle_alpha(const Image& image);

/// A colour of sRGB in the samples of `image`: as many, of its depth, in the space of its profile.
/// Grey takes the red one.
std::vector<double> samples_of(const Colour& colour, const Image& image);

/// The background as that format can hold it: opaque, where it holds no transparency.
Colour background_for(ImageFormat output, Colour background);

/// "white", "black" or "#rrggbb".
std::string in_words(const Colour& colour);

/// A picture that can hold `colour` beside its own: grey becomes sRGB where the colour is none, and
/// it gets an alpha band where the colour is not opaque.
Result<Image> able_to_hold(const Image& image, const Colour& colour);

/// Transparency laid on an opaque background.
Result<Image> flatten_on(const Image& image, const Colour& background);

}  // namespace pixherd
