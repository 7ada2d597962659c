// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/batch_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <numeric>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

TEST_CASE("every task is done exactly once, for any number of tasks and workers") {
  for (const std::uint32_t tasks : kTaskCounts) {
    for (const unsigned workers : {1U, 2U, 3U, 4U, 8U}) {
      CAPTURE(tasks, workers);
      ToyRun toy(tasks, {workers, workers});
      const RunResult result = toy.run();
      CHECK(result.end == RunEnd::done);
      CHECK(toy.all_done());
      CHECK(toy.observer.order.size() == tasks);
      CHECK(result.metrics.tasks() == tasks);
      CHECK(toy.desk.put_back_count == 0);
      CHECK(has_no_children());
    }
  }
}

TEST_CASE("more tasks than one may be open at a time are never open at a time") {
  ToyRun toy(500, {4, 4});
  toy.config.max_open_tasks = 3;
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(toy.desk.most_open <= 3);
}

TEST_CASE("where no more tasks can be open at a time the run does with fewer") {
  ToyRun toy(300, {4, 4});
  toy.desk.room = 3;
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
}

TEST_CASE("what is put off makes room where there is none") {
  ToyRun toy(50, {2, 2});
  for (TaskId task = 0; task < 50; ++task) {
    toy.desk.puts_off.insert(task);
  }
  toy.desk.room = 2;
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
}

TEST_CASE("where the run stops while room is made nothing more is begun") {
  ToyRun toy(50, {1, 1});
  for (TaskId task = 0; task < 50; ++task) {
    toy.desk.puts_off.insert(task);
  }
  toy.desk.room = 2;
  std::vector<unsigned> opened;
  toy.observer.on_ended = [&](TaskId) {
    if (!toy.observer.is_unheard) {
      toy.observer.is_unheard = Unheard{0, "nobody reads the report"};
      opened = toy.desk.times_opened;
    }
  };
  CHECK(toy.run().end == RunEnd::stopped);
  CHECK(toy.desk.times_opened == opened);
  CHECK(toy.observer.order.size() == 50);
  CHECK(toy.desk.still_open() == 0);
}

TEST_CASE("where no task can be opened at all each fails, and the run ends") {
  ToyRun toy(5, {2, 2});
  toy.desk.room = 0;
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.observer.count(TaskStatus::failed) == 5);
}

TEST_CASE("with no tasks nothing is forked") {
  ToyRun toy(0, {4, 4});
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(result.metrics.spawns == 0);
  CHECK(toy.observer.order.empty());
}

TEST_CASE("a run leaves no descriptor and no process behind") {
  const int before = open_descriptors();
  for (int i = 0; i < 3; ++i) {
    ToyRun toy(200, {3, 3}, [](const WorkOrder& order, const AskMemory&) {
      if (order.task == 50) {
        std::raise(SIGSEGV);
      }
    });
    CHECK(toy.run().end == RunEnd::done);
  }
  CHECK(open_descriptors() == before);
  CHECK(has_no_children());
}

TEST_CASE("a task that ends while it is opened needs no worker") {
  ToyRun toy(20, {2, 2});
  toy.desk.ends_at_once[0] = failed_outcome({ErrorCode::not_found, "gone"}, 5);
  toy.desk.ends_at_once[7] = skipped_outcome({ReasonCode::symbolic_link, "a link"}, 5);
  toy.desk.ends_at_once[19] = failed_outcome({ErrorCode::not_found, "gone"}, 5);
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.observer.with_status(TaskStatus::failed) == std::vector<TaskId>{0, 19});
  CHECK(toy.observer.with_status(TaskStatus::skipped) == std::vector<TaskId>{7});
  CHECK(toy.observer.count(TaskStatus::saved) == 17);
  CHECK(toy.observer.slots[7] == -1);
}

TEST_CASE("a run of tasks that all end while they are opened ends") {
  ToyRun toy(72, {4, 4});
  for (TaskId task = 0; task < 72; ++task) {
    toy.desk.ends_at_once[task] = failed_outcome({ErrorCode::not_found, "gone"}, 0);
  }
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.observer.count(TaskStatus::failed) == 72);
}

TEST_CASE("what the desk makes of a result is what the run tells") {
  ToyRun toy(5, {2, 2});
  toy.desk.settles_as[3] = failed_outcome({ErrorCode::input_changed, "changed"}, 5);
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.observer.outcomes[3]->error->code == ErrorCode::input_changed);
  CHECK(toy.observer.count(TaskStatus::saved) == 4);
}

TEST_CASE("what becomes certain later is told later, once, and by the right name") {
  ToyRun toy(50, {2, 2});
  for (TaskId task = 0; task < 50; task += 2) {
    toy.desk.puts_off.insert(task);
  }
  toy.desk.settles_as[4] = failed_outcome({ErrorCode::input_changed, "changed"}, 5);
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.observer.order.size() == 50);
  CHECK(toy.observer.outcomes[4]->error->code == ErrorCode::input_changed);
  CHECK(toy.observer.count(TaskStatus::saved) == 49);
  CHECK(toy.observer.slots[4] >= 0);
}

TEST_CASE("a report that nobody takes ends the run") {
  for (const int number : {SIGPIPE, 0}) {
    ToyRun toy(1000, {2, 2});
    toy.observer.on_ended = [&](TaskId) {
      toy.observer.is_unheard = Unheard{number, "no space left"};
    };
    const RunResult result = toy.run();
    CHECK(result.end == (number == 0 ? RunEnd::stopped : RunEnd::signal));
    CHECK(result.signal_number == number);
    CHECK(toy.observer.order.size() == 1000);
    CHECK(toy.observer.count(TaskStatus::unprocessed) > 800);
    CHECK(toy.desk.still_open() == 0);
  }
}

TEST_CASE("a failing task fails alone and its chunk goes on") {
  ToyRun toy(72, {2, 2});
  auto work = toy.handler.work;
  toy.handler.work = [work](const WorkOrder& order, const TaskFiles& files, const AskMemory& ask) {
    return order.task % 10 == 3 ? failed_outcome({ErrorCode::damaged, "cut short"}, order.bytes)
                                : work(order, files, ask);
  };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.observer.count(TaskStatus::failed) == 7);
  CHECK(toy.observer.count(TaskStatus::saved) == 65);
}

TEST_CASE("a full or read-only disk stops the run and the rest is unprocessed") {
  for (const ErrorCode code : {ErrorCode::disk_full, ErrorCode::read_only}) {
    Flag full;  // all but the first chunk, which 5 is in, is held back until then
    ToyRun toy(1000, {2, 2}, [&](const WorkOrder& order, const AskMemory&) {
      if (order.task >= 10) {
        wait_for_flag(full);
      }
    });
    toy.desk.settles_as[5] = failed_outcome({code, "no space left"}, 5);
    toy.observer.on_ended = [&](TaskId task) { *full = task == 5 ? 1 : full->load(); };
    const RunResult result = toy.run();
    CHECK(result.end == RunEnd::stopped);
    CHECK(result.stop_reason == "no space left");
    CHECK(toy.observer.order.size() == 1000);
    CHECK(toy.observer.count(TaskStatus::failed) == 1);
    CHECK(toy.observer.count(TaskStatus::unprocessed) > 800);
    CHECK(toy.desk.still_open() == 0);
    const TaskId left = toy.observer.with_status(TaskStatus::unprocessed).front();
    CHECK(toy.observer.outcomes[left]->reason->code == ReasonCode::stopped);
    CHECK(toy.observer.outcomes[left]->original_bytes == toy.costs[left].bytes);
  }
}

TEST_CASE("results come while other workers are still busy") {
  Flag release;
  ToyRun toy(20, {2, 2}, [&](const WorkOrder& order, const AskMemory&) {
    if (order.task == 0) {
      wait_for_flag(release);
    }
  });
  toy.desk.bytes_each = kManyBytes;
  toy.observer.on_ended = [&](TaskId) {
    // As many as the other worker is sure to be given.
    if (toy.observer.order.size() >= 10) {
      *release = 1;
    }
  };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
  const auto& order = toy.observer.order;
  CHECK(std::find(order.begin(), order.end(), TaskId{0}) - order.begin() >= 10);
}

TEST_CASE("idle workers take over what a slow one has not been sent") {
  Flag release;
  const Meeting all_four(4);  // what belongs to a worker that is not there yet is not taken over
  ToyRun toy(400, {4, 4}, [&](const WorkOrder& order, const AskMemory&) {
    all_four.come();
    if (order.task == 0) {
      wait_for_flag(release);
    }
  });
  toy.observer.on_ended = [&](TaskId) {
    if (toy.observer.order.size() >= 360) {
      *release = 1;
    }
  };
  const RunResult result = toy.run();
  CHECK(toy.all_done());
  CHECK(result.metrics.takeovers > 0);
}

TEST_CASE("nothing stands still where all pipes are full both ways") {
  // Results as long as they can be, from workers that are sent as much ahead as there ever is.
  ToyRun toy(4000, {3, 3});
  auto work = toy.handler.work;
  toy.handler.work = [work](const WorkOrder& order, const TaskFiles& files, const AskMemory& ask) {
    Outcome outcome = work(order, files, ask);
    outcome.notes.assign(16, std::string(1000, 'n'));
    return outcome;
  };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(toy.observer.outcomes[0]->notes.size() == 16);
}

TEST_CASE("the metrics of a run add up") {
  ToyRun toy(300, {2, 2});
  const RunResult result = toy.run();
  const RunMetrics& metrics = result.metrics;
  CHECK(metrics.workers.size() == 2);
  CHECK(metrics.tasks() == 300);
  std::uint64_t bytes = 0;
  for (TaskId task = 0; task < 300; ++task) {
    bytes += toy.desk.order(task).bytes;
  }
  CHECK(metrics.bytes() == bytes);
  CHECK(metrics.spawns == 2);
  CHECK(metrics.peak_processes == 2);
  CHECK(metrics.replaced == 0);
  CHECK(metrics.wall_seconds > 0);
  CHECK(metrics.spawn_seconds > 0);
  CHECK(metrics.spawn_seconds < metrics.wall_seconds);
  // A worker's first task is none, and a worker that gets warm late may have no task at all.
  const auto at_work = std::count_if(metrics.workers.begin(), metrics.workers.end(),
                                     [](const WorkerMetrics& worker) { return worker.tasks > 0; });
  CHECK(metrics.warm_hits == 300 - static_cast<std::uint64_t>(at_work));
  CHECK(metrics.memory_budget == 500'000);
  CHECK(metrics.memory_peak > 0);
  std::uint64_t in_chunks = 0;
  for (const auto& [size, count] : metrics.chunk_sizes) {
    in_chunks += size * count;
  }
  CHECK(in_chunks == 300);
  for (const WorkerMetrics& worker : metrics.workers) {
    CHECK(worker.waiting_seconds >= 0);
    CHECK(worker.waiting_seconds <= metrics.wall_seconds);
  }
}

TEST_CASE("workers that were warmed before the run are used by it") {
  ToyRun toy(72, {2, 2});
  SignalWatch signals;
  WorkerPool pool(toy.handler, 2);
  REQUIRE(pool.ensure_warm(2).ok());
  const auto pids = pool.pids();
  CHECK(toy.run(pool, signals).metrics.spawns == 2);
  CHECK(toy.all_done());
}

}  // namespace
}  // namespace pixherd
