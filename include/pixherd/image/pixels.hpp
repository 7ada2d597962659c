// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/task_settings.hpp"

namespace pixherd {

/// Decoded pixels: frames one above the other, rows from the top, bands interleaved, samples of 8
/// bits, or of 16 or 32 in the machine's byte order.
struct Pixels {
  std::uint32_t width = 0;
  std::uint32_t height = 0;  ///< of one frame
  std::uint32_t pages = 1;
  std::uint32_t bands = 3;
  std::uint32_t bits = 8;
  Bytes data = {};

  bool operator==(const Pixels&) const = default;
};

/// All frames, strictly decoded, as stored: no orientation, no profile applied.
/// ErrorCode::damaged with the decoder's words.
Result<Pixels> decode_pixels(std::span<const std::byte> bytes, ImageFormat format);

/// Equal in every sample; an alpha that hides nothing equals none at all, and grey equals the same
/// in red, green and blue. Not for inks.
bool same_picture(const Pixels& a, const Pixels& b);

/// What goes with raw pixels into a file.
struct PixelEncoding {
  ImageFormat format = ImageFormat::png;
  bool lossless = true;  ///< WebP and TIFF; the others have but one way
  bool cmyk = false;     ///< four bands are ink, not colour with alpha
  bool palette = false;  ///< PNG
  bool thorough = true;  ///< JPEG: with Huffman tables of its own
  int effort = 0;        ///< 0: as for files; 1: the encoder's quickest
  std::uint32_t orientation = 1;
  std::vector<int> delays_ms = {};  ///< one per frame of an animation
  std::uint32_t loop_count = 0;
  Bytes profile = {};  ///< ICC, may be empty
};

Result<Bytes> encode_pixels(const Pixels& pixels, const PixelEncoding& encoding);

}  // namespace pixherd
