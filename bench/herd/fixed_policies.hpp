// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "herd/sim_task.hpp"

namespace pixherd::herd {

// What pixherd is compared with. Both are given their processes for nothing: no fork, no warming.

/// Makespan of the shape that pixherd's plan set out from: chunks of ten, one after another, each
/// dealt in turn to four processes (fewer where there are fewer processors).
double original_shape_makespan(std::span<const SimTask> tasks, unsigned workers);

/// Makespan where each worker gets the same number of tasks, as they stand, and nobody helps.
double equal_counts_makespan(std::span<const SimTask> tasks, unsigned workers);

}  // namespace pixherd::herd
