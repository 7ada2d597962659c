// SPDX-License-Identifier: Apache-2.0
#include "json_parts.hpp"

#include "pixherd/base/text.hpp"

namespace pixherd {

void put_path(OrderedJson& object, const char* key, const std::string& path) {
  if (path.empty()) {
    object[key] = nullptr;
    return;
  }
  if (is_utf8(path)) {
    object[key] = path;
  } else {
    object[key] = printable(path);
    object[std::string(key) + "_base64"] = base64(path);
  }
}

OrderedJson budget_json(const OverBudget& budget) {
  return {{"size", budget.size}, {"limit", budget.limit}, {"over", budget.over()}};
}

OrderedJson check_json(const CheckFindings& findings, bool passed) {
  OrderedJson over_budget = OrderedJson::array();
  for (const CheckFindings::File& file : findings.over_budget) {
    OrderedJson entry;
    put_path(entry, "path", file.path);
    entry.update(budget_json(file.budget));
    over_budget.push_back(std::move(entry));
  }
  return {
      {"passed", passed},
      {"would_save", {{"files", findings.shrinking_files}, {"bytes", findings.shrinking_bytes}}},
      {"over_budget", std::move(over_budget)},
      {"total", findings.total ? budget_json(*findings.total) : OrderedJson(nullptr)}};
}

}  // namespace pixherd
