// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "pixherd/base/result.hpp"
#include "pixherd/jpeg/jpeg_check.hpp"

namespace pixherd {

/// Rows of 8-bit samples behind one another, as stored: not turned.
struct JpegPixels {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t bands = 0;  ///< 1: grey, 3: red, green, blue
  std::unique_ptr<std::byte[]> samples;

  [[nodiscard]] std::size_t row_bytes() const { return std::size_t{width} * bands; }
};

/// Decodes all of a JPEG at 1/`shrink` (1, 2, 4 or 8) of its size, to the nearest pixel, and as
/// strictly as check_jpeg(). nullopt where its colours are not grey, YCbCr or RGB of 8 bits.
Result<std::optional<JpegPixels>> decode_jpeg(std::span<const std::byte> bytes,
                                              JpegScrutiny scrutiny, unsigned shrink);

}  // namespace pixherd
