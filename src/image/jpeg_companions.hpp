// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vips_handles.hpp"

namespace pixherd {

/// A JPEG without the segments that lead to further pictures behind it: the index of an MPO, the
/// marks of a gain map (ISO 21496-1). Everything else stays as it is, and so does what is behind
/// the image's end. An XMP packet that speaks of a gain map stays, since it holds more than that.
/// The bytes must have been walked before. Pure.
Bytes without_companion_marks(const Bytes& jpeg);

}  // namespace pixherd
