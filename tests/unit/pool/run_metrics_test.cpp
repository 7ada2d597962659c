// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/run_metrics.hpp"

#include <chrono>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/grid.hpp"

namespace pixherd {
namespace {

using std::chrono::seconds;

MetricsKeeper keeper_for(std::uint32_t tasks, unsigned workers) {
  return {workers, plan_chunks(equal_costs(tasks), workers, 10), 10, 5000, 3000};
}

TEST_CASE("what was planned and what memory there was is known from the beginning") {
  const auto keeper = keeper_for(25, 2);
  CHECK(keeper.metrics.workers.size() == 2);
  CHECK(keeper.metrics.batch_size == 10);
  CHECK(keeper.metrics.memory_available == 5000);
  CHECK(keeper.metrics.memory_budget == 3000);
  CHECK(keeper.metrics.chunk_sizes == std::map<std::uint32_t, std::uint64_t>{{6, 3}, {7, 1}});
  CHECK(keeper_for(0, 4).metrics.chunk_sizes.empty());
}

TEST_CASE("tasks, bytes and busy time are summed by worker and over all") {
  auto keeper = keeper_for(25, 2);
  keeper.task_done(0, 100, 0.5);
  keeper.task_done(0, 200, 0.25);
  keeper.task_done(1, 50, 1);
  CHECK(keeper.metrics.workers[0].tasks == 2);
  CHECK(keeper.metrics.workers[0].bytes == 300);
  CHECK(nearly(keeper.metrics.workers[0].busy_seconds, 0.75));
  CHECK(keeper.metrics.tasks() == 3);
  CHECK(keeper.metrics.bytes() == 350);
}

TEST_CASE("a worker waits from when it is warm until it gets a task") {
  auto keeper = keeper_for(25, 2);
  const TimePoint start = Clock::now();
  keeper.worker_idle(0, start);
  keeper.task_sent(0, start + seconds(2));
  keeper.task_sent(0, start + seconds(3));  // it has one already
  keeper.worker_idle(0, start + seconds(10));
  keeper.worker_gone(0, start + seconds(15));
  keeper.worker_gone(0, start + seconds(99));
  CHECK(nearly(keeper.metrics.workers[0].waiting_seconds, 7));
  keeper.worker_idle(1, start);
  keeper.task_sent(1, start + seconds(1));
  CHECK(nearly(keeper.metrics.waiting_seconds(), 8));
}

TEST_CASE("a task for a worker that has been given one before is a warm hit") {
  auto keeper = keeper_for(25, 2);
  const TimePoint now = Clock::now();
  keeper.task_sent(0, now);
  CHECK(keeper.metrics.warm_hits == 0);
  keeper.task_sent(0, now);
  keeper.task_sent(1, now);
  CHECK(keeper.metrics.warm_hits == 1);
}

TEST_CASE("the first task of the worker that comes in a gone one's place is no warm hit") {
  auto keeper = keeper_for(25, 2);
  const TimePoint now = Clock::now();
  keeper.task_sent(0, now);
  keeper.worker_gone(0, now);
  keeper.task_sent(0, now);
  CHECK(keeper.metrics.warm_hits == 0);
  keeper.task_sent(0, now);
  CHECK(keeper.metrics.warm_hits == 1);
}

TEST_CASE("memory is kept as mean, peak and thirds of the budget") {
  auto keeper = keeper_for(25, 2);
  for (const std::uint64_t resident : {500U, 900U, 1100U, 2500U, 9000U}) {
    keeper.memory_sample(resident);
  }
  CHECK(nearly(keeper.metrics.memory_mean, 2800));
  CHECK(keeper.metrics.memory_peak == 9000);
  CHECK(keeper.metrics.memory_thirds == std::array<std::uint64_t, 3>{2, 1, 2});
}

TEST_CASE("with a budget of nothing every sample is in the last third") {
  MetricsKeeper keeper(1, {}, 10, 0, 0);
  keeper.memory_sample(1000);
  CHECK(keeper.metrics.memory_thirds == std::array<std::uint64_t, 3>{0, 0, 1});
}

}  // namespace
}  // namespace pixherd
