// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>

#include <optional>

#include "pixherd/policy/time_limit.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

/// What workers hold just now, and the most that they ever held together.
struct Ledger {
  std::atomic<int> at_work{0};
  std::atomic<std::int64_t> held{0};
  std::atomic<std::int64_t> most{0};
  std::atomic<int> company_of_huge{0};  ///< others that were at work beside a huge one, at most
};

/// Asks for `bytes`, holds them for a moment and gives them back.
void hold(Ledger& ledger, const AskMemory& ask, std::int64_t bytes, bool huge) {
  ask(static_cast<std::uint64_t>(bytes));
  const std::int64_t now = ledger.held += bytes;
  std::int64_t most = ledger.most;
  while (now > most && !ledger.most.compare_exchange_weak(most, now)) {
  }
  ++ledger.at_work;
  for (int i = 0; i < 3; ++i) {
    if (huge) {
      ledger.company_of_huge = std::max(ledger.company_of_huge.load(), ledger.at_work.load() - 1);
    }
    ::usleep(300);
  }
  --ledger.at_work;
  ledger.held -= bytes;
}

TEST_CASE("workers that ask for more than their share never hold more than the budget together") {
  const Shared<Ledger> ledger;
  ToyRun toy(300, {4, 4}, [&](const WorkOrder& order, const AskMemory& ask) {
    // A share is 125,000 bytes of 500,000.
    hold(*ledger, ask, order.task % 3 == 0 ? 300'000 : 100'000, false);
  });
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(ledger->most <= 500'000);
  CHECK(ledger->most >= 300'000);
  CHECK(result.metrics.deferred_grants > 0);
}

TEST_CASE("images beyond the whole budget run one at a time and alone") {
  const Shared<Ledger> ledger;
  ToyRun toy(200, {4, 4}, [&](const WorkOrder& order, const AskMemory& ask) {
    const bool huge = order.task % 40 == 7;
    hold(*ledger, ask, huge ? 10'000'000 : 50'000, huge);
  });
  toy.observer.patience_seconds = 20;
  const RunResult result = toy.run();
  CHECK(toy.all_done());
  CHECK(ledger->company_of_huge == 0);
  CHECK(result.metrics.deferred_grants >= 1);
}

TEST_CASE("where every image is huge they are done one after another") {
  const Shared<Ledger> ledger;
  ToyRun toy(40, {4, 4},
             [&](const WorkOrder&, const AskMemory& ask) { hold(*ledger, ask, 10'000'000, true); });
  toy.observer.patience_seconds = 20;
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(ledger->company_of_huge == 0);
  CHECK(ledger->most == 10'000'000);
}

TEST_CASE("a task may ask more than once") {
  ToyRun toy(50, {2, 2}, [](const WorkOrder&, const AskMemory& ask) {
    ask(10);
    ask(400'000);
    ask(450'000);
  });
  toy.observer.patience_seconds = 20;
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
}

/// The first worker to have a task asks for more than there is once a second one is at work, and
/// the second works until it is released: so the first must wait.
struct OneWaits {
  void act(const WorkOrder& order, const AskMemory& ask) const {
    const int arrival = (*arrivals)++;
    if (arrival == 0) {
      *asking_task = static_cast<int>(order.task);
      (void)comes_true([&] { return arrivals->load() >= 2; });
      *asking_pid = ::getpid();
      ask(10'000'000);
    } else if (arrival == 1) {
      wait_for_flag(release);
    }
  }

  Flag arrivals;
  Flag asking_task;
  Flag asking_pid;
  Flag release;
};

TEST_CASE("a worker that dies while it waits for memory leaves its task to another") {
  const OneWaits both;
  ToyRun toy(20, {2, 2},
             [&](const WorkOrder& order, const AskMemory& ask) { both.act(order, ask); });
  toy.desk.bytes_each = kManyBytes;
  toy.observer.patience_seconds = 20;
  bool killed = false;
  toy.observer.on_progress = [&](const RunProgress&) {
    if (!killed && both.asking_pid->load() != 0) {
      ::kill(both.asking_pid->load(), SIGKILL);
      killed = true;
    }
  };
  toy.observer.on_ended = [&](TaskId) { *both.release = 1; };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(killed);
  CHECK(toy.observer.count(TaskStatus::saved) == 20);
}

TEST_CASE("a worker that is sent away under memory pressure still gets the memory it waits for") {
  const OneWaits both;
  ToyRun toy(12, {2, 2},
             [&](const WorkOrder& order, const AskMemory& ask) { both.act(order, ask); });
  toy.desk.bytes_each = kManyBytes;
  toy.observer.patience_seconds = 15;
  std::optional<TimePoint> pressed;
  toy.observer.on_progress = [&](const RunProgress&) {
    if (!pressed && both.asking_pid->load() != 0) {
      pressed = Clock::now();
      toy.machine.available = 10;
    }
    if (pressed && seconds_between(*pressed, Clock::now()) > 0.9) {  // three looks at the memory
      *both.release = 1;
    }
  };
  CHECK_NOTHROW(toy.run());
  CHECK(toy.observer.count(TaskStatus::failed) == 0);
  CHECK(toy.all_done());
}

TEST_CASE("nobody gets memory once two signals have taken all work away") {
  const OneWaits both;
  const Flag working_pid;
  ToyRun toy(20, {2, 2}, [&](const WorkOrder& order, const AskMemory& ask) {
    if (both.arrivals->load() == 1) {
      *working_pid = ::getpid();
    }
    both.act(order, ask);
  });
  toy.desk.bytes_each = kManyBytes;
  toy.observer.patience_seconds = 20;
  unsigned looks = 0;
  toy.observer.on_progress = [&](const RunProgress&) {
    if (both.asking_pid->load() == 0 || ++looks != 3) {
      return;
    }
    // All three are found at once.
    ::raise(SIGINT);
    ::raise(SIGTERM);
    ::kill(working_pid->load(), SIGKILL);
    siginfo_t dead{};
    CHECK(::waitid(P_PID, static_cast<id_t>(working_pid->load()), &dead, WEXITED | WNOWAIT) == 0);
  };
  CHECK(toy.run().end == RunEnd::signal);
  CHECK(toy.observer.count(TaskStatus::saved) == 0);
  CHECK(toy.desk.still_open() == 0);
  *both.release = 1;
}

/// A time limit of half a second, two of wall time, for whoever asks for no memory; tasks that are
/// released once one of them, which has raised `holds`, has been held for longer than that.
ToyRun impatient(std::uint32_t tasks, unsigned workers, const Flag& holds, const Flag& release,
                 ToyAct act) {
  ToyRun toy(tasks, {workers, workers}, std::move(act));
  toy.config.timeout_seconds = 0.5;
  toy.config.memory = {400'000'000, 0.5};
  toy.machine.available = 400'000'000;
  toy.desk.bytes_each = kManyBytes;
  toy.observer.patience_seconds = 20;
  const double limit = time_limit(toy.config.timeout_seconds, 0).wall_seconds;
  toy.observer.on_progress = [&holds, &release, limit,
                              since = std::optional<TimePoint>()](const RunProgress&) mutable {
    if (!since && holds->load() != 0) {
      since = Clock::now();
    }
    // Ticks look for who is late before they tell of progress.
    *release = since && seconds_between(*since, Clock::now()) > limit + 0.2 ? 1 : 0;
  };
  return toy;
}

TEST_CASE("the first task of a worker may take the longer for the memory that it needs too") {
  const Flag holds;
  const Flag release;
  ToyRun toy = impatient(2, 1, holds, release, [&](const WorkOrder&, const AskMemory& ask) {
    ask(90'000'000);
    *holds = 1;
    wait_for_flag(release);
  });
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.all_done());
  CHECK(toy.desk.times_opened == std::vector<unsigned>{1, 1});
}

TEST_CASE("the first task of a worker is not late for the time that it waits for memory") {
  const Flag holds;
  const Flag release;
  const Flag arrivals;
  ToyRun toy = impatient(2, 2, holds, release, [&](const WorkOrder&, const AskMemory& ask) {
    ask(90'000'000);
    const bool is_first = (*arrivals)++ == 0;
    if (is_first) {
      wait_for_flag(arrivals, 2);
      *holds = 1;
      ask(150'000'000);
    } else {
      wait_for_flag(release);
    }
  });
  const RunResult result = toy.run();
  CHECK(result.metrics.deferred_grants >= 1);
  CHECK(toy.all_done());
  CHECK(toy.desk.times_opened == std::vector<unsigned>{1, 1});
}

TEST_CASE("a worker that asks for another's task is killed") {
  ToyRun toy(20, {2, 2});
  auto work = toy.handler.work;
  toy.handler.work = [work](const WorkOrder& order, const TaskFiles& files, const AskMemory& ask) {
    if (order.task == 5) {
      std::vector<std::byte> frame;
      append_message(frame, WorkerMessage(MemoryNeed{6'000, 1}));
      write_to_parent(frame);
      ::pause();
    }
    return work(order, files, ask);
  };
  CHECK(toy.run().end == RunEnd::done);
  CHECK(toy.observer.with_status(TaskStatus::failed) == std::vector<TaskId>{5});
}

}  // namespace
}  // namespace pixherd
