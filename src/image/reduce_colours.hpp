// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "save.hpp"

namespace pixherd {

/// True where palettes of just so many colours are none that the encoder makes by itself: it counts
/// them in bits.
bool is_between_palettes(ImageFormat format, std::uint32_t colours);

/// The picture in at most `colours` colours, of which a clear one is one, in memory: as it is where
/// it has no more, else the encoder's own choice of 256, of which those that look most alike are
/// merged, dithered. For a GIF all alpha becomes all or nothing first.
Result<Image> reduce_colours(const Image& image, ImageFormat format, std::uint32_t colours,
                             double dither);

}  // namespace pixherd
