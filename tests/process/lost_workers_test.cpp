// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <csignal>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

/// A run in which whoever has task 30 in hand comes to grief.
ToyRun with_deed(std::uint32_t tasks, unsigned workers, const std::function<void()>& deed) {
  return {tasks, {workers, workers}, [deed](const WorkOrder& order, const AskMemory&) {
            if (order.task == 30) {
              deed();
            }
          }};
}

void check_only_30_failed(const ToyRun& toy, const RunResult& result, std::string_view words) {
  CHECK(result.end == RunEnd::done);
  CHECK(toy.observer.with_status(TaskStatus::failed) == std::vector<TaskId>{30});
  const Outcome& failed = toy.observer.outcomes[30].value();
  CHECK(failed.error->code == ErrorCode::worker_died);
  CAPTURE(failed.error->message);
  CHECK(contains(failed.error->message, words));
  CHECK(failed.original_bytes == 1030);
  for (TaskId task = 0; task < toy.costs.size(); ++task) {
    CHECK((task == 30 || toy.saved(task)));
  }
  CHECK(toy.desk.still_open() == 0);
  CHECK(toy.desk.times_opened[30] == 2);  // tried once more
  CHECK(result.metrics.replaced >= 1);
  CHECK(has_no_children());
}

TEST_CASE("a worker that dies costs the one task that it had in hand") {
  for (const unsigned workers : {1U, 2U, 4U}) {
    CAPTURE(workers);
    struct Deed {
      const char* words;
      std::function<void()> act;
    };
    for (const Deed& deed :
         {Deed{"SIGSEGV", [] { std::raise(SIGSEGV); }},
          Deed{"SIGKILL", [] { std::raise(SIGKILL); }}, Deed{"SIGABRT", [] { std::abort(); }},
          Deed{"code 3", [] { ::_exit(3); }}, Deed{"code 0", [] { ::_exit(0); }},
          Deed{"was not caught", [] { throw std::runtime_error("oh"); }}}) {
      CAPTURE(deed.words);
      ToyRun toy = with_deed(100, workers, deed.act);
      const RunResult result = toy.run();
      check_only_30_failed(toy, result, deed.words);
    }
  }
}

TEST_CASE("a worker that sends garbage is killed and costs the task that it had in hand") {
  ToyRun toy = with_deed(100, 2, [] {
    write_to_parent("garbage garbage garbage");
    ::pause();
  });
  const RunResult result = toy.run();
  check_only_30_failed(toy, result, "SIGKILL");
}

TEST_CASE("a worker that hangs up without dying is killed and costs the task that it had") {
  ToyRun toy = with_deed(100, 2, [] {
    for (int fd = 3; fd < 256; ++fd) {
      ::close(fd);
    }
    ::pause();
  });
  const RunResult result = toy.run();
  check_only_30_failed(toy, result, "SIGKILL");
}

TEST_CASE("a worker that says it is warm without having been asked is killed, and gains no time") {
  ToyRun toy = with_deed(100, 2, [] {
    std::vector<std::byte> frame;
    append_message(frame, WorkerMessage(WorkerReady{{}, 0}));
    write_to_parent(frame);
    ::pause();
  });
  toy.config.timeout_seconds = 1;
  const RunResult result = toy.run();
  check_only_30_failed(toy, result, "SIGKILL");
}

TEST_CASE("a frame that was not finished dies with its worker") {
  ToyRun toy = with_deed(100, 2, [] {
    write_to_parent(std::string_view("\xC8\0\0\0\x44\x01\x02", 7));  // 200 bytes were to come
    std::raise(SIGKILL);
  });
  const RunResult result = toy.run();
  check_only_30_failed(toy, result, "SIGKILL");
}

TEST_CASE("a task that costs a worker once is done at the second try, alone") {
  Flag died;
  ToyRun toy = with_deed(100, 2, [&] {
    if (died->exchange(1) == 0) {
      std::raise(SIGSEGV);
    }
  });
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(toy.desk.times_opened[30] == 2);
}

TEST_CASE("where the kernel kills for want of memory the run goes on with fewer, and says so") {
  Flag kills;
  Flag told;
  ToyRun toy(1000, {3, 3}, [&](const WorkOrder& order, const AskMemory&) {
    if (order.task == 30) {
      kills->fetch_add(1);
      std::raise(SIGKILL);
    }
    if (order.task >= 100) {
      wait_for_flag(told);  // so that the other two are still wanted when the first has died
    }
  });
  toy.observer.on_progress = [&](const RunProgress&) {
    *told = toy.observer.warnings.empty() ? 0 : 1;
  };
  toy.machine.kills = [&] { return static_cast<std::uint64_t>(kills->load()); };
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(toy.observer.with_status(TaskStatus::failed) == std::vector<TaskId>{30});
  CHECK(toy.observer.outcomes[30]->error->code == ErrorCode::out_of_memory);
  REQUIRE_FALSE(toy.observer.warnings.empty());
  CHECK(contains(toy.observer.warnings.front(), "memory ran out"));
  CHECK(contains(toy.observer.warnings.front(), "with 2"));
  CHECK(has_no_children());
}

TEST_CASE("a task that spins, sleeps or stops its worker is given up in time, and it alone") {
  struct Deed {
    const char* what;
    std::function<void()> act;
  };
  for (const Deed& deed :
       {Deed{"spins",
             [] {
               while (::getppid() != 0) {
               }
             }},
        Deed{"sleeps", [] { ::pause(); }}, Deed{"is stopped", [] { std::raise(SIGSTOP); }}}) {
    CAPTURE(deed.what);
    ToyRun toy = with_deed(100, 2, deed.act);
    toy.config.timeout_seconds = 0.2;
    CHECK(toy.run().end == RunEnd::done);
    CHECK(toy.observer.with_status(TaskStatus::failed) == std::vector<TaskId>{30});
    const Error& error = toy.observer.outcomes[30]->error.value();
    CHECK(error.code == ErrorCode::timed_out);
    CHECK(contains(error.message, "timed out"));
    CHECK(toy.observer.count(TaskStatus::saved) == 99);
    CHECK(has_no_children());
  }
}

TEST_CASE("a worker that hangs while it gets warm is not waited for") {
  ToyRun toy(20, {2, 2});
  toy.config.timeout_seconds = 0.5;
  Flag hung;
  toy.handler.warm = [&](FormatSet) {
    if (hung->exchange(1) == 0) {
      ::pause();
    }
    return true;
  };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
}

TEST_CASE("for the few tasks that a late death puts back no whole herd is forked again") {
  Flag others_gone;
  ToyRun toy(5, {4, 4}, [&](const WorkOrder& order, const AskMemory&) {
    if (order.task == 0 && others_gone->load() == 0) {
      wait_for_flag(others_gone);
      std::raise(SIGKILL);
    }
  });
  toy.observer.on_progress = [&](const RunProgress& progress) {
    if (progress.workers == 1) {
      *others_gone = 1;
    }
  };
  const RunResult result = toy.run();
  CHECK(toy.observer.count(TaskStatus::saved) == 5);  // task 0 at its second try
  CHECK(result.metrics.spawns <= 4 + toy.desk.put_back_count);
  CHECK(result.metrics.replaced <= toy.desk.put_back_count);
}

TEST_CASE("many workers may die as long as tasks come to their end") {
  ToyRun toy(200, {3, 3}, [](const WorkOrder& order, const AskMemory&) {
    if (order.task % 5 == 4) {
      std::raise(SIGSEGV);
    }
  });
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(toy.observer.count(TaskStatus::failed) == 40);
  CHECK(toy.observer.count(TaskStatus::saved) == 160);
  CHECK(result.metrics.peak_processes <= 3);
}

TEST_CASE("where every task kills its worker every task fails and the run ends") {
  ToyRun toy(30, {2, 2}, [](const WorkOrder&, const AskMemory&) { std::raise(SIGKILL); });
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.observer.count(TaskStatus::failed) == 30);
}

TEST_CASE("where workers do nothing but die the run stops long before each task has cost two") {
  ToyRun toy(1000, {2, 2}, [](const WorkOrder&, const AskMemory&) { std::raise(SIGKILL); });
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::stopped);
  CHECK(contains(result.stop_reason, "one after another"));
  CHECK(result.metrics.spawns < 120);
  CHECK(toy.observer.count(TaskStatus::unprocessed) > 800);
  CHECK(toy.observer.order.size() == 1000);
  CHECK(toy.desk.still_open() == 0);
}

TEST_CASE("many tasks that kill their workers, first and at the end, stop nobody else's") {
  constexpr TaskId kDeadly = 90;
  ToyRun toy(1000, {2, 2}, [](const WorkOrder& order, const AskMemory&) {
    if (order.task < kDeadly) {
      std::raise(SIGKILL);
    }
  });
  for (TaskId task = 0; task < kDeadly; ++task) {
    toy.costs[task].seconds = 1;  // so that they are the first to be tried
  }
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(toy.observer.count(TaskStatus::failed) == kDeadly);
  CHECK(toy.observer.count(TaskStatus::saved) == 1000 - kDeadly);
}

TEST_CASE("workers that are killed at random cost no task that they had not begun") {
  Shared<std::atomic<int>> begun;
  ToyRun toy(1000, {4, 4}, [&](const WorkOrder&, const AskMemory&) { ++*begun; });
  SignalWatch signals;
  WorkerPool pool(toy.handler, 4);
  toy.observer.on_ended = [&](TaskId task) {
    const auto pids = pool.pids();  // none while all that were killed are being replaced
    if (task % 50 == 17 && toy.observer.order.size() < 900 && !pids.empty()) {
      ::kill(pids[task % pids.size()], SIGKILL);
    }
  };
  const RunResult result = toy.run(pool, signals);
  CHECK(result.end == RunEnd::done);
  CHECK(toy.observer.order.size() == 1000);
  const std::size_t failed = toy.observer.count(TaskStatus::failed);
  CHECK(toy.observer.count(TaskStatus::saved) == 1000 - failed);
  CHECK(failed <= result.metrics.replaced);  // one a death at most
  CHECK(result.metrics.replaced >= 2);
  CHECK(toy.desk.still_open() == 0);
}

TEST_CASE("where no worker can live the run stops and says so") {
  ToyRun toy(100, {2, 2});
  toy.handler.warm = [](FormatSet) -> bool { ::_exit(9); };
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::stopped);
  CHECK(contains(result.stop_reason, "workers died"));
  CHECK(toy.observer.count(TaskStatus::unprocessed) == 100);
  CHECK(result.metrics.spawns >= 9);
  CHECK(result.metrics.spawns < 15);          // no storm,
  CHECK(result.metrics.wall_seconds > 0.09);  // and nobody in a hurry
  CHECK(has_no_children());
}

TEST_CASE("where there is room for one worker alone the run goes on with that one") {
  Flag lives;
  Flag told;
  ToyRun toy(100, {4, 4}, [&](const WorkOrder&, const AskMemory&) { wait_for_flag(told); });
  toy.handler.warm = [&](FormatSet) {
    if (lives->exchange(1) == 1) {
      ::_exit(9);
    }
    return true;
  };
  toy.observer.on_progress = [&](const RunProgress&) {
    *told = toy.observer.warnings.empty() ? 0 : 1;
  };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
  REQUIRE_FALSE(toy.observer.warnings.empty());
  CHECK(contains(toy.observer.warnings.front(), "going on with "));
}

TEST_CASE("fewer workers are asked for though those that live are not warm yet") {
  Flag come;
  Flag told;
  ToyRun toy(100, {4, 4});
  toy.handler.warm = [&](FormatSet) {
    if ((*come)++ >= 3) {
      ::_exit(9);
    }
    wait_for_flag(told);
    return true;
  };
  toy.observer.on_progress = [&](const RunProgress&) {
    *told = toy.observer.warnings.empty() ? 0 : 1;
  };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
}

TEST_CASE("a worker that cannot be warmed says so and works on") {
  ToyRun toy(20, {2, 2});
  toy.handler.warm = [](FormatSet) { return false; };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
}

TEST_CASE("workers that die at start now and then are replaced") {
  Flag attempts;
  ToyRun toy(100, {2, 2});
  toy.handler.warm = [&](FormatSet) {
    if ((*attempts)++ < 3) {
      ::_exit(9);
    }
    return true;
  };
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(result.metrics.replaced >= 2);  // the last may die when all is done by the others
  CHECK(result.metrics.replaced <= 3);
}

TEST_CASE("where no worker can be forked at all the run stops before it begins") {
  const ChildEnd end = in_child([] {
    ToyRun toy(10, {2, 2});
    const SignalWatch watch;
    const rlimit none{static_cast<rlim_t>(open_descriptors()), 4096};
    ::setrlimit(RLIMIT_NOFILE, &none);
    SignalWatch signals;
    WorkerPool pool(toy.handler, 2);
    const RunResult result = toy.run(pool, signals);
    const bool as_expected = result.end == RunEnd::stopped && !result.stop_reason.empty() &&
                             toy.observer.count(TaskStatus::unprocessed) == 10;
    ::_exit(as_expected ? 0 : 1);
  });
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 0);
}

TEST_CASE("with fewer workers than wanted the run goes on and warns") {
  const ChildEnd end = in_child([] {
    ToyRun toy(50, {4, 4});
    toy.config.max_open_tasks = 1;
    SignalWatch signals;
    WorkerPool pool(toy.handler, 4);
    const rlimit few{static_cast<rlim_t>(open_descriptors()) + 9, 4096};
    ::setrlimit(RLIMIT_NOFILE, &few);
    const RunResult result = toy.run(pool, signals);
    const bool as_expected = result.end == RunEnd::done && toy.all_done() &&
                             toy.observer.warnings.size() == 1 &&
                             contains(toy.observer.warnings[0], "of 4 workers");
    ::_exit(as_expected ? 0 : 1);
  });
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 0);
}

}  // namespace
}  // namespace pixherd
