// SPDX-License-Identifier: Apache-2.0
#include "adam7.hpp"

#include <array>

#include "pixherd/base/bytes.hpp"

namespace pixherd {
namespace {

/// Where a pass begins, and how far its pixels are apart.
struct Grid {
  std::uint32_t left;
  std::uint32_t top;
  std::uint32_t across;
  std::uint32_t down;
};
constexpr std::array<Grid, 7> kGrids{{{0, 0, 8, 8},
                                      {4, 0, 8, 8},
                                      {0, 4, 4, 8},
                                      {2, 0, 4, 4},
                                      {0, 2, 2, 4},
                                      {1, 0, 2, 2},
                                      {0, 1, 1, 2}}};

Bytes samples_on(const Grid& grid, const PngRaster& raster) {
  const std::size_t pixel = std::size_t{raster.channels} * raster.bits / 8;
  Bytes samples;
  for (std::uint32_t y = grid.top; y < raster.height; y += grid.down) {
    for (std::uint32_t x = grid.left; x < raster.width; x += grid.across) {
      const auto from = raster.samples.subspan((std::size_t{y} * raster.width + x) * pixel, pixel);
      samples.insert(samples.end(), from.begin(), from.end());
    }
  }
  return samples;
}

}  // namespace

Adam7::Adam7(const PngRaster& raster) {
  for (const Grid& grid : kGrids) {
    if (grid.left >= raster.width || grid.top >= raster.height) {
      continue;
    }
    PngRaster pass = raster;
    pass.width = (raster.width - grid.left + grid.across - 1) / grid.across;
    pass.height = (raster.height - grid.top + grid.down - 1) / grid.down;
    samples_.push_back(samples_on(grid, raster));
    pass.samples = samples_.back();
    passes_.push_back(pass);
  }
}

}  // namespace pixherd
