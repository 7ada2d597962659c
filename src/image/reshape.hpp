// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/domain/resize.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// Brings an image to `wanted.scaled` pixels (upright, one frame) with the asked-for kernel, alpha
/// premultiplied, turns it upright, and cuts off what stands out over `wanted.canvas`; where that
/// is larger, laying it there is left to others. Frames of an animation are all done alike. Where
/// something has to be decoded into memory first and that fails, the error is ErrorCode::damaged.
Result<Image> reshape(const Image& image, const Layout& wanted, const Resize& how);

}  // namespace pixherd
