// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/format/byte_view.hpp"

namespace pixherd::structure {

/// True where the LZW codes of a GIF picture give all of its `pixels`, every one of them valid.
/// `at` is the offset of the minimum code size, with the sub-blocks behind it. Decodes no pixel:
/// the length of what each code stands for is enough. Data behind the last pixel is not looked at.
bool gif_picture_is_whole(ByteView file, std::uint64_t at, std::uint64_t pixels);

}  // namespace pixherd::structure
