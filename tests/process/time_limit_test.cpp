// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <csignal>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

using std::chrono::milliseconds;

/// Long enough for a toy to be in the hands of a worker that is warm already.
constexpr milliseconds kLimit{1000};

/// Runs it with workers that are warm before its time begins: how long a fork takes is the
/// machine's.
RunResult run_limited(ToyRun& toy) {
  const Flag warmed;
  toy.handler.warm = [&](FormatSet) {
    ++*warmed;
    return true;
  };
  SignalWatch signals;
  WorkerPool pool(toy.handler, toy.config.size.max);
  REQUIRE(pool.ensure_warm(toy.config.size.max).ok());
  wait_for_flag(warmed, static_cast<int>(toy.config.size.max));
  toy.config.begin_until = Clock::now() + kLimit;
  return toy.run(pool, signals);
}

TEST_CASE("where the time is over at the beginning no task is begun") {
  ToyRun toy(300, {2, 2});
  toy.config.begin_until = Clock::now();
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::time_limit);
  CHECK(contains(result.stop_reason, "time limit"));
  CHECK(toy.observer.count(TaskStatus::unprocessed) == 300);
  CHECK(toy.observer.outcomes[7]->reason->code == ReasonCode::stopped);
  CHECK(contains(toy.observer.outcomes[7]->reason->message, "time limit"));
  CHECK(toy.desk.times_opened == std::vector<unsigned>(300, 0));
  CHECK(has_no_children());
}

TEST_CASE("what is in hand when the time is over is finished, and nothing behind it is begun") {
  // Small tasks are sent many at a time, others one ahead.
  for (const unsigned bytes : {1'000U, 200'000U}) {
    CAPTURE(bytes);
    Flag release;
    ToyRun toy(200, {1, 1}, [&](const WorkOrder& order, const AskMemory&) {
      if (order.task == 0) {
        wait_for_flag(release);
      }
    });
    toy.desk.bytes_each = bytes;
    toy.costs = equal_costs(200, 0.1);
    toy.observer.on_ended = [&](TaskId) { *release = 1; };  // the first is one that only waited
    const RunResult result = run_limited(toy);
    CHECK(result.end == RunEnd::time_limit);
    CHECK(toy.saved(0));
    CHECK(toy.observer.count(TaskStatus::saved) == 1);
    CHECK(toy.observer.count(TaskStatus::unprocessed) == 199);
    CHECK(toy.desk.put_back_count > 0);
    CHECK(toy.desk.still_open() == 0);
    CHECK(has_no_children());
  }
}

TEST_CASE(
    "what is in hand when its worker is lost after the time is over is left to the next run") {
  Flag release;
  ToyRun toy(20, {1, 1}, [&](const WorkOrder&, const AskMemory&) {
    wait_for_flag(release);
    std::raise(SIGKILL);
  });
  toy.observer.on_ended = [&](TaskId) { *release = 1; };
  const RunResult result = run_limited(toy);
  CHECK(result.end == RunEnd::time_limit);
  CHECK(toy.observer.count(TaskStatus::unprocessed) == 20);
  CHECK(toy.desk.still_open() == 0);
  CHECK(has_no_children());
}

TEST_CASE("a run that has everything in hand when the time is over is simply done") {
  Flag release;
  ToyRun toy(1, {1, 1}, [&](const WorkOrder&, const AskMemory&) { wait_for_flag(release); });
  toy.observer.on_progress = [&](const RunProgress&) {
    *release = Clock::now() > *toy.config.begin_until ? 1 : 0;
  };
  CHECK(run_limited(toy).end == RunEnd::done);
  CHECK(toy.all_done());
}

TEST_CASE("tasks that need no worker end with the time too") {
  ToyRun toy(500, {1, 1});
  for (TaskId task = 0; task < 500; ++task) {
    toy.desk.ends_at_once[task] = skipped_outcome({ReasonCode::output_exists, "is there"}, 5);
  }
  toy.observer.on_ended = [&](TaskId) {
    if (toy.observer.order.size() == 100) {
      (void)comes_true([&] { return Clock::now() > *toy.config.begin_until; });
    }
  };
  CHECK(run_limited(toy).end == RunEnd::time_limit);
  CHECK(toy.observer.count(TaskStatus::skipped) == 100);
  CHECK(toy.observer.count(TaskStatus::unprocessed) == 400);
}

TEST_CASE("a signal after the time is over still ends the run by that signal") {
  Flag release;
  ToyRun toy(50, {1, 1}, [&](const WorkOrder&, const AskMemory&) { wait_for_flag(release); });
  toy.observer.on_ended = [&](TaskId) {
    if (toy.observer.order.size() == 1) {
      ::raise(SIGTERM);
    }
  };
  const RunResult result = run_limited(toy);
  CHECK(result.end == RunEnd::signal);
  CHECK(result.signal_number == SIGTERM);
  CHECK(toy.observer.order.size() == 50);
  CHECK(has_no_children());
}

}  // namespace
}  // namespace pixherd
