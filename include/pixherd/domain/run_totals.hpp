// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pixherd/domain/outcome.hpp"

namespace pixherd {

/// The sum over all records: exactly one outcome an input, so the counts add up to inputs().
struct RunTotals {
  std::array<std::uint64_t, kTaskStatusCount> counts{};
  /// Over the files that have an output or keep their own: saved (or would be), copied, kept,
  /// skipped.
  std::uint64_t original_bytes = 0;
  std::uint64_t optimized_bytes = 0;

  void add(const Outcome& outcome);

  [[nodiscard]] std::uint64_t count(TaskStatus status) const {
    return counts[static_cast<std::size_t>(status)];
  }
  [[nodiscard]] std::uint64_t inputs() const;
  /// Negative where the outputs are larger, as a conversion can make them.
  [[nodiscard]] std::int64_t saved_bytes() const;
};

/// Percent saved, 100 x saved / original; 0 where the original is empty.
double percent_saved(std::uint64_t original_bytes, std::uint64_t optimized_bytes);

}  // namespace pixherd
