// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "pixherd/domain/check_findings.hpp"

namespace pixherd {

using OrderedJson = nlohmann::ordered_json;

/// A name as text, and its bytes beside it where it is not UTF-8; an empty one is null.
void put_path(OrderedJson& object, const char* key, const std::string& path);

/// The field `budget` of a record.
OrderedJson budget_json(const OverBudget& budget);

/// The field `check` of the footer.
OrderedJson check_json(const CheckFindings& findings, bool passed);

}  // namespace pixherd
