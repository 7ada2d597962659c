// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "made.hpp"

namespace pixherd {

/// Encoders give a palette no place for the few pixels of which nothing is to be seen: where most
/// of them, in a `picture` that is held in memory, are seen in the PNG made of it, that is a Reason
/// to leave its source alone, or a note.
Result<std::optional<Reason>> against_seen_parts(Made& made, const Image& picture,
                                                 const TaskSettings& settings);

}  // namespace pixherd
