// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/base/bytes.hpp"

namespace pixherd {

/// A JPEG without what leads to further pictures behind it: the index of an MPO, the marks of a
/// gain map (ISO 21496-1, and what XMP says of one). Everything else stays as it is, up to the
/// image's end. The bytes must have been walked before. Pure.
Bytes without_companion_marks(const Bytes& jpeg);

}  // namespace pixherd
