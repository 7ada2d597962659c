// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/format/byte_view.hpp"

namespace pixherd {

/// AV1's index of quantiser steps (base_q_idx) in the first frame of an item's data, from 1, the
/// finest, to 255, the coarsest. 0 where that frame is coded without loss, is none to be shown by
/// itself, or has a header that still pictures do not have. (AV1 Bitstream Specification, 5.3 to
/// 5.9.12.) Pure, and defined on any bytes.
std::uint32_t av1_quantiser(ByteView item);

}  // namespace pixherd
