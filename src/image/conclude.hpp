// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "made.hpp"
#include "source.hpp"

namespace pixherd {

/// --max-bytes asks for less than the source has.
bool is_over_max_bytes(const Source& source, const TaskSettings& settings);

/// Decides between what was made and the source, writes what is to be kept, and says what came out.
Outcome conclude(Attempted attempted, const Source& source, const TaskSettings& settings,
                 std::span<const int> outputs);

}  // namespace pixherd
