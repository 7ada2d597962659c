// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pixherd {

/// A size above the limit that it is held to; bytes.
struct OverBudget {
  std::uint64_t size = 0;
  std::uint64_t limit = 0;
  [[nodiscard]] std::uint64_t over() const { return size - limit; }
  bool operator==(const OverBudget&) const = default;
};

/// What --check has to say of one file.
struct Finding {
  bool shrinks = false;  ///< it would get smaller, by as much as counts
  std::optional<OverBudget> over_budget;
  [[nodiscard]] bool any() const { return shrinks || over_budget; }
};

/// What --check has found in a run.
struct CheckFindings {
  struct File {
    std::string path;  ///< as named
    OverBudget budget;
  };

  std::uint64_t shrinking_files = 0;
  std::uint64_t shrinking_bytes = 0;  ///< that those would save
  std::vector<File> over_budget;      ///< in the order of their paths
  std::optional<OverBudget> total;    ///< all files together, where they are above their budget
  std::vector<std::string> remedies;  ///< what to run, without the stop of a sentence

  [[nodiscard]] bool any() const {
    return shrinking_files > 0 || !over_budget.empty() || total.has_value();
  }
};

}  // namespace pixherd
