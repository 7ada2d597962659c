// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pixherd/domain/check_findings.hpp"
#include "pixherd/domain/outcome.hpp"

namespace pixherd {

// What --check found, in words; every report says it alike.

/// "12.3 kB -> 8.1 kB, 34.1 % saved".
std::string change_text(const Outcome& outcome);

/// "would get smaller: 12.3 kB -> 8.1 kB, 34.1 % saved".
std::string shrinking_text(const Outcome& outcome);

/// "has 210.0 kB, 10.0 kB above its budget of 200.0 kB".
std::string over_budget_text(const OverBudget& budget);

/// "all together have 3.0 MB, 1.0 MB above their budget of 2.0 MB".
std::string over_total_text(const OverBudget& budget);

/// "2 would get smaller by 12.1 kB, 1 is above its budget, 3 failed".
std::string verdict_text(const CheckFindings& findings, std::uint64_t failed);

}  // namespace pixherd
