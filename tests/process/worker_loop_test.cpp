// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/worker_loop.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <stdexcept>

#include "pixherd/process/worker_process.hpp"
#include "support/catch.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

/// How a worker with this handler ends once it has these orders.
template <class Send>
ChildEnd end_after(const WorkHandler& handler, Send&& send) {
  // In a child: what a worker's loop lets out must not go on with the tests in its place.
  return in_child([&] {
    auto worker = WorkerProcess::spawn(handler);
    send(*worker);
    pollfd death{worker->death_fd(), POLLIN, 0};
    if (!worker->flush() || ::poll(&death, 1, 20'000) != 1) {
      ::_exit(98);
    }
    const auto end = worker->reap();
    ::_exit(end && end->signal_number == 0 ? end->exit_code : 97);
  });
}

constexpr int kLineBroken = 70;
constexpr int kHandlerThrew = 71;

TEST_CASE("whatever a handler throws ends its worker and nothing else") {
  const auto end_by = [](void (*raise)()) {
    WorkHandler handler = toy_handler();
    handler.warm = [=](FormatSet) {
      raise();
      return true;
    };
    return end_after(handler, [](WorkerProcess& worker) { worker.send(WarmOrder{}); }).exit_code;
  };
  CHECK(end_by([] { throw std::runtime_error("oh"); }) == kHandlerThrew);
  CHECK(end_by([] { throw std::bad_alloc(); }) == kHandlerThrew);
  CHECK(end_by([] { throw 7; }) == kHandlerThrew);
}

/// How a worker ends that is asked for so many renditions (0: none, one output), and gets so many
/// outputs.
int end_with_files(std::size_t renditions, std::size_t outputs, bool out_of_numbers = false) {
  WorkHandler handler = toy_handler();
  handler.warm = [&](FormatSet) {
    const auto lowest = static_cast<rlim_t>(Fd(::dup(STDIN_FILENO)).get());
    const rlimit one_free{lowest + 1, lowest + 1};
    return !out_of_numbers || ::setrlimit(RLIMIT_NOFILE, &one_free) == 0;
  };
  const Fd file = memory_file("fleece");
  return end_after(handler,
                   [&](WorkerProcess& worker) {
                     WorkOrder order;
                     order.settings.renditions.resize(renditions);
                     worker.send(WarmOrder{});
                     worker.send(order, {file.get(), std::vector<int>(outputs, file.get())});
                     worker.send(LeaveOrder{});
                   })
      .exit_code;
}

TEST_CASE("a worker does no task for which it was not handed the files") {
  CHECK(end_with_files(0, 1) == 0);
  CHECK(end_with_files(3, 3) == 0);
  CHECK(end_with_files(kMostRenditions, kMostRenditions) == 0);
  CHECK(end_with_files(0, 0) == kLineBroken);
  CHECK(end_with_files(0, 2) == kLineBroken);
  CHECK(end_with_files(3, 1) == kLineBroken);
  CHECK(end_with_files(3, 2) == kLineBroken);
  CHECK(end_with_files(3, 4) == kLineBroken);
}

TEST_CASE("a worker does no task whose files it has no numbers for") {
  CHECK(end_with_files(0, 1, true) == kLineBroken);
  CHECK(end_with_files(3, 3, true) == kLineBroken);
}

}  // namespace
}  // namespace pixherd
