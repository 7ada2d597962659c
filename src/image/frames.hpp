// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "vips_handles.hpp"

namespace pixherd {

/// One picture to another; those of an animation must all get one size.
using FrameStep = std::function<Result<Image>(const Image& frame)>;

/// Does `step` frame by frame, from the first, so that none bleeds into the next; an animation is
/// held in memory for it and keeps its timing. Where decoding fails then, that is
/// ErrorCode::damaged.
Result<Image> map_frames(const Image& image, const FrameStep& step);

}  // namespace pixherd
