// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/image/pixels.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// All samples of an image, evaluated once; ErrorCode::damaged with the decoder's words.
Result<Pixels> pixels_in(const Image& image);

}  // namespace pixherd
