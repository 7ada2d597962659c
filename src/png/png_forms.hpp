// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "colour_census.hpp"
#include "pixherd/png/encode_png.hpp"

namespace pixherd {

/// The forms worth trying for a raster: the fewest channels and bits that hold it, and palettes in
/// more than one order. Never empty.
std::vector<PngForm> forms_for(const PngRaster& raster, const PngOptions& options);

}  // namespace pixherd
