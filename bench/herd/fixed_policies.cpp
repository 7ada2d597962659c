// SPDX-License-Identifier: Apache-2.0
#include "herd/fixed_policies.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace pixherd::herd {

double original_shape_makespan(std::span<const SimTask> tasks, unsigned workers) {
  constexpr std::size_t kChunk = 10;
  constexpr unsigned kProcesses = 4;
  const unsigned lanes = std::min(kProcesses, workers);
  double makespan = 0;
  while (!tasks.empty()) {
    const auto chunk = tasks.first(std::min(kChunk, tasks.size()));
    std::array<double, kProcesses> loads{};
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      loads[i % lanes] += chunk[i].seconds;
    }
    makespan += *std::max_element(loads.begin(), loads.end());
    tasks = tasks.subspan(chunk.size());
  }
  return makespan;
}

double equal_counts_makespan(std::span<const SimTask> tasks, unsigned workers) {
  double makespan = 0;
  for (unsigned left = workers; left > 0; --left) {
    const std::size_t share = (tasks.size() + left - 1) / left;
    makespan = std::max(makespan, total_seconds(tasks.first(share)));
    tasks = tasks.subspan(share);
  }
  return makespan;
}

}  // namespace pixherd::herd
