// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/format/byte_view.hpp"

namespace pixherd::structure {

enum class GifCodes {
  whole,
  cut,     ///< pixels are missing, or a code stands for nothing
  unended  ///< no bit is left behind the last code: libnsgif would lose what that stands for
};

/// What the LZW codes of a GIF picture of so many pixels are. `at` is the offset of the minimum
/// code size, with the sub-blocks behind it. Decodes no pixel: the length of what each code stands
/// for is enough. Data behind the last pixel is not looked at.
GifCodes gif_codes(ByteView file, std::uint64_t at, std::uint64_t pixels);

}  // namespace pixherd::structure
