// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include <vector>

#include "pixherd/policy/chunk_plan.hpp"
#include "support/random.hpp"

namespace pixherd {

/// The numbers of tasks and of workers that the six systems are tested at.
inline constexpr std::array<std::uint32_t, 7> kTaskCounts{0, 1, 2, 5, 72, 1000, 4000};
inline constexpr std::array<unsigned, 6> kWorkerCounts{1, 2, 3, 4, 8, 64};

inline std::vector<TaskCost> equal_costs(std::uint32_t tasks, double seconds = 0.01) {
  return std::vector<TaskCost>(tasks, TaskCost{seconds, 1000});
}

/// Costs as photographs have them: most near the median, a few many times as much.
inline std::vector<TaskCost> skewed_costs(std::uint32_t tasks, double spread, std::uint32_t seed) {
  Random random(seed);
  std::vector<TaskCost> costs(tasks);
  for (TaskCost& cost : costs) {
    // Sum of uniform numbers: as good as normal here, and the same with every library.
    double normal = -6;
    for (int i = 0; i < 12; ++i) {
      normal += static_cast<double>(random()) / 4294967296.0;
    }
    cost.bytes = static_cast<std::uint64_t>(800'000 * std::exp(spread * normal)) + 1;
    cost.seconds = static_cast<double>(cost.bytes) * 5e-8;
  }
  return costs;
}

}  // namespace pixherd
