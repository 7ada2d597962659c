// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "pixherd/policy/chunk_plan.hpp"
#include "support/catch.hpp"
#include "support/grid.hpp"

namespace pixherd {
namespace {

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 40;

/// The formula of the design, step by step and in floating point.
std::uint32_t restated(const BatchSizeConfig& config, double tasks, double workers, double budget,
                       double task_memory) {
  double size = config.tasks_per_process;
  const double fit = std::floor(budget / task_memory);
  if (fit < size) {
    size = fit;
  }
  if (size < config.min_size) {
    size = config.min_size;
  }
  if (size > config.max_size) {
    size = config.max_size;
  }
  const double share = std::ceil(tasks / workers);
  if (size > share) {
    size = share;
  }
  return size < 1 ? 1 : static_cast<std::uint32_t>(size);
}

TEST_CASE("a worker is given tasks_per_process tasks where nothing speaks against it") {
  CHECK(batch_size({}, 4000, 4, kPlenty, 1) == 20);
  CHECK(batch_size({.tasks_per_process = 50}, 4000, 4, kPlenty, 1) == 50);
}

TEST_CASE("a small budget makes small batches, but not below the least size") {
  CHECK(batch_size({}, 4000, 4, 150, 10) == 15);
  CHECK(batch_size({}, 4000, 4, 30, 10) == 10);
  CHECK(batch_size({}, 4000, 4, 0, 10) == 10);
  CHECK(batch_size({.min_size = 1}, 4000, 4, 0, 10) == 1);
}

TEST_CASE("no batch is larger than the largest size or than a worker's share") {
  CHECK(batch_size({.max_size = 12}, 4000, 4, kPlenty, 1) == 12);
  CHECK(batch_size({.tasks_per_process = 5000}, 4000, 4, kPlenty, 1) == 100);
  CHECK(batch_size({}, 5, 4, kPlenty, 1) == 2);
  CHECK(batch_size({}, 72, 8, kPlenty, 1) == 9);
}

TEST_CASE("no tasks, no workers and a task of no size are no reason to divide by zero") {
  CHECK(batch_size({}, 0, 4, kPlenty, 1) == 1);
  CHECK(batch_size({}, 100, 0, kPlenty, 0) == 20);
  CHECK(batch_size({}, 0, 0, 0, 0) == 1);
}

TEST_CASE("the batch size is that of the design's formula over the whole grid") {
  for (const std::uint32_t tasks : kTaskCounts) {
    for (const unsigned workers : kWorkerCounts) {
      for (const std::uint32_t least : {1U, 10U, 30U}) {
        for (const std::uint32_t most : {30U, 100U}) {
          for (const std::uint32_t each : {1U, 7U, 20U, 64U, 1000U}) {
            for (const std::uint64_t budget : {0U, 5'000U, 25'000U, 1'000'000U}) {
              const BatchSizeConfig config{least, most, 0.7, each};
              CAPTURE(tasks, workers, least, most, each, budget);
              CHECK(batch_size(config, tasks, workers, budget, 1000) ==
                    restated(config, tasks, workers, static_cast<double>(budget), 1000));
            }
          }
        }
      }
    }
  }
}

TEST_CASE("a run of billions of tasks does not overflow the batch size") {
  const std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  CHECK(batch_size({}, most, 1, kPlenty, 1) == 20);
  CHECK(batch_size({.max_size = 4'000'000'000, .tasks_per_process = 4'000'000'000}, most, 1,
                   ~std::uint64_t{0}, 1) == 4'000'000'000);
}

}  // namespace
}  // namespace pixherd
