// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "support/sample_images.hpp"

namespace pixherd::sample {

/// What libvips' saver has no word for.
struct JpegKind {
  int horizontal = 2;  ///< luma's sampling factors
  int vertical = 2;
  bool progressive = false;
  bool arithmetic = false;  ///< coded so, and not by Huffman's tables
  bool rgb = false;         ///< stored without conversion to YCbCr
  int quality = 95;
  int chroma_horizontal = 1;  ///< both chroma components' sampling factors
  int chroma_vertical = 1;
};

/// 8-bit pixels of one or three bands, written by libjpeg.
Bytes jpeg_of(const Pixels& pixels, const JpegKind& kind = {});

/// Upright halves of pure red and pure blue that meet in column `edge`.
Pixels red_and_blue(std::uint32_t width, std::uint32_t height, std::uint32_t edge);

/// An EXIF segment's body that says nothing but how the picture is to be turned.
std::string exif_with_orientation(std::uint32_t orientation);

}  // namespace pixherd::sample
