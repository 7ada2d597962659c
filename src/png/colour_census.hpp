// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pixel_walk.hpp"

namespace pixherd {

/// What the pixels of a raster have in common.
struct ColourCensus {
  struct Entry {
    PngPixel colour;
    std::uint64_t pixels = 0;
  };

  bool grey = true;
  bool opaque = true;
  std::vector<Entry> colours = {};   ///< in the order they appear; empty where more than 256
  std::optional<PngPixel> key = {};  ///< the colour of what is clear and of nothing else, where
                                     ///< all of the rest is opaque
};

ColourCensus take_census(const PngRaster& raster);

}  // namespace pixherd
