// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "pixherd/policy/chunk_plan.hpp"
#include "support/catch.hpp"
#include "support/grid.hpp"
#include "support/plan_facts.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

/// What no unequal plan may break.
void check_invariants(std::span<const TaskCost> costs, unsigned workers, std::uint32_t batch) {
  const ChunkPlan plan = plan_chunks(costs, workers, batch);
  const auto tasks = static_cast<std::uint32_t>(costs.size());
  REQUIRE(plan.workers == workers);
  REQUIRE(has_every_task_once(plan, tasks));
  std::vector<std::uint32_t> last_chunk(workers, 1);
  std::vector<double> last_cost(workers, INFINITY);
  for (const Chunk& chunk : plan.chunks) {
    REQUIRE(chunk.count <= batch);
    double cost = 0;
    std::uint64_t bytes = 0;
    for (std::uint32_t i = chunk.first; i < chunk.first + chunk.count; ++i) {
      const TaskCost& task = costs[plan.order[i]];
      REQUIRE(task.seconds <= last_cost[chunk.worker]);  // a worker's tasks stand longest first
      last_cost[chunk.worker] = task.seconds;
      cost += task.seconds;
      bytes += task.bytes;
    }
    REQUIRE(nearly(chunk.cost, cost));
    REQUIRE(chunk.bytes == bytes);
    last_chunk[chunk.worker] = chunk.count;
  }
  // The tail of every worker's share is a single task, which anyone may take over.
  REQUIRE(std::all_of(last_chunk.begin(), last_chunk.end(), [](auto size) { return size == 1; }));
  if (tasks > 0) {
    const double largest = largest_load(plan, costs);
    REQUIRE(largest <= total_cost(costs) / workers + longest_cost(costs) + 1e-9);
  }
}

TEST_CASE("unequal tasks are balanced over the whole grid and none is lost") {
  for (const std::uint32_t tasks : kTaskCounts) {
    for (const unsigned workers : kWorkerCounts) {
      for (const std::uint32_t batch : {1U, 2U, 10U, 20U, 100U}) {
        CAPTURE(tasks, workers, batch);
        auto costs = skewed_costs(tasks, 1.0, tasks + workers);
        if (tasks == 1) {
          costs.push_back({0.5, 5});
        }
        check_invariants(costs, workers, batch);
      }
    }
  }
}

TEST_CASE("a giant among small tasks comes first, and alone where it is more than a share") {
  auto costs = equal_costs(999, 0.01);
  costs.push_back({5.0, 100'000'000});
  for (const unsigned workers : {2U, 3U, 4U, 8U}) {
    CAPTURE(workers);
    check_invariants(costs, workers, 20);
    const ChunkPlan plan = plan_chunks(costs, workers, 20);
    CHECK(plan.order[0] == 999);
    if (5.0 > total_cost(costs) / workers) {
      CHECK(tasks_by_worker(plan)[0] == 1);
    }
    CHECK(largest_load(plan, costs) <= lower_bound(costs, workers) + 0.01);
  }
}

TEST_CASE("the slowest worker is within four thirds of the best that there is") {
  // Shares of known best: each worker's bin is filled by tasks that add up to exactly one second.
  for (const unsigned workers : kWorkerCounts) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
      Random random(seed);
      std::vector<TaskCost> costs;
      for (unsigned worker = 0; worker < workers; ++worker) {
        double left = 1;
        while (left > 0.05) {
          const double piece = std::min(left, 0.05 + static_cast<double>(random() % 600) / 1000);
          costs.push_back({piece, 1});
          left -= piece;
        }
        costs.push_back({left, 1});
      }
      std::shuffle(costs.begin(), costs.end(), random);
      CAPTURE(workers, seed);
      CHECK(largest_load(plan_chunks(costs, workers, 20), costs) <=
            4.0 / 3 - 1.0 / (3 * workers) + 1e-9);
    }
  }
}

TEST_CASE("Graham's worst case for the longest first is no worse than his bound") {
  for (const unsigned workers : {2U, 3U, 4U, 8U}) {
    std::vector<TaskCost> costs;  // 2m-1, 2m-1, 2m-2, 2m-2, ..., m+1, m+1, m, m, m
    for (unsigned length = 2 * workers - 1; length > workers; --length) {
      costs.push_back({static_cast<double>(length), 1});
      costs.push_back({static_cast<double>(length), 1});
    }
    costs.insert(costs.end(), 3, {static_cast<double>(workers), 1});
    const double best = 3.0 * workers;
    CHECK(largest_load(plan_chunks(costs, workers, 20), costs) <=
          best * (4.0 / 3 - 1.0 / (3 * workers)) + 1e-9);
  }
}

TEST_CASE("seventy-two photographs are balanced to within a fiftieth of the bound") {
  for (const unsigned workers : {2U, 3U, 4U, 8U, 16U}) {
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
      const auto costs = skewed_costs(72, 0.8, seed);
      const ChunkPlan plan = plan_chunks(costs, workers, 20);
      CAPTURE(workers, seed);
      // At 16 workers there are four or five images each, and no plan may be that even.
      CHECK(largest_load(plan, costs) <=
            lower_bound(costs, workers) * (workers <= 8 ? 1.02 : 1.10));
    }
  }
}

TEST_CASE("equal counts would leave the slowest worker far behind on the same images") {
  // That the bound above says something: dealt by count alone they miss it by far.
  const auto costs = skewed_costs(72, 0.8, 1);
  std::array<double, 8> loads{};
  for (std::size_t i = 0; i < costs.size(); ++i) {
    loads[i / 9] += costs[i].seconds;
  }
  CHECK(*std::max_element(loads.begin(), loads.end()) > 1.2 * lower_bound(costs, 8));
}

TEST_CASE("chunks of a worker cost nearly the same before they shrink") {
  const auto costs = skewed_costs(4000, 0.5, 3);
  const ChunkPlan plan = plan_chunks(costs, 4, 20);
  for (std::uint32_t worker = 0; worker < 4; ++worker) {
    std::vector<const Chunk*> own;
    double share = 0;
    for (const Chunk& chunk : plan.chunks) {
      if (chunk.worker == worker) {
        own.push_back(&chunk);
        share += chunk.cost;
      }
    }
    const double target = share / std::ceil(tasks_by_worker(plan)[worker] / 20.0);
    for (const Chunk* chunk : own) {
      CHECK(chunk->cost <= target + longest_cost(costs));
    }
    CHECK(own.front()->cost >= target);
    CHECK(own.back()->count == 1);
  }
}

TEST_CASE("the same tasks give the same plan") {
  for (const std::uint32_t tasks : kTaskCounts) {
    const auto costs = skewed_costs(tasks, 1.0, 9);
    const ChunkPlan a = plan_chunks(costs, 8, 20);
    const ChunkPlan b = plan_chunks(costs, 8, 20);
    CHECK(a.order == b.order);
    REQUIRE(a.chunks.size() == b.chunks.size());
    for (std::size_t i = 0; i < a.chunks.size(); ++i) {
      CHECK(a.chunks[i].worker == b.chunks[i].worker);
      CHECK(a.chunks[i].first == b.chunks[i].first);
      CHECK(a.chunks[i].count == b.chunks[i].count);
    }
  }
}

TEST_CASE("a plan takes less than two hundred bytes a task") {
  for (const std::uint32_t tasks : {1000U, 4000U}) {
    for (const bool equal : {true, false}) {
      const auto costs = equal ? equal_costs(tasks) : skewed_costs(tasks, 1.0, 4);
      const ChunkPlan plan = plan_chunks(costs, 64, 1);  // as many chunks as can be
      const std::size_t bytes = plan.order.capacity() * sizeof(TaskId) +
                                plan.chunks.capacity() * sizeof(Chunk) +
                                costs.size() * sizeof(TaskCost);
      CHECK(bytes / tasks < 200);
    }
  }
}

}  // namespace
}  // namespace pixherd
