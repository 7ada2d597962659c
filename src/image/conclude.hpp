// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "made.hpp"
#include "pixherd/domain/task.hpp"
#include "source.hpp"

namespace pixherd {

/// What becomes of an attempt: the new file is written, or the original is left alone, copied, or
/// written with less metadata. Thumbnails are made where the order asks for them.
Outcome conclude(Attempted attempted, const Source& source, const WorkOrder& order,
                 std::span<const int> outputs);

/// The source itself has more bytes than an output may have.
bool is_over_max_bytes(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
