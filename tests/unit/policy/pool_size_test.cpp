// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/pool_size.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/grid.hpp"

namespace pixherd {
namespace {

TEST_CASE("the pool starts with half the processors, two to eight, and may grow to all of them") {
  const auto size = [](unsigned cpus) { return pool_size(cpus, 1'000'000, {}); };
  CHECK(size(1) == PoolSize{2, 2});
  CHECK(size(2) == PoolSize{2, 2});
  CHECK(size(3) == PoolSize{2, 3});
  CHECK(size(4) == PoolSize{2, 4});
  CHECK(size(6) == PoolSize{3, 6});
  CHECK(size(8) == PoolSize{4, 8});
  CHECK(size(15) == PoolSize{7, 15});
  CHECK(size(16) == PoolSize{8, 16});
  CHECK(size(64) == PoolSize{8, 64});
}

TEST_CASE("neither start nor ceiling is above the number of tasks") {
  for (unsigned cpus = 0; cpus <= 64; ++cpus) {
    for (const std::uint32_t tasks : kTaskCounts) {
      CAPTURE(cpus, tasks);
      const PoolSize size = pool_size(cpus, tasks, {});
      const unsigned start = std::min(std::max(cpus / 2, 2U), 8U);
      CHECK(size.start == std::min(start, tasks));
      CHECK(size.max == std::min(std::max(start, cpus), tasks));
    }
  }
  CHECK(pool_size(4, ~std::uint64_t{0}, {}) == PoolSize{2, 4});
}

TEST_CASE("a size that was asked for replaces both numbers") {
  CHECK(pool_size(2, 1000, PoolSize{6, 6}) == PoolSize{6, 6});
  CHECK(pool_size(64, 1000, PoolSize{1, 4}) == PoolSize{1, 4});
  CHECK(pool_size(64, 3, PoolSize{2, 8}) == PoolSize{2, 3});
  CHECK(pool_size(64, 1, PoolSize{8, 8}) == PoolSize{1, 1});
  CHECK(pool_size(64, 0, PoolSize{8, 8}) == PoolSize{0, 0});
  CHECK(pool_size(64, 0, {}) == PoolSize{0, 0});
}

TEST_CASE("processors that the workers leave idle become threads of theirs") {
  CHECK(threads_per_worker(8, 1) == 8);
  CHECK(threads_per_worker(8, 3) == 2);
  CHECK(threads_per_worker(8, 8) == 1);
  CHECK(threads_per_worker(2, 64) == 1);
  CHECK(threads_per_worker(0, 4) == 1);
  CHECK(threads_per_worker(4, 0) == 4);
  for (const unsigned workers : kWorkerCounts) {
    for (unsigned cpus = 1; cpus <= 64; ++cpus) {
      CHECK(threads_per_worker(cpus, workers) == std::max(1U, cpus / workers));
    }
  }
}

/// Two of four workers, work for more, two idle processors, memory enough.
PoolView roomy() {
  PoolView view;
  view.workers = 2;
  view.max = 4;
  view.backlog = 10;
  view.idle_cpus = 2.0;
  view.memory_available = 1000;
  view.memory_grant = 100;
  view.memory_reserve = 50;
  return view;
}

TEST_CASE("the pool grows where there are backlog, an idle processor and memory") {
  CHECK(next_step(roomy()) == PoolStep::grow);
  PoolView unknown = roomy();
  unknown.idle_cpus.reset();
  CHECK(next_step(unknown) == PoolStep::grow);
  PoolView half_idle = roomy();
  half_idle.idle_cpus = 0.5;
  CHECK(next_step(half_idle) == PoolStep::grow);
  PoolView just_enough = roomy();
  just_enough.memory_available = 150;
  CHECK(next_step(just_enough) == PoolStep::grow);
}

TEST_CASE("the pool stays as it is where one of them is missing") {
  const auto step = [](auto change) {
    PoolView view = roomy();
    change(view);
    return next_step(view);
  };
  CHECK(step([](PoolView& v) { v.workers = v.max; }) == PoolStep::stay);
  CHECK(step([](PoolView& v) { v.workers = v.max + 1; }) == PoolStep::stay);
  CHECK(step([](PoolView& v) { v.backlog = 0; }) == PoolStep::stay);
  CHECK(step([](PoolView& v) { v.warming = 2; }) == PoolStep::stay);  // on the idle ones
  CHECK(step([](PoolView& v) { v.warming = 1, v.backlog = 1; }) == PoolStep::stay);
  CHECK(step([](PoolView& v) { v.warming = 1, v.memory_available = 249; }) == PoolStep::stay);
  CHECK(step([](PoolView& v) { v.idle_cpus = 0.4; }) == PoolStep::stay);
  CHECK(step([](PoolView& v) { v.memory_available = 149; }) == PoolStep::stay);
  CHECK(step([](PoolView& v) { v.memory_available = v.memory_reserve; }) == PoolStep::stay);
}

TEST_CASE("one look lets as many come as there are processors, tasks and memory for") {
  const auto more = [](auto change) {
    PoolView view = roomy();
    view.max = 512;
    view.backlog = 1000;
    view.idle_cpus = 400.0;
    view.memory_available = 100'000;
    change(view);
    return growth(view);
  };
  CHECK(more([](PoolView&) {}) == 400);
  CHECK(more([](PoolView& v) { v.warming = 30; }) == 370);
  CHECK(more([](PoolView& v) { v.max = 100; }) == 98);
  CHECK(more([](PoolView& v) { v.backlog = 7; }) == 7);
  CHECK(more([](PoolView& v) { v.memory_available = 50 + 100 * 12 + 99; }) == 12);
  CHECK(more([](PoolView& v) { v.memory_available = 49; }) == 0);
  CHECK(more([](PoolView& v) { v.idle_cpus = 0.4; }) == 0);
  CHECK(more([](PoolView& v) { v.idle_cpus.reset(); }) == 1);
}

TEST_CASE("memory is under pressure below a twentieth of what there was") {
  CHECK(memory_reserve({1'000'000, 0.7}) == 50'000);
}

TEST_CASE("under memory pressure the pool shrinks, but never to nobody") {
  PoolView short_of_memory = roomy();
  short_of_memory.memory_available = 49;
  CHECK(next_step(short_of_memory) == PoolStep::shrink);
  short_of_memory.workers = 1;
  CHECK(next_step(short_of_memory) == PoolStep::stay);
}

}  // namespace
}  // namespace pixherd
