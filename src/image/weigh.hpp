// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "made.hpp"
#include "pixherd/domain/task.hpp"
#include "source.hpp"

namespace pixherd {

/// True where the source has more bytes than an output may have.
bool is_over_max_bytes(const Source& source, const TaskSettings& settings);

/// What the copy of a source that is not to be had smaller consists of, where that is not the
/// source itself: some of its metadata goes.
std::optional<Bytes> bytes_of_copy(const Source& source, const TaskSettings& settings,
                                   std::vector<std::string>& notes);

/// Holds what was made against its source: the one that is worth more is written to `outputs`, or
/// nothing where the source stays where it is, and the Outcome says which and why. Thumbnails are
/// made where the order asks for them.
Outcome weigh(Attempted attempted, const Source& source, const WorkOrder& order,
              std::span<const int> outputs);

}  // namespace pixherd
