// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/sample_images.hpp"

namespace pixherd::sample {

/// 8 x 8 pixels, written by avifenc 0.11 as RGB in 4:4:4.
Bytes lossless_avif();
/// The same with an alpha channel.
Bytes lossless_avif_with_alpha();
/// With loss in its alpha channel alone.
Bytes avif_of_lossy_alpha();
/// Of finest steps, but of colours that have been rounded to brightness and differences (BT.601).
Bytes avif_of_rounded_colours();

}  // namespace pixherd::sample
