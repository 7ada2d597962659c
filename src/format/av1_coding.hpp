// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/format/byte_view.hpp"

namespace pixherd {

/// How the first frame of an item's data is coded in AV1. (AV1 Bitstream Specification, 5.3 to
/// 5.9.14.)
struct Av1Coding {
  static constexpr std::uint32_t kUntold = 2;

  /// The index of quantiser steps (base_q_idx) from 1, the finest, to 255, the coarsest. 0 where
  /// that is 0, the frame is none to be shown by itself, or its header is none of a still picture.
  std::uint32_t quantiser = 0;

  bool lossless = false;           ///< the samples are those that were given to the encoder
  bool grey = false;               ///< one sample a pixel
  bool full_chroma = false;        ///< three samples a pixel, none shared with others
  std::uint32_t matrix = kUntold;  ///< from colours to samples (ISO/IEC 23091-2): 0 for none, RGB
};

/// Pure, and defined on any bytes.
Av1Coding av1_coding(ByteView item);

}  // namespace pixherd
