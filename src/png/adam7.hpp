// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/png/encode_png.hpp"

namespace pixherd {

/// The pictures that an interlaced PNG holds one after another: every eighth pixel of every eighth
/// row at first, and at last every second row in full. Those without a pixel are left out.
class Adam7 {
 public:
  explicit Adam7(const PngRaster& raster);

  /// Valid as long as this object.
  [[nodiscard]] const std::vector<PngRaster>& passes() const { return passes_; }

 private:
  std::vector<Bytes> samples_;
  std::vector<PngRaster> passes_;
};

}  // namespace pixherd
