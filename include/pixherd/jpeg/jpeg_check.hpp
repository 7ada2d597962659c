// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "pixherd/base/result.hpp"

namespace pixherd {

/// How much is asked of the entropy decoder.
enum class JpegScrutiny : std::uint8_t {
  usual,    ///< where there is plenty of data, libjpeg-turbo takes codes that no table has for 0
  thorough  ///< every code is checked, for about a third more of the decoder's time
};

/// Reads a JPEG to its end at an eighth of its size, whatever its colours, and forgets it: the
/// decoders behind other libraries may stop early, or pass over what libjpeg warns of.
/// ErrorCode::damaged with libjpeg's words, ErrorCode::unsupported_format.
Attempt check_jpeg(std::span<const std::byte> bytes, JpegScrutiny scrutiny);

}  // namespace pixherd
