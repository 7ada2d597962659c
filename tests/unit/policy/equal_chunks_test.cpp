// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "pixherd/policy/chunk_plan.hpp"
#include "support/catch.hpp"
#include "support/grid.hpp"
#include "support/plan_facts.hpp"

namespace pixherd {
namespace {

std::uint32_t ceil_div(std::uint32_t a, std::uint32_t b) { return a / b + (a % b != 0 ? 1 : 0); }

std::vector<std::uint32_t> sizes_of(const ChunkPlan& plan) {
  std::vector<std::uint32_t> sizes;
  for (const Chunk& chunk : plan.chunks) {
    sizes.push_back(chunk.count);
  }
  return sizes;
}

TEST_CASE("five equal tasks on four workers are two, one, one and one") {
  const ChunkPlan plan = plan_chunks(equal_costs(5), 4, 20);
  CHECK(sizes_of(plan) == std::vector<std::uint32_t>{2, 1, 1, 1});
  CHECK(tasks_by_worker(plan) == std::vector<std::uint32_t>{2, 1, 1, 1});
}

TEST_CASE("no tasks are no chunks, for any number of workers") {
  for (const unsigned workers : kWorkerCounts) {
    const ChunkPlan plan = plan_chunks({}, workers, 20);
    CHECK(plan.chunks.empty());
    CHECK(plan.order.empty());
    CHECK(plan.workers == workers);
  }
}

TEST_CASE("equal tasks make chunks of sizes that differ by one at most, dealt in turn") {
  for (const std::uint32_t tasks : kTaskCounts) {
    for (const unsigned workers : kWorkerCounts) {
      for (const std::uint32_t batch : {1U, 2U, 7U, 10U, 20U, 100U, 5000U}) {
        CAPTURE(tasks, workers, batch);
        const ChunkPlan plan = plan_chunks(equal_costs(tasks), workers, batch);
        REQUIRE(has_every_task_once(plan, tasks));
        // Those chunks that would be empty are left out.
        const std::uint32_t chunks = workers * ceil_div(ceil_div(tasks, workers), batch);
        REQUIRE(plan.chunks.size() == std::min(chunks, tasks));
        if (tasks == 0) {
          continue;
        }
        const auto sizes = sizes_of(plan);
        const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
        CHECK(*most - *least <= 1);
        CHECK(*most <= batch);
        for (std::size_t i = 0; i < plan.chunks.size(); ++i) {
          REQUIRE(plan.chunks[i].worker == i % workers);
        }
        for (const std::uint32_t given : tasks_by_worker(plan)) {
          REQUIRE(given <= ceil_div(tasks, workers));
        }
      }
    }
  }
}

TEST_CASE("equal tasks stay in the order in which they were found") {
  const ChunkPlan plan = plan_chunks(equal_costs(1000), 8, 20);
  CHECK(std::is_sorted(plan.order.begin(), plan.order.end()));
}

TEST_CASE("a chunk says what it costs and how many bytes it is of") {
  const ChunkPlan plan = plan_chunks(equal_costs(72, 0.5), 4, 10);
  for (const Chunk& chunk : plan.chunks) {
    CHECK(nearly(chunk.cost, 0.5 * chunk.count));
    CHECK(chunk.bytes == 1000U * chunk.count);
  }
}

TEST_CASE("tasks that cost nothing are equal too") {
  const ChunkPlan plan = plan_chunks(equal_costs(5, 0), 4, 20);
  CHECK(tasks_by_worker(plan) == std::vector<std::uint32_t>{2, 1, 1, 1});
}

TEST_CASE("no workers and a batch of nothing are taken as one") {
  const ChunkPlan plan = plan_chunks(equal_costs(3), 0, 0);
  CHECK(plan.workers == 1);
  CHECK(sizes_of(plan) == std::vector<std::uint32_t>{1, 1, 1});
}

}  // namespace
}  // namespace pixherd
