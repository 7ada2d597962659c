// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/domain/task_settings.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// Brings an image to `wanted` pixels (upright, one frame) with Lanczos 3, alpha premultiplied,
/// and turns it upright. An animation is done frame by frame, so that none bleeds into the next;
/// its timing is kept. Where something has to be decoded into memory first and that fails, the
/// error is ErrorCode::damaged.
Result<Image> reshape(const Image& image, PixelSize wanted);

}  // namespace pixherd
