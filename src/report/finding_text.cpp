// SPDX-License-Identifier: Apache-2.0
#include "finding_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "pixherd/base/text.hpp"
#include "pixherd/domain/run_totals.hpp"

namespace pixherd {

std::string change_text(const Outcome& outcome) {
  const double percent = percent_saved(outcome.original_bytes, outcome.optimized_bytes);
  return fmt::format("{} -> {}, {:.1f} % {}", format_bytes(outcome.original_bytes),
                     format_bytes(outcome.optimized_bytes), std::abs(percent),
                     percent < 0 ? "larger" : "saved");
}

std::string shrinking_text(const Outcome& outcome) {
  return "would get smaller: " + change_text(outcome);
}

std::string over_budget_text(const OverBudget& budget) {
  return fmt::format("has {}, {} above its budget of {}", format_bytes(budget.size),
                     format_bytes(budget.over()), format_bytes(budget.limit));
}

std::string over_total_text(const OverBudget& budget) {
  return fmt::format("all together have {}, {} above their budget of {}", format_bytes(budget.size),
                     format_bytes(budget.over()), format_bytes(budget.limit));
}

std::string verdict_text(const CheckFindings& findings, std::uint64_t failed) {
  std::vector<std::string> parts;
  if (findings.shrinking_files > 0) {
    parts.push_back(fmt::format("{} would get smaller by {}", findings.shrinking_files,
                                format_bytes(findings.shrinking_bytes)));
  }
  if (const std::size_t count = findings.over_budget.size(); count > 0) {
    parts.push_back(fmt::format("{} {}", count,
                                count == 1 ? "is above its budget" : "are above their budgets"));
  }
  if (findings.total) {
    parts.push_back(over_total_text(*findings.total));
  }
  if (failed > 0) {
    parts.push_back(fmt::format("{} failed", failed));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace pixherd
