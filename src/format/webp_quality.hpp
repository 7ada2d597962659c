// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/format/byte_view.hpp"

namespace pixherd {

/// The quality, on libwebp's scale from 1 to 100, that quantises all of a picture as the coarsest
/// segment of this VP8 key frame is: what was encoded at some quality is never said to have more. 0
/// where the frame is no key frame. (Header: RFC 6386, 9.2 to 9.6; scale: libwebp's
/// QualityToCompression.) Pure.
std::uint32_t webp_quality(ByteView frame);

}  // namespace pixherd
