// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pixherd/png/encode_png.hpp"

namespace pixherd {

/// The rows of a picture as a PNG of some form has them before they are filtered.
struct PngRows {
  std::size_t length = 0;       ///< bytes of a row
  std::size_t pixel_bytes = 1;  ///< how far back the pixel to the left is; 1 where they share bytes
  std::vector<std::uint8_t> bytes = {};

  [[nodiscard]] std::size_t count() const { return length == 0 ? 0 : bytes.size() / length; }
  [[nodiscard]] const std::uint8_t* row(std::size_t number) const {
    return bytes.data() + number * length;
  }
};

/// nullopt where a pixel has no place in that form.
std::optional<PngRows> rows_in_form(const PngRaster& raster, const PngForm& form);

}  // namespace pixherd
