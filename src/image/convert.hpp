// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "made.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "source.hpp"

namespace pixherd {

/// The way of everything that is not lossless: decode (small, where the decoder can), resize, turn
/// upright, colours, flatten, encode, open again and compare. What the settings allow to be lost
/// is named in the notes; what they do not is the Reason.
Result<Attempted> convert(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
