// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "save.hpp"

namespace pixherd {

/// True where palettes of just so many colours are none that the encoder makes by itself: it counts
/// them in bits.
bool is_between_palettes(ImageFormat format, std::uint32_t colours);

/// The picture in at most `colours` colours, dithered, in memory: the encoder's own choice of 256,
/// of which those that are most alike are merged.
Result<Image> reduce_colours(const Image& image, std::uint32_t colours, double dither);

}  // namespace pixherd
