// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "support/sample_images.hpp"

namespace pixherd::sample {

/// A still GIF of four colours whose picture is coded by these LZW codes: 4 is "clear the table",
/// 5 the end. `bits` are those of each code.
struct GifCode {
  std::uint32_t value = 0;
  unsigned bits = 3;
};
Bytes gif_of_codes(std::uint32_t width, std::uint32_t height, const std::vector<GifCode>& codes);

/// `gif` with the coded pixels of its last frame cut in half; blocks and trailer are whole.
Bytes gif_with_cut_frame(const Bytes& gif);

}  // namespace pixherd::sample
