// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "pixherd/domain/run_totals.hpp"

namespace pixherd {

inline constexpr int kReportSchema = 1;

/// `totals` of a footer.
nlohmann::ordered_json totals_json(const RunTotals& totals);

}  // namespace pixherd
