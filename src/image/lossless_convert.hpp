// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "made.hpp"
#include "source.hpp"

namespace pixherd {

/// The very same pixels, upright, in another format, or in an AVIF again: frames with their times
/// and how often they are played, transparency, 16 bits. What was made has been decoded and
/// compared; where the format cannot hold the picture just so, the Reason says why.
Result<Attempted> convert_losslessly(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
