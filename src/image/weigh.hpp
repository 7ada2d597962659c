// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "made.hpp"
#include "pixherd/domain/task.hpp"
#include "source.hpp"

namespace pixherd {

/// True where the source has more bytes than an output may have.
bool is_over_max_bytes(const Source& source, const TaskSettings& settings);

/// Holds what was made against its source: the one that is worth more is written to `outputs`, or
/// nothing where the source stays where it is, and the Outcome says which and why. Thumbnails are
/// made where the order asks for them.
Outcome weigh(Attempted attempted, const Source& source, const WorkOrder& order,
              std::span<const int> outputs);

}  // namespace pixherd
