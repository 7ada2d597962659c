// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/worker_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

using Messages = std::vector<WorkerMessage>;

bool readable(int fd, int timeout_ms) {
  pollfd watched{fd, POLLIN, 0};
  return ::poll(&watched, 1, timeout_ms) > 0;
}

/// The next `count` messages of the worker.
Messages listen(WorkerProcess& worker, std::size_t count) {
  Messages all;
  while (all.size() < count) {
    REQUIRE(readable(worker.results_fd(), 20'000));
    const Messages messages = worker.receive();
    REQUIRE_FALSE(worker.broke_protocol());
    REQUIRE(worker.results_fd() >= 0);
    all.insert(all.end(), messages.begin(), messages.end());
  }
  return all;
}

WorkerEnd end_of(WorkerProcess& worker) {
  REQUIRE(readable(worker.death_fd(), 20'000));
  const auto end = worker.reap();
  REQUIRE(end.has_value());
  return *end;
}

WorkerProcess spawned(const WorkHandler& handler) {
  auto worker = WorkerProcess::spawn(handler);
  REQUIRE(worker.ok());
  return std::move(*worker);
}

WorkOrder order_for(TaskId task) {
  WorkOrder order;
  order.task = task;
  order.bytes = 77;
  return order;
}

TEST_CASE("a worker says that it is warm, for which formats and after how long") {
  FormatSet wanted;
  wanted.insert(ImageFormat::webp);
  WorkHandler handler = toy_handler();
  handler.warm = [&](FormatSet formats) {
    if (formats != wanted) {
      ::_exit(9);
    }
    return true;
  };
  WorkerProcess worker = spawned(handler);
  worker.send(WarmOrder{wanted});
  REQUIRE(worker.flush().ok());
  const auto messages = listen(worker, 1);
  const auto* ready = std::get_if<WorkerReady>(&messages[0]);
  REQUIRE(ready != nullptr);
  CHECK(ready->formats == wanted);
  CHECK(ready->seconds >= 0);
}

TEST_CASE("a worker reads and writes the very files that it was handed") {
  const WorkHandler handler = toy_handler();
  WorkerProcess worker = spawned(handler);
  const Fd input = memory_file("a fleece");
  const Fd output = memory_file();
  worker.send(order_for(3), {input.get(), {output.get()}});
  REQUIRE(worker.flush().ok());
  const auto messages = listen(worker, 2);
  CHECK(messages[0] == WorkerMessage(TaskStarted{3}));
  const auto* done = std::get_if<TaskDone>(&messages[1]);
  REQUIRE(done != nullptr);
  CHECK(done->task == 3);
  CHECK(done->outcome.status == TaskStatus::saved);
  CHECK(done->outcome.original_bytes == 77);
  CHECK(done->seconds >= 0);
  CHECK(text_in(output.get()) == "a fleece by a worker");
}

TEST_CASE("orders are done one after another, each with its own files") {
  const WorkHandler handler = toy_handler();
  WorkerProcess worker = spawned(handler);
  std::vector<Fd> inputs;
  std::vector<Fd> outputs;
  for (TaskId task = 0; task < 20; ++task) {
    inputs.push_back(memory_file("fleece " + std::to_string(task)));
    outputs.push_back(memory_file());
    worker.send(order_for(task), {inputs.back().get(), {outputs.back().get()}});
  }
  REQUIRE(comes_true([&] { return worker.flush().ok() && worker.blocked_fd() < 0; }));
  const auto messages = listen(worker, 40);
  for (TaskId task = 0; task < 20; ++task) {
    CHECK(messages[2 * task] == WorkerMessage(TaskStarted{task}));
    CHECK(std::get<TaskDone>(messages[2 * task + 1]).task == task);
    CHECK(text_in(outputs[task].get()) == "fleece " + std::to_string(task) + " by a worker");
  }
}

TEST_CASE("a worker that has no more orders ends by itself once it has done those it has") {
  const WorkHandler handler = toy_handler();
  WorkerProcess worker = spawned(handler);
  const Fd input = memory_file("x");
  const Fd output = memory_file();
  worker.send(order_for(1), {input.get(), {output.get()}});
  worker.send(LeaveOrder{});
  REQUIRE(worker.flush().ok());
  const WorkerEnd end = end_of(worker);
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 0);
  CHECK(worker.receive().size() == 2);
  CHECK(has_no_children());
}

TEST_CASE("how a worker ended is told by the name of the signal or by the exit code") {
  const auto end_by = [](auto deed) {
    WorkHandler handler = toy_handler();
    handler.warm = [&](FormatSet) {
      deed();
      return true;
    };
    WorkerProcess worker = spawned(handler);
    worker.send(WarmOrder{});
    REQUIRE(worker.flush().ok());
    return end_of(worker).describe();
  };
  CHECK(contains(end_by([] { std::raise(SIGSEGV); }), "killed by SIGSEGV"));
  CHECK(contains(end_by([] { std::raise(SIGBUS); }), "killed by SIGBUS"));
  CHECK(contains(end_by([] { std::raise(SIGKILL); }), "killed by SIGKILL"));
  CHECK(contains(end_by([] { std::raise(SIGILL); }), "killed by SIGILL"));
  CHECK(contains(end_by([] { std::abort(); }), "killed by SIGABRT"));
  CHECK(end_by([] { ::_exit(3); }) == "exited with code 3");
  CHECK(end_by([] { throw std::runtime_error("of the handler"); }) ==
        "an error in it was not caught, or its memory ended");
}

TEST_CASE("a worker that is let go of is killed and collected") {
  const WorkHandler handler = toy_handler();
  const int before = open_descriptors();
  {
    const WorkerProcess worker = spawned(handler);
    CHECK_FALSE(has_no_children());
  }
  CHECK(has_no_children());
  CHECK(open_descriptors() == before);
}

TEST_CASE("a worker that cannot be had for want of descriptors leaves no process behind") {
  const ChildEnd end = in_child([] {
    const WorkHandler handler = toy_handler();
    const Fd lowest = memory_file();
    bool had = false;
    for (rlim_t room = 0; room < 32 && !had; ++room) {
      const rlimit few{static_cast<rlim_t>(lowest.get()) + room, 4096};
      ::setrlimit(RLIMIT_NOFILE, &few);
      had = WorkerProcess::spawn(handler).ok();
      if (!has_no_children()) {
        ::_exit(1);
      }
    }
    ::_exit(had ? 0 : 2);
  });
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 0);
}

TEST_CASE("orders that a worker does not take are kept and never block the parent") {
  Flag go;
  WorkHandler handler = toy_handler([&](const WorkOrder&, const AskMemory&) { wait_for_flag(go); });
  WorkerProcess worker = spawned(handler);
  const Fd input = memory_file("x");
  const Fd output = memory_file();
  constexpr TaskId kMany = 5000;
  for (TaskId task = 0; task < kMany; ++task) {
    worker.send(order_for(task), {input.get(), {output.get()}});
    REQUIRE(worker.flush().ok());
  }
  CHECK(worker.blocked_fd() >= 0);
  *go = 1;
  std::size_t done = 0;
  REQUIRE(comes_true([&] {
    REQUIRE(worker.flush().ok());
    done += worker.receive().size();
    return done == 2 * kMany;
  }));
  CHECK(worker.blocked_fd() < 0);
}

TEST_CASE("a user with too many descriptors under way is not polled for in vain") {
  const ChildEnd end = in_child([] {
    constexpr TaskId kMany = 60;
    constexpr uid_t kSomebody = 65533;
    const rlimit few{40, 40};
    ::setrlimit(RLIMIT_NOFILE, &few);
    (void)::setresuid(kSomebody, kSomebody, kSomebody);  // root may have any number under way
    Flag go;
    WorkHandler handler =
        toy_handler([&](const WorkOrder&, const AskMemory&) { wait_for_flag(go); });
    auto worker = WorkerProcess::spawn(handler);
    if (!worker) {
      ::_exit(1);
    }
    const Fd input = memory_file("x");
    const Fd output = memory_file();
    for (TaskId task = 0; task < kMany; ++task) {
      worker->send(order_for(task), {input.get(), {output.get()}});
    }
    if (!worker->flush() || worker->blocked_fd() >= 0) {
      ::_exit(2);
    }
    *go = 1;
    std::size_t done = 0;
    const bool all = comes_true([&] {
      done += worker->flush() ? worker->receive().size() : 0;
      return done == 2 * kMany;
    });
    ::_exit(all ? 0 : 3);
  });
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 0);
}

TEST_CASE("a worker holds no descriptor but its line and the standard streams") {
  Shared<std::atomic<int>> descriptors;
  const Fd own = memory_file("of the parent");
  WorkHandler handler = toy_handler();
  handler.warm = [&](FormatSet) {
    *descriptors = open_descriptors();
    return ::fcntl(own.get(), F_GETFD) == -1;
  };
  WorkerProcess worker = spawned(handler);
  worker.send(WarmOrder{});
  REQUIRE(worker.flush().ok());
  (void)listen(worker, 1);
  // 0 to 2, three of the line, ".", ".." and the folder that was being read
  CHECK(descriptors->load() == 3 + 3 + 3);
}

/// From here on this process's close_range() fails, as where the kernel or a container lacks it.
void lose_close_range() {
  const scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  REQUIRE(::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(close_range), 0) == 0);
  REQUIRE(::seccomp_load(filter) == 0);
  ::seccomp_release(filter);
}

TEST_CASE("a worker holds no other descriptor where they cannot be closed with one call") {
  const ChildEnd end = in_child([] {
    lose_close_range();
    const rlimit few{1024, 4096};
    ::setrlimit(RLIMIT_NOFILE, &few);
    const Fd own = memory_file("of the parent");
    const Fd high(::fcntl(own.get(), F_DUPFD, 1000));
    WorkHandler handler = toy_handler();
    handler.warm = [&](FormatSet) -> bool {
      ::_exit(::fcntl(own.get(), F_GETFD) == -1 && ::fcntl(high.get(), F_GETFD) == -1 ? 7 : 8);
    };
    WorkerProcess worker = spawned(handler);
    worker.send(WarmOrder{});
    (void)worker.flush();
    ::_exit(end_of(worker).exit_code);
  });
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 7);
}

TEST_CASE("a worker has the signals of a fresh process and cannot gain privileges") {
  Flag ok;
  sigset_t blocked;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGUSR1);
  sigset_t before;
  ::sigprocmask(SIG_BLOCK, &blocked, &before);
  WorkHandler handler = toy_handler();
  handler.warm = [&](FormatSet) {
    sigset_t now;
    ::sigprocmask(SIG_BLOCK, nullptr, &now);
    rlimit core{1, 1};
    ::getrlimit(RLIMIT_CORE, &core);
    int on_parents_death = 0;
    ::prctl(PR_GET_PDEATHSIG, &on_parents_death);
    *ok = ::sigismember(&now, SIGUSR1) == 0 && core.rlim_max == 0 &&
                  ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && on_parents_death == SIGKILL &&
                  std::signal(SIGPIPE, SIG_IGN) == SIG_IGN &&
                  std::signal(SIGINT, SIG_IGN) == SIG_IGN
              ? 1
              : -1;
    return true;
  };
  WorkerProcess worker = spawned(handler);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  worker.send(WarmOrder{});
  REQUIRE(worker.flush().ok());
  (void)listen(worker, 1);
  CHECK(ok->load() == 1);
}

TEST_CASE("a worker that sends what no worker sends is found out") {
  WorkHandler handler = toy_handler();
  handler.warm = [](FormatSet) {
    write_to_parent("garbage garbage garbage");
    return true;
  };
  const SignalWatch ignores_sigpipe;
  WorkerProcess worker = spawned(handler);
  worker.send(WarmOrder{});
  REQUIRE(worker.flush().ok());
  REQUIRE(readable(worker.results_fd(), 20'000));
  CHECK(worker.receive().empty());
  CHECK(worker.broke_protocol());
}

TEST_CASE("workers do not outlive a parent that is killed") {
  Shared<std::atomic<pid_t>> worker;
  Flag forked;
  const pid_t parent = start_child([&] {
    WorkHandler handler = toy_handler();
    handler.warm = [&](FormatSet) {
      *worker = ::getpid();
      *forked = 1;
      ::pause();
      return true;
    };
    WorkerProcess process = std::move(*WorkerProcess::spawn(handler));
    process.send(WarmOrder{});
    (void)process.flush();
    ::pause();
  });
  REQUIRE(comes_true([&] { return forked->load() == 1; }));
  ::kill(parent, SIGKILL);
  CHECK(wait_for(parent).signal_number == SIGKILL);
  CHECK(comes_true([&] { return is_gone(worker->load()); }));
}

}  // namespace
}  // namespace pixherd
