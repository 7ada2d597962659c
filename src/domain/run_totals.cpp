// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/run_totals.hpp"

#include <numeric>

namespace pixherd {

void RunTotals::add(const Outcome& outcome) {
  ++counts[static_cast<std::size_t>(outcome.status)];
  switch (outcome.status) {
    case TaskStatus::saved:
    case TaskStatus::would_save:
    case TaskStatus::copied:
      original_bytes += outcome.original_bytes;
      optimized_bytes += outcome.optimized_bytes;
      break;
    case TaskStatus::kept:
    case TaskStatus::skipped:
      original_bytes += outcome.original_bytes;
      optimized_bytes += outcome.original_bytes;
      break;
    case TaskStatus::failed:
    case TaskStatus::ignored:
    case TaskStatus::unprocessed: break;
  }
}

std::uint64_t RunTotals::inputs() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::int64_t RunTotals::saved_bytes() const {
  return static_cast<std::int64_t>(original_bytes) - static_cast<std::int64_t>(optimized_bytes);
}

double percent_saved(std::uint64_t original_bytes, std::uint64_t optimized_bytes) {
  if (original_bytes == 0) {
    return 0;
  }
  return 100 * (1 - static_cast<double>(optimized_bytes) / static_cast<double>(original_bytes));
}

}  // namespace pixherd
