// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "pixherd/policy/chunk_plan.hpp"
#include "support/compare.hpp"

namespace pixherd {

/// True where the chunks follow one another without a gap, none is empty, every worker is one of
/// the plan's, and every task from 0 on is in exactly one of them.
inline bool has_every_task_once(const ChunkPlan& plan, std::uint32_t tasks) {
  std::uint32_t next = 0;
  for (const Chunk& chunk : plan.chunks) {
    if (chunk.first != next || chunk.count == 0 || chunk.worker >= plan.workers) {
      return false;
    }
    next += chunk.count;
  }
  std::vector<TaskId> sorted = plan.order;
  std::sort(sorted.begin(), sorted.end());
  std::vector<TaskId> all(tasks);
  std::iota(all.begin(), all.end(), TaskId{0});
  return next == tasks && sorted == all;
}

inline std::vector<std::uint32_t> tasks_by_worker(const ChunkPlan& plan) {
  std::vector<std::uint32_t> tasks(plan.workers);
  for (const Chunk& chunk : plan.chunks) {
    tasks[chunk.worker] += chunk.count;
  }
  return tasks;
}

inline double largest_load(const ChunkPlan& plan, std::span<const TaskCost> costs) {
  std::vector<double> loads(plan.workers);
  for (const Chunk& chunk : plan.chunks) {
    for (std::uint32_t i = chunk.first; i < chunk.first + chunk.count; ++i) {
      loads[chunk.worker] += costs[plan.order[i]].seconds;
    }
  }
  return *std::max_element(loads.begin(), loads.end());
}

inline double total_cost(std::span<const TaskCost> costs) {
  return std::accumulate(costs.begin(), costs.end(), 0.0,
                         [](double sum, const TaskCost& cost) { return sum + cost.seconds; });
}

inline double longest_cost(std::span<const TaskCost> costs) {
  double longest = 0;
  for (const TaskCost& cost : costs) {
    longest = std::max(longest, cost.seconds);
  }
  return longest;
}

/// What nobody can beat: a worker's even share, or the longest task alone.
inline double lower_bound(std::span<const TaskCost> costs, unsigned workers) {
  return std::max(total_cost(costs) / workers, longest_cost(costs));
}

}  // namespace pixherd
