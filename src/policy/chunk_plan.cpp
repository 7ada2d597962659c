// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/chunk_plan.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>

namespace pixherd {
namespace {

std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

bool all_equal(std::span<const TaskCost> costs) {
  const auto [least, most] = std::minmax_element(
      costs.begin(), costs.end(),
      [](const TaskCost& a, const TaskCost& b) { return a.seconds < b.seconds; });
  return most->seconds - least->seconds <= 1e-9 * most->seconds;
}

/// Appends the chunk of `count` tasks that begins at order[first].
void append_chunk(ChunkPlan& plan, std::span<const TaskCost> costs, std::uint32_t worker,
                  std::uint32_t first, std::uint32_t count) {
  Chunk chunk{worker, first, count, 0, 0};
  for (std::uint32_t i = first; i < first + count; ++i) {
    chunk.cost += costs[plan.order[i]].seconds;
    chunk.bytes += costs[plan.order[i]].bytes;
  }
  plan.chunks.push_back(chunk);
}

void deal_equal_chunks(ChunkPlan& plan, std::span<const TaskCost> costs, std::uint32_t batch) {
  const std::uint64_t total = costs.size();
  const std::uint64_t chunks = plan.workers * ceil_div(ceil_div(total, plan.workers), batch);
  plan.order.resize(total);
  std::iota(plan.order.begin(), plan.order.end(), TaskId{0});
  std::uint32_t first = 0;
  for (std::uint64_t i = 0; i < chunks; ++i) {
    const auto count = static_cast<std::uint32_t>(total / chunks + (i < total % chunks ? 1 : 0));
    if (count > 0) {
      append_chunk(plan, costs, static_cast<std::uint32_t>(i % plan.workers), first, count);
    }
    first += count;
  }
}

/// Each worker's tasks, longest first.
std::vector<std::vector<TaskId>> longest_first_shares(std::span<const TaskCost> costs,
                                                      unsigned workers) {
  std::vector<TaskId> by_cost(costs.size());
  std::iota(by_cost.begin(), by_cost.end(), TaskId{0});
  std::sort(by_cost.begin(), by_cost.end(), [&](TaskId a, TaskId b) {
    return costs[a].seconds != costs[b].seconds ? costs[a].seconds > costs[b].seconds : a < b;
  });
  using Load = std::pair<double, std::uint32_t>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> least_loaded;
  for (std::uint32_t worker = 0; worker < workers; ++worker) {
    least_loaded.emplace(0.0, worker);
  }
  std::vector<std::vector<TaskId>> shares(workers);
  for (const TaskId task : by_cost) {
    const auto [load, worker] = least_loaded.top();
    least_loaded.pop();
    shares[worker].push_back(task);
    least_loaded.emplace(load + costs[task].seconds, worker);
  }
  return shares;
}

/// Cuts the share that fills order[first, first + count) into chunks of nearly equal cost.
void cut_share(ChunkPlan& plan, std::span<const TaskCost> costs, std::uint32_t worker,
               std::uint32_t first, std::uint32_t count, std::uint32_t batch) {
  double share_cost = 0;
  for (std::uint32_t i = first; i < first + count; ++i) {
    share_cost += costs[plan.order[i]].seconds;
  }
  const double target = share_cost / static_cast<double>(ceil_div(count, batch));
  const std::uint32_t end = first + count;
  std::uint32_t chunk_first = first;
  double chunk_cost = 0;
  for (std::uint32_t i = first; i < end; ++i) {
    chunk_cost += costs[plan.order[i]].seconds;
    const std::uint32_t size = i + 1 - chunk_first;
    if (i + 1 < end && (size == batch || chunk_cost >= target)) {
      append_chunk(plan, costs, worker, chunk_first, size);
      chunk_first = i + 1;
      chunk_cost = 0;
    }
  }
  while (chunk_first < end) {
    const std::uint32_t size = std::max(1U, (end - chunk_first) / 2);
    append_chunk(plan, costs, worker, chunk_first, size);
    chunk_first += size;
  }
}

void balance_by_cost(ChunkPlan& plan, std::span<const TaskCost> costs, std::uint32_t batch) {
  const auto shares = longest_first_shares(costs, plan.workers);
  plan.order.reserve(costs.size());
  for (std::uint32_t worker = 0; worker < plan.workers; ++worker) {
    const auto first = static_cast<std::uint32_t>(plan.order.size());
    plan.order.insert(plan.order.end(), shares[worker].begin(), shares[worker].end());
    if (!shares[worker].empty()) {
      cut_share(plan, costs, worker, first, static_cast<std::uint32_t>(shares[worker].size()),
                batch);
    }
  }
}

}  // namespace

std::uint32_t batch_size(const BatchSizeConfig& config, std::uint64_t tasks, unsigned workers,
                         std::uint64_t memory_budget, std::uint64_t task_memory) {
  const std::uint64_t fit = memory_budget / std::max<std::uint64_t>(1, task_memory);
  const std::uint64_t wanted = std::max<std::uint64_t>(
      std::min<std::uint64_t>(config.tasks_per_process, fit), config.min_size);
  const std::uint64_t share = ceil_div(tasks, std::max(1U, workers));
  return static_cast<std::uint32_t>(
      std::max<std::uint64_t>(1, std::min({wanted, std::uint64_t{config.max_size}, share})));
}

ChunkPlan plan_chunks(std::span<const TaskCost> costs, unsigned workers, std::uint32_t batch) {
  ChunkPlan plan;
  plan.workers = std::max(1U, workers);
  if (costs.empty()) {
    return plan;
  }
  if (all_equal(costs)) {
    deal_equal_chunks(plan, costs, std::max(1U, batch));
  } else {
    balance_by_cost(plan, costs, std::max(1U, batch));
  }
  return plan;
}

}  // namespace pixherd
