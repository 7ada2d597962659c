// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/catch.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

const WorkerGlance* in_state(const RunProgress& progress, WorkerState state) {
  const auto found =
      std::find_if(progress.herd.begin(), progress.herd.end(),
                   [&](const WorkerGlance& worker) { return worker.state == state; });
  return found == progress.herd.end() ? nullptr : &*found;
}

TEST_CASE("every task is told of when a worker begins it, and in the order of time") {
  ToyRun toy(200, {3, 3});
  const RunResult result = toy.run();
  CHECK(toy.all_done());
  for (TaskId task = 0; task < 200; ++task) {
    REQUIRE(toy.observer.begun[task].has_value());
    CHECK(*toy.observer.begun[task] >= 0);
    CHECK(*toy.observer.begun[task] <= result.metrics.wall_seconds);
  }
}

TEST_CASE("a glance at the herd tells who works on what, and who waits for memory") {
  const Flag seen;
  const Shared<std::atomic<int>> first;  // the number of the task that began first, from 1
  ToyRun toy(8, {2, 2}, [&](const WorkOrder& order, const AskMemory& ask) {
    int nobody = 0;
    if (first->compare_exchange_strong(nobody, static_cast<int>(order.task) + 1)) {
      wait_for_flag(seen);
    } else if (seen->load() == 0) {
      ask(400'000);  // of a budget of 500,000, while the other holds its half
    }
  });
  toy.desk.bytes_each = kManyBytes;
  bool both = false;
  toy.observer.on_progress = [&](const RunProgress& progress) {
    const WorkerGlance* working = in_state(progress, WorkerState::working);
    const WorkerGlance* waiting = in_state(progress, WorkerState::waiting_for_memory);
    if (working != nullptr && waiting != nullptr && working->task_seconds > 0) {
      both = both || (static_cast<int>(*working->task) + 1 == *first && waiting->task);
      seen->store(1);
    }
  };
  toy.run();
  CHECK(toy.all_done());
  CHECK(both);
}

TEST_CASE("what a lost task took is told with its end") {
  ToyRun toy(1, {1, 1}, [](const WorkOrder&, const AskMemory&) { ::_exit(3); });
  double seconds = 0;
  toy.observer.on_seconds = [&](TaskId, double took) { seconds = took; };
  toy.run();
  CHECK(toy.observer.count(TaskStatus::failed) == 1);
  CHECK(seconds > 0);
}

TEST_CASE("workers are told from how many saved bytes on thumbnails are wanted") {
  const Shared<std::atomic<int>> asked;
  ToyRun toy(20, {2, 2}, [&](const WorkOrder& order, const AskMemory&) {
    *asked += order.thumbnails_above == 77U ? 1 : 0;
  });
  toy.run();
  CHECK(*asked == 0);
  ToyRun again(20, {2, 2}, [&](const WorkOrder& order, const AskMemory&) {
    *asked += order.thumbnails_above == 77U ? 1 : 0;
  });
  again.observer.wants_thumbnails_above = 77;
  again.run();
  CHECK(*asked == 20);
}

}  // namespace
}  // namespace pixherd
