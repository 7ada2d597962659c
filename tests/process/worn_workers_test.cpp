// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <csignal>
#include <map>

#include "support/catch.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

/// The height of each outcome is the number of the process that had the task.
ToyRun that_tells_who(std::uint32_t tasks, PoolSize size) {
  ToyRun toy(tasks, size);
  auto work = toy.handler.work;
  toy.handler.work = [work](const WorkOrder& order, const TaskFiles& files, const AskMemory& ask) {
    Outcome outcome = work(order, files, ask);
    outcome.height = static_cast<std::uint32_t>(::getpid());
    return outcome;
  };
  return toy;
}

/// Process -> tasks.
std::map<std::uint32_t, unsigned> tasks_by_process(const ToyRun& toy) {
  std::map<std::uint32_t, unsigned> tasks;
  for (const auto& outcome : toy.observer.outcomes) {
    ++tasks[outcome->height];
  }
  return tasks;
}

TEST_CASE("no worker does more tasks than it may, and every task is done exactly once", "[slow]") {
  for (const std::uint32_t most : {1U, 7U, 50U}) {
    for (const unsigned workers : {1U, 2U, 4U}) {
      CAPTURE(most, workers);
      constexpr std::uint32_t kTasks = 75;
      ToyRun toy = that_tells_who(kTasks, {workers, workers});
      toy.config.max_tasks_per_worker = most;
      const RunResult result = toy.run();
      CHECK(result.end == RunEnd::done);
      CHECK(toy.all_done());
      CHECK(toy.desk.put_back_count == 0);
      CHECK(has_no_children());
      for (const auto& [process, tasks] : tasks_by_process(toy)) {
        CHECK(tasks <= most);
      }
      const RunMetrics& metrics = result.metrics;
      const std::uint32_t needed = (kTasks + most - 1) / most;
      CHECK(metrics.spawns >= needed);
      CHECK(metrics.spawns <= metrics.recycled + workers);
      CHECK(metrics.recycled + workers >= needed);
      CHECK(metrics.recycled <= needed + workers);
      CHECK(metrics.peak_processes <= workers);
      CHECK(metrics.replaced == 0);
      CHECK(metrics.grown == 0);
    }
  }
}

TEST_CASE("with one task a worker nothing is ever a warm hit") {
  ToyRun toy(50, {2, 2});
  toy.config.max_tasks_per_worker = 1;
  CHECK(toy.run().metrics.warm_hits == 0);
  CHECK(toy.all_done());
}

TEST_CASE("workers that leave and workers that die are both replaced") {
  ToyRun toy(200, {3, 3}, [](const WorkOrder& order, const AskMemory&) {
    if (order.task % 20 == 4) {
      std::raise(SIGSEGV);
    }
  });
  toy.config.max_tasks_per_worker = 3;
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(toy.observer.count(TaskStatus::failed) == 10);
  CHECK(toy.observer.count(TaskStatus::saved) == 190);
  CHECK(result.metrics.recycled > 0);
  CHECK(result.metrics.replaced > 0);
  CHECK(result.metrics.peak_processes <= 3);
  CHECK(toy.desk.still_open() == 0);
  CHECK(has_no_children());
}

TEST_CASE("a pool whose workers leave grows to its ceiling all the same, and shrinks", "[slow]") {
  ToyRun toy(600, {1, 3}, [](const WorkOrder&, const AskMemory&) { ::usleep(2000); });
  toy.config.max_tasks_per_worker = 20;
  toy.machine.idle = 3.0;
  const RunResult grown = toy.run();
  CHECK(toy.all_done());
  CHECK(grown.metrics.peak_processes == 3);
  CHECK(grown.metrics.grown == 2);

  ToyRun pressed(1200, {3, 3}, [](const WorkOrder&, const AskMemory&) { ::usleep(2000); });
  pressed.config.max_tasks_per_worker = 20;
  pressed.machine.available = 10;
  unsigned at_the_end = 0;
  pressed.observer.on_progress = [&](const RunProgress& progress) {
    at_the_end = progress.workers;
  };
  CHECK(pressed.run().end == RunEnd::done);
  CHECK(pressed.all_done());
  CHECK(at_the_end <= 1);
}

/// One worker at a time, of which the first is seen large while it works, and from then on if
/// `keeps`.
struct LargeFirst {
  explicit LargeFirst(bool keeps)
      : toy(300, {1, 1}, [this](const WorkOrder&, const AskMemory&) {
          *at_work = 1;
          *has_worked = 1;
          ::usleep(2000);
          *at_work = 0;
        }) {
    toy.config.memory = {0, 0};
    toy.machine.resident_of = [this, keeps](int pid) -> std::uint64_t {
      first = first == 0 ? pid : first;
      const Flag& large = keeps ? has_worked : at_work;
      return pid == first && large->load() == 1 ? 900'000'000 : 1000;
    };
  }
  Flag at_work;
  Flag has_worked;
  int first = 0;
  ToyRun toy;
};

TEST_CASE("a worker that keeps too much memory is replaced, once, and no task is lost by it") {
  LargeFirst run(true);
  const RunResult result = run.toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(run.toy.all_done());
  CHECK(result.metrics.recycled == 1);
  CHECK(result.metrics.spawns == 2);
  CHECK(run.toy.desk.put_back_count == 0);
}

TEST_CASE("a worker that is large while it works and gives it all back stays") {
  LargeFirst run(false);
  const RunResult result = run.toy.run();
  CHECK(run.toy.all_done());
  CHECK(result.metrics.recycled == 0);
  CHECK(result.metrics.spawns == 1);
}

}  // namespace
}  // namespace pixherd
