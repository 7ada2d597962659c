// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include "support/catch.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

/// A toy run whose tasks take a moment each, so that a pool has time to change its size.
ToyRun slow_run(std::uint32_t tasks, PoolSize size) {
  return {tasks, size, [](const WorkOrder&, const AskMemory&) { ::usleep(2000); }};
}

/// One in which nothing is done before the pool has grown to its ceiling.
ToyRun run_of_all(const Meeting& all, std::uint32_t tasks, PoolSize size) {
  return {tasks, size, [&all](const WorkOrder&, const AskMemory&) { all.come(); }};
}

TEST_CASE("the pool grows to its ceiling while processors are idle") {
  const Meeting all(4);
  ToyRun toy = run_of_all(all, 400, {1, 4});
  toy.machine.idle = 2.0;
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(result.metrics.peak_processes == 4);
  CHECK(result.metrics.grown == 3);
  CHECK(result.metrics.spawns == 4);
  for (const WorkerMetrics& worker : result.metrics.workers) {
    CHECK(worker.tasks > 0);
  }
}

TEST_CASE("the pool grows where it cannot be told how many processors are idle") {
  const Meeting all(3);
  ToyRun toy = run_of_all(all, 300, {1, 3});
  toy.machine.idle.reset();
  CHECK(toy.run().metrics.peak_processes == 3);
  CHECK(toy.all_done());
}

TEST_CASE("the pool does not grow while all processors are busy") {
  ToyRun toy = slow_run(100, {1, 4});
  toy.machine.idle = 0.2;
  const RunResult result = toy.run();
  CHECK(toy.all_done());
  CHECK(result.metrics.spawns == 1);
  CHECK(result.metrics.grown == 0);
}

TEST_CASE("the pool does not grow where memory has no room for one more grant") {
  ToyRun toy = slow_run(100, {1, 4});
  toy.machine.idle = 4.0;
  // A grant is 125,000 and the reserve 50,000 bytes.
  toy.machine.available = 174'999;
  CHECK(toy.run().metrics.spawns == 1);
  CHECK(toy.all_done());
}

TEST_CASE("the pool does not grow beyond its ceiling or for no backlog") {
  ToyRun fixed = slow_run(200, {2, 2});
  fixed.machine.idle = 8.0;
  CHECK(fixed.run().metrics.spawns == 2);
  ToyRun few({1}, {1, 4});
  few.machine.idle = 8.0;
  CHECK(few.run().metrics.spawns == 1);
}

TEST_CASE("the pool grows once a processor becomes idle") {
  ToyRun toy = slow_run(600, {1, 2});
  toy.machine.idle = 0.0;
  toy.observer.on_ended = [&](TaskId) {
    if (toy.observer.order.size() == 100) {
      toy.machine.idle = 1.0;
    }
  };
  const RunResult result = toy.run();
  CHECK(result.metrics.grown == 1);
  CHECK(toy.all_done());
}

TEST_CASE("under memory pressure the pool shrinks to one worker and the run goes on with it") {
  ToyRun toy = slow_run(1200, {4, 4});
  toy.machine.available = 49'999;  // below a twentieth of what there was at the start
  unsigned at_the_end = 0;
  toy.observer.on_progress = [&](const RunProgress& progress) { at_the_end = progress.workers; };
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(at_the_end == 1);
  CHECK(result.metrics.shrunk >= 3);
  CHECK(toy.observer.count(TaskStatus::failed) == 0);
}

TEST_CASE("a pool that has shrunk grows again when memory is free") {
  ToyRun toy = slow_run(1500, {2, 2});
  toy.machine.idle = 2.0;
  toy.machine.available = 10;
  unsigned least = 2;
  unsigned most_after = 0;
  toy.observer.on_progress = [&](const RunProgress& progress) {
    if (progress.workers < least) {
      least = progress.workers;
      toy.machine.available = 1'000'000;
    } else if (least == 1) {
      most_after = std::max(most_after, progress.workers);
    }
  };
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(least == 1);
  CHECK(most_after == 2);
  CHECK(result.metrics.grown >= 1);
  CHECK(toy.all_done());
}

TEST_CASE("memory pressure while workers have long tasks leaves one of them for the rest") {
  // Both workers are busy for longer than it takes to look at the memory twice. Whoever is asked to
  // go does so when its task is done; the other must stay, or nobody does what still waits.
  Flag release;
  ToyRun toy(10, {2, 2}, [&](const WorkOrder& order, const AskMemory&) {
    if (order.task < 4) {
      wait_for_flag(release);
    }
  });
  toy.desk.bytes_each = kManyBytes;
  toy.machine.available = 10;
  toy.observer.patience_seconds = 10;
  toy.observer.on_progress = [&](const RunProgress& progress) {
    if (progress.elapsed_seconds > 1.0) {  // the pool has had four looks by now
      *release = 1;
    }
  };
  CHECK_NOTHROW(toy.run());
  CHECK(toy.all_done());
}

/// Two workers with long tasks, of which one is sent away. The other dies when no more descriptors
/// can be had, so that nobody can take its place; then the first has done its task and leaves.
struct LastOneLeaves {
  RunResult run(bool descriptors_come_back) {
    // As many may be polled; the lowest ones are taken for good.
    constexpr rlim_t kNoneFree = 12;
    std::vector<Fd> lowest;
    while (lowest.size() < kNoneFree) {
      lowest.push_back(memory_file());
    }
    SignalWatch signals;
    WorkerPool pool(toy.handler, 2);
    toy.desk.bytes_each = kManyBytes;
    toy.machine.available = 10;
    toy.observer.patience_seconds = 15;
    toy.observer.on_progress = [&, killed = false](const RunProgress&) mutable {
      if (!killed && pool.alive() == 2 && pool.staying() == 1) {
        const rlimit none{kNoneFree, 4096};
        ::setrlimit(RLIMIT_NOFILE, &none);
        ::kill(pool.pid(pool.is_usable(0) ? 0 : 1), SIGKILL);
        killed = true;
      } else if (killed && !toy.observer.warnings.empty()) {
        const rlimit enough{descriptors_come_back ? 1024 : kNoneFree, 4096};
        ::setrlimit(RLIMIT_NOFILE, &enough);
        *release = 1;
      }
    };
    return toy.run(pool, signals);
  }

  Flag release;
  ToyRun toy{10, {2, 2}, [this](const WorkOrder&, const AskMemory&) { wait_for_flag(release); }};
};

TEST_CASE("where the last worker has left and nobody can be forked the run stops") {
  const ChildEnd end = in_child([] {
    LastOneLeaves last;
    const RunResult result = last.run(false);
    const bool as_expected = result.end == RunEnd::stopped && !result.stop_reason.empty() &&
                             last.toy.observer.order.size() == 10 &&
                             last.toy.observer.count(TaskStatus::unprocessed) > 0 &&
                             last.toy.desk.still_open() == 0;
    ::_exit(as_expected ? 0 : 1);
  });
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 0);
}

TEST_CASE("where the last worker has left another comes as soon as one can be forked") {
  const ChildEnd end = in_child([] {
    LastOneLeaves last;
    const bool as_expected = last.run(true).end == RunEnd::done && last.toy.all_done();
    ::_exit(as_expected ? 0 : 1);
  });
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 0);
}

TEST_CASE("workers are let go of as the backlog drains") {
  Flag release;
  ToyRun toy(8, {4, 4}, [&](const WorkOrder& order, const AskMemory&) {
    if (order.task == 0) {
      wait_for_flag(release);
    }
  });
  toy.desk.bytes_each = kManyBytes;
  toy.observer.on_progress = [&](const RunProgress& progress) {
    if (progress.workers == 1) {
      *release = 1;
    }
  };
  const RunResult result = toy.run();
  CHECK(toy.all_done());
  CHECK(release->load() == 1);
  CHECK(result.metrics.shrunk >= 3);
}

}  // namespace
}  // namespace pixherd
