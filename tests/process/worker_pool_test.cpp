// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/worker_pool.hpp"

#include <unistd.h>

#include <csignal>
#include <set>

#include "support/catch.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

using std::chrono::milliseconds;

FormatSet set_of(std::initializer_list<ImageFormat> formats) {
  FormatSet set;
  for (const ImageFormat format : formats) {
    set.insert(format);
  }
  return set;
}

/// Waits for `count` events of one kind; others are passed over.
template <class What>
std::vector<PoolEvent> wait_for_events(WorkerPool& pool, std::size_t count) {
  std::vector<PoolEvent> found;
  REQUIRE(comes_true([&] {
    for (PoolEvent& event : pool.wait(milliseconds(100), -1)) {
      if (std::holds_alternative<What>(event.what)) {
        found.push_back(std::move(event));
      }
    }
    return found.size() >= count;
  }));
  return found;
}

TEST_CASE("ensure_warm forks as many workers as are wanted and each says when it is warm") {
  const WorkHandler handler = toy_handler();
  WorkerPool pool(handler, 8);
  REQUIRE(pool.ensure_warm(3).ok());
  CHECK(pool.alive() == 3);
  CHECK(pool.warming() == 3);
  CHECK_FALSE(pool.is_usable(0));
  std::set<unsigned> slots;
  for (const PoolEvent& event : wait_for_events<WorkerIsReady>(pool, 3)) {
    slots.insert(event.slot);
  }
  CHECK(slots == std::set<unsigned>{0, 1, 2});
  CHECK(pool.warming() == 0);
  CHECK(pool.is_usable(0));
  CHECK(pool.counts().spawns == 3);
  CHECK(pool.counts().peak_processes == 3);
  CHECK(pool.pids().size() == 3);
}

TEST_CASE("workers that live are used again and never forked anew") {
  const WorkHandler handler = toy_handler();
  WorkerPool pool(handler, 4);
  REQUIRE(pool.ensure_warm(2).ok());
  const auto pids = pool.pids();
  REQUIRE(pool.ensure_warm(2).ok());
  REQUIRE(pool.ensure_warm(1).ok());
  REQUIRE(pool.ensure_warm(0).ok());
  CHECK(pool.pids() == pids);
  REQUIRE(pool.ensure_warm(100).ok());
  CHECK(pool.alive() == 4);  // there are no more slots
}

TEST_CASE("a raised ceiling makes room and a lower one changes nothing") {
  const WorkHandler handler = toy_handler();
  WorkerPool pool(handler, 0);
  REQUIRE(pool.ensure_warm(2).ok());
  CHECK(pool.alive() == 0);
  pool.raise_ceiling(2);
  REQUIRE(pool.ensure_warm(2).ok());
  pool.raise_ceiling(1);
  CHECK(pool.slots() == 2);
  CHECK(pool.alive() == 2);
}

TEST_CASE("workers are warmed for the formats that a run needs, and only for new ones again") {
  Shared<std::array<std::atomic<unsigned>, 8>> asked;
  Flag calls;
  WorkHandler handler = toy_handler();
  handler.warm = [&](FormatSet formats) {
    (*asked).at(static_cast<std::size_t>((*calls)++)) = formats.bits();
    return true;
  };
  WorkerPool pool(handler, 1);
  pool.require_formats(set_of({ImageFormat::jpeg}));
  REQUIRE(pool.ensure_warm(1).ok());
  (void)wait_for_events<WorkerIsReady>(pool, 1);
  pool.require_formats(set_of({ImageFormat::jpeg}));
  CHECK(pool.warming() == 0);
  pool.require_formats(set_of({ImageFormat::jpeg, ImageFormat::png}));
  CHECK(pool.warming() == 1);
  CHECK_FALSE(pool.is_usable(0));
  (void)wait_for_events<WorkerIsReady>(pool, 1);
  CHECK(pool.is_usable(0));
  CHECK(calls->load() == 2);
  CHECK((*asked)[0] == set_of({ImageFormat::jpeg}).bits());
  CHECK((*asked)[1] == set_of({ImageFormat::png}).bits());
}

TEST_CASE("a worker that is replaced is warmed for all that was required") {
  Flag bits;
  WorkHandler handler = toy_handler();
  handler.warm = [&](FormatSet formats) {
    *bits = static_cast<int>(formats.bits());
    return true;
  };
  WorkerPool pool(handler, 1);
  pool.require_formats(set_of({ImageFormat::jpeg}));
  pool.require_formats(set_of({ImageFormat::gif}));
  REQUIRE(pool.ensure_warm(1).ok());
  (void)wait_for_events<WorkerIsReady>(pool, 1);
  pool.kill(0);
  (void)wait_for_events<WorkerIsGone>(pool, 1);
  *bits = 0;
  REQUIRE(pool.ensure_warm(1).ok());
  (void)wait_for_events<WorkerIsReady>(pool, 1);
  CHECK(FormatSet(static_cast<unsigned>(bits->load())) ==
        set_of({ImageFormat::jpeg, ImageFormat::gif}));
}

TEST_CASE("a retired worker ends as expected and a killed one does not") {
  const WorkHandler handler = toy_handler();
  WorkerPool pool(handler, 2);
  REQUIRE(pool.ensure_warm(2).ok());
  (void)wait_for_events<WorkerIsReady>(pool, 2);
  pool.retire(0);
  CHECK_FALSE(pool.is_usable(0));
  CHECK(pool.is_alive(0));
  const auto gone = wait_for_events<WorkerIsGone>(pool, 1);
  CHECK(gone[0].slot == 0);
  CHECK(std::get<WorkerIsGone>(gone[0].what).expected);
  CHECK_FALSE(pool.is_alive(0));
  pool.kill(1);
  const auto killed = wait_for_events<WorkerIsGone>(pool, 1);
  CHECK_FALSE(std::get<WorkerIsGone>(killed[0].what).expected);
  CHECK(std::get<WorkerIsGone>(killed[0].what).end.signal_number == SIGKILL);
  CHECK(has_no_children());
}

TEST_CASE("a retired worker that waits for memory still gets it and finishes its task") {
  const WorkHandler handler =
      toy_handler([](const WorkOrder&, const AskMemory& ask) { ask(1'000'000); });
  WorkerPool pool(handler, 1);
  REQUIRE(pool.ensure_warm(1).ok());
  ToyDesk desk(1);
  const auto files = std::get<TaskFiles>(desk.open(0));
  pool.send(0, desk.order(0), files);
  (void)wait_for_events<MemoryNeed>(pool, 1);
  pool.retire(0);
  pool.grant(0, 0);
  bool done = false;
  REQUIRE(comes_true([&] {
    for (const PoolEvent& event : pool.wait(milliseconds(100), -1)) {
      done = done || std::holds_alternative<TaskDone>(event.what);
    }
    return pool.alive() == 0;
  }));
  CHECK(done);
}

TEST_CASE("to a slot without a worker nothing is sent, granted or done") {
  const WorkHandler handler = toy_handler();
  WorkerPool pool(handler, 1);
  pool.send(0, WorkOrder{}, {0, {0}});
  pool.grant(0, 0);
  pool.retire(0);
  pool.kill(0);
  CHECK(pool.wait(milliseconds(0), -1).empty());
}

TEST_CASE("a worker that its files cannot be handed to does not wait for them for ever") {
  const WorkHandler handler = toy_handler();
  WorkerPool pool(handler, 1);
  REQUIRE(pool.ensure_warm(1).ok());
  (void)wait_for_events<WorkerIsReady>(pool, 1);
  const Fd output = memory_file();
  pool.send(0, WorkOrder{}, {-1, {output.get()}});  // no descriptor
  pool.flush(0);
  const auto gone = wait_for_events<WorkerIsGone>(pool, 1);
  CHECK_FALSE(std::get<WorkerIsGone>(gone[0].what).expected);
}

TEST_CASE("what a worker said before it died is told before its death") {
  WorkHandler handler = toy_handler([](const WorkOrder& order, const AskMemory&) {
    if (order.task == 2) {
      std::raise(SIGKILL);
    }
  });
  WorkerPool pool(handler, 1);
  REQUIRE(pool.ensure_warm(1).ok());
  ToyDesk desk(3);
  for (TaskId task = 0; task < 3; ++task) {
    const auto files = std::get<TaskFiles>(desk.open(task));
    pool.send(0, desk.order(task), files);
  }
  std::vector<PoolEvent> events;
  REQUIRE(comes_true([&] {
    for (PoolEvent& event : pool.wait(milliseconds(100), -1)) {
      events.push_back(std::move(event));
    }
    return !events.empty() && std::holds_alternative<WorkerIsGone>(events.back().what);
  }));
  REQUIRE(events.size() == 7);  // ready, started and done twice, started, gone
  CHECK(std::get<TaskDone>(events[4].what).task == 1);
  CHECK(std::get<TaskStarted>(events[5].what).task == 2);
}

TEST_CASE("a death can be waited for without being collected") {
  const WorkHandler handler = toy_handler();
  WorkerPool pool(handler, 2);
  REQUIRE(pool.ensure_warm(2).ok());
  (void)wait_for_events<WorkerIsReady>(pool, 2);
  pool.wait_for_death(milliseconds(0), -1);
  CHECK(pool.alive() == 2);
  const Pipe pipe = std::move(*make_pipe());
  REQUIRE(write_all(pipe.write_end.get(), std::as_bytes(std::span("x"))).ok());
  pool.wait_for_death(std::chrono::hours(1), pipe.read_end.get());  // is there at once
  CHECK(pool.alive() == 2);
  pool.kill(1);
  pool.wait_for_death(milliseconds(20'000), -1);
  CHECK(pool.alive() == 2);
  const auto events = pool.wait(milliseconds(0), -1);
  REQUIRE_FALSE(events.empty());
  CHECK(events.back().slot == 1);
  CHECK(std::holds_alternative<WorkerIsGone>(events.back().what));
}

TEST_CASE("a descriptor of somebody else is watched beside the workers") {
  const WorkHandler handler = toy_handler();
  WorkerPool pool(handler, 1);
  auto pipe = make_pipe();
  REQUIRE(pipe.ok());
  CHECK(pool.wait(milliseconds(0), pipe->read_end.get()).empty());
  REQUIRE(::write(pipe->write_end.get(), "x", 1) == 1);
  const auto events = pool.wait(milliseconds(20'000), pipe->read_end.get());
  REQUIRE(events.size() == 1);
  CHECK(std::holds_alternative<OtherIsReadable>(events[0].what));
}

TEST_CASE("a child of somebody else is left to its owner") {
  const WorkHandler handler = toy_handler();
  const pid_t foreign = start_child([] {});
  {
    WorkerPool pool(handler, 2);
    REQUIRE(pool.ensure_warm(2).ok());
    (void)wait_for_events<WorkerIsReady>(pool, 2);
    pool.kill(0);
    pool.retire(1);
    (void)wait_for_events<WorkerIsGone>(pool, 2);
  }
  CHECK(wait_for(foreign).exit_code == 0);
}

TEST_CASE("a pool that goes takes its workers with it and leaves no descriptor") {
  const WorkHandler handler = toy_handler();
  const int before = open_descriptors();
  {
    WorkerPool pool(handler, 8);
    REQUIRE(pool.ensure_warm(8).ok());
    CHECK(open_descriptors() == before + 8 * 4);
  }
  CHECK(open_descriptors() == before);
  CHECK(has_no_children());
}

TEST_CASE("a message to a worker that has just died does not end the parent") {
  // Whoever forks workers beside the walk has no SignalWatch yet.
  const ChildEnd end = in_child([] {
    WorkHandler handler = toy_handler();
    handler.warm = [](FormatSet) -> bool { ::_exit(9); };
    std::signal(SIGPIPE, SIG_DFL);
    {
      WorkerPool pool(handler, 1);
      pool.require_formats(set_of({ImageFormat::jpeg}));
      if (!pool.ensure_warm(1)) {
        ::_exit(1);
      }
      const pid_t worker = pool.pids().at(0);
      if (!comes_true([&] { return is_gone(worker); })) {
        ::_exit(2);
      }
      pool.require_formats(set_of({ImageFormat::png}));
    }
    // What others do about it is theirs again.
    ::_exit(std::signal(SIGPIPE, SIG_DFL) == SIG_DFL ? 0 : 3);
  });
  CHECK(end.signal_number == 0);
  CHECK(end.exit_code == 0);
}

TEST_CASE("where nothing more can be opened forking is an error and not the end") {
  const ChildEnd end = in_child([] {
    const WorkHandler handler = toy_handler();
    WorkerPool pool(handler, 8);
    const rlimit few{static_cast<rlim_t>(open_descriptors()) + 9, 4096};
    ::setrlimit(RLIMIT_NOFILE, &few);
    const auto warmed = pool.ensure_warm(8);
    const bool as_expected = !warmed && pool.alive() >= 1 && pool.alive() < 8;
    ::_exit(as_expected ? 0 : 1);
  });
  CHECK(end.exit_code == 0);
}

}  // namespace
}  // namespace pixherd
