// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "support/sample_images.hpp"

namespace pixherd::sample {

/// A still GIF of four colours whose picture is coded by these LZW codes: 4 is "clear the table",
/// 5 the end, where pixels have two bits. `bits` are those of each code.
struct GifCode {
  std::uint32_t value = 0;
  unsigned bits = 3;
};
Bytes gif_of_codes(std::uint32_t width, std::uint32_t height, const std::vector<GifCode>& codes,
                   std::uint32_t pixel_bits = 2);

/// A frame of one colour. Disposal 2 clears its area behind it, 3 restores what was there.
struct GifFrame {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 8;
  std::uint32_t height = 6;
  std::uint32_t disposal = 1;
  bool transparent = false;  ///< names a transparent colour, which no pixel has
  std::uint32_t colour = 0;  ///< 1, 2; 0: another than the frame before has
};
/// A canvas of 8 x 6 with frames of 100 ms.
Bytes gif_of_frames(const std::vector<GifFrame>& frames);

/// `gif` with the coded pixels of its last frame cut in half; blocks and trailer are whole.
Bytes gif_with_cut_frame(const Bytes& gif);

}  // namespace pixherd::sample
