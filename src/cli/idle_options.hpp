// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "flags.hpp"
#include "layers.hpp"
#include "pixherd/cli/options.hpp"

namespace pixherd {

// A configuration is for many runs, and what it says may have no bearing on this one. An argument
// that has none is a mistake.

/// Budgets without a check; throws UsageError.
void refuse_idle_budgets(const std::vector<Setting>& in_force, const Flags& flags);

/// What has no bearing on a run with these options; throws UsageError.
void refuse_idle_arguments(const std::vector<Setting>& in_force, const Options& options);

}  // namespace pixherd
