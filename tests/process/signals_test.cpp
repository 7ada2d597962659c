// SPDX-License-Identifier: Apache-2.0
#include <sys/prctl.h>

#include <csignal>
#include <numeric>
#include <utility>

#include "support/catch.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

void check_accounted_for(const ToyRun& toy) {
  CHECK(toy.observer.order.size() == toy.costs.size());
  CHECK(toy.desk.still_open() == 0);
  CHECK(has_no_children());
}

TEST_CASE("a signal ends the run, and every task is accounted for") {
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGXCPU}) {
    CAPTURE(number);
    ToyRun toy(2000, {3, 3});
    toy.observer.on_ended = [&](TaskId) {
      if (toy.observer.order.size() == 100) {
        ::raise(number);
      }
    };
    const RunResult result = toy.run();
    CHECK(result.end == RunEnd::signal);
    CHECK(result.signal_number == number);
    check_accounted_for(toy);
    CHECK(toy.observer.count(TaskStatus::saved) >= 100);
    CHECK(toy.observer.count(TaskStatus::unprocessed) > 0);
    CHECK(toy.observer.count(TaskStatus::failed) == 0);
    for (const TaskId task : toy.observer.with_status(TaskStatus::unprocessed)) {
      CHECK(toy.observer.outcomes[task]->reason->code == ReasonCode::stopped);
    }
  }
}

/// A worker says that it has begun the first task, and has that in hand until it may go on.
ToyRun with_first_in_hand(const Flag& begun, const Flag& release) {
  return {100, {1, 1}, [&](const WorkOrder& order, const AskMemory&) {
            if (order.task == 0) {
              *begun = 1;
              wait_for_flag(release);
            }
          }};
}

TEST_CASE("what is in hand when a signal comes is finished if that takes little time") {
  Flag begun;
  Flag release;
  ToyRun toy = with_first_in_hand(begun, release);
  bool raised = false;
  toy.observer.on_progress = [&](const RunProgress&) {
    if (!raised && begun->load() == 1) {  // before, nobody has it in hand
      raised = true;
      ::raise(SIGTERM);
    }
  };
  toy.observer.on_ended = [&](TaskId) { *release = 1; };  // the first is one that only waited
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::signal);
  CHECK(toy.saved(0));
  check_accounted_for(toy);
}

TEST_CASE("what is in hand for too long after a signal is given up after a short grace") {
  Flag never;
  ToyRun toy(50, {2, 2}, [&](const WorkOrder&, const AskMemory&) { wait_for_flag(never); });
  bool raised = false;
  TimePoint at;
  toy.observer.on_progress = [&](const RunProgress&) {
    if (!raised) {
      raised = true;
      at = Clock::now();
      ::raise(SIGTERM);
    }
  };
  const RunResult result = toy.run();
  CHECK(seconds_between(at, Clock::now()) < 3.0);
  CHECK(result.end == RunEnd::signal);
  CHECK(toy.observer.count(TaskStatus::unprocessed) == 50);
  check_accounted_for(toy);
}

TEST_CASE("a second signal ends the run at once") {
  Flag never;
  ToyRun toy(50, {2, 2}, [&](const WorkOrder&, const AskMemory&) { wait_for_flag(never); });
  int looks = 0;
  toy.observer.on_progress = [&](const RunProgress&) {
    if (++looks <= 2) {
      ::raise(SIGTERM);
    }
  };
  const RunResult result = toy.run();
  // In a look's time, where the grace takes some fifteen. Seconds would be the machine's.
  CHECK(looks <= 3);
  CHECK(result.end == RunEnd::signal);
  check_accounted_for(toy);
}

TEST_CASE("what is in hand for too long after a report is not taken any more is given up, too") {
  Flag never;
  ToyRun toy(50, {2, 2}, [&](const WorkOrder&, const AskMemory&) { wait_for_flag(never); });
  toy.observer.patience_seconds = 20;
  toy.observer.on_progress = [&](const RunProgress&) {
    toy.observer.is_unheard = Unheard{SIGPIPE, "nobody reads the report"};
  };
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::signal);
  CHECK(result.signal_number == SIGPIPE);
  CHECK(toy.observer.count(TaskStatus::unprocessed) == 50);
  check_accounted_for(toy);
}

TEST_CASE("the first signal after a report is not taken any more is no second one") {
  Flag begun;
  Flag release;
  ToyRun toy = with_first_in_hand(begun, release);
  bool raised = false;
  int looks_since = 0;
  toy.observer.on_ended = [&](TaskId) {  // the first is one that only waited
    if (!std::exchange(raised, true)) {
      ::raise(SIGTERM);
    }
  };
  toy.observer.on_progress = [&](const RunProgress&) {
    if (begun->load() == 1) {
      toy.observer.is_unheard = Unheard{SIGPIPE, "nobody reads the report"};
    }
    looks_since += raised ? 1 : 0;
    *release = looks_since >= 2 ? 1 : 0;  // the signal has been heeded by the second
  };
  const RunResult result = toy.run();
  CHECK(result.end == RunEnd::signal);
  CHECK(result.signal_number == SIGTERM);
  CHECK(toy.saved(0));
  check_accounted_for(toy);
}

TEST_CASE("a signal to the whole group fails no file") {
  // systemd and docker send SIGTERM to every process of a unit, workers included.
  for (const int number : {SIGINT, SIGHUP, SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM}) {
    CAPTURE(number);
    ToyRun toy(500, {3, 3}, [](const WorkOrder&, const AskMemory&) { ::usleep(1000); });
    SignalWatch signals;
    WorkerPool pool(toy.handler, 3);
    toy.observer.on_ended = [&](TaskId) {
      if (toy.observer.order.size() == 50) {
        for (const int worker : pool.pids()) {
          ::kill(worker, number);
        }
        ::raise(number);
      }
    };
    const RunResult result = toy.run(pool, signals);
    CHECK(result.end == RunEnd::signal);
    CHECK(toy.observer.count(TaskStatus::failed) == 0);
    CHECK(toy.observer.order.size() == 500);
  }
}

TEST_CASE("a signal that was ignored before stays ignored") {
  const ChildEnd end = in_child([] {
    std::signal(SIGHUP, SIG_IGN);
    SignalWatch signals;
    ::raise(SIGHUP);
    if (signals.next()) {
      ::_exit(1);
    }
    ::raise(SIGTERM);
    ::_exit(signals.next() == SIGTERM ? 0 : 2);
  });
  CHECK(end.exit_code == 0);
}

TEST_CASE("after a watch everything is as it was before") {
  const ChildEnd end = in_child([] {
    std::signal(SIGPIPE, SIG_DFL);
    sigset_t before;
    ::sigprocmask(SIG_BLOCK, nullptr, &before);
    {
      const SignalWatch signals;
      if (std::signal(SIGPIPE, SIG_IGN) != SIG_IGN) {
        ::_exit(1);
      }
    }
    sigset_t after;
    ::sigprocmask(SIG_BLOCK, nullptr, &after);
    const bool same = ::sigismember(&before, SIGTERM) == ::sigismember(&after, SIGTERM);
    ::_exit(same && std::signal(SIGPIPE, SIG_DFL) == SIG_DFL ? 0 : 2);
  });
  CHECK(end.exit_code == 0);
}

TEST_CASE("a signal that is raised again ends the process as if it had never been caught") {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM}) {
    const ChildEnd end = in_child([number] {
      SignalWatch signals;
      ::raise(number);
      raise_again(signals.next().value());
    });
    CHECK(end.signal_number == number);
  }
}

TEST_CASE("the workers of a run do not outlive a parent that is killed") {
  Shared<std::array<std::atomic<pid_t>, 4>> pids;
  Flag busy;
  const pid_t parent = start_child([&] {
    ToyRun toy(1000, {4, 4}, [&](const WorkOrder&, const AskMemory&) {
      const int place = (*busy)++;
      if (place < 4) {
        (*pids)[static_cast<std::size_t>(place)] = ::getpid();
      }
      ::pause();
    });
    (void)toy.run();
  });
  REQUIRE(comes_true([&] {
    return std::all_of(pids->begin(), pids->end(), [](const auto& pid) { return pid != 0; });
  }));
  ::kill(parent, SIGKILL);
  CHECK(wait_for(parent).signal_number == SIGKILL);
  CHECK(comes_true([&] {
    return std::all_of(pids->begin(), pids->end(), [](const auto& pid) { return is_gone(pid); });
  }));
}

TEST_CASE("a child of somebody else survives a whole run and can be collected") {
  const pid_t foreign = start_child([] {});
  ToyRun toy(200, {2, 2}, [](const WorkOrder& order, const AskMemory&) {
    if (order.task == 20) {
      std::raise(SIGKILL);
    }
  });
  CHECK(toy.run().end == RunEnd::done);
  CHECK(wait_for(foreign).exit_code == 0);
}

}  // namespace
}  // namespace pixherd
