// SPDX-License-Identifier: Apache-2.0
// What a task costs the parent that is none to its worker: plan, frames, loop; the files are the
// same two descriptors for all. Prints one JSON object: parent CPU a task, in microseconds, all of
// it and its user part, the warm-up of the workers left out.
//
//   dispatch_cost [TASKS] [WORKERS]
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <vector>

#include "pixherd/base/fd.hpp"
#include "pixherd/policy/chunk_plan.hpp"
#include "pixherd/pool/batch_run.hpp"

namespace pixherd {
namespace {

class SameFiles : public TaskDesk {
 public:
  [[nodiscard]] WorkOrder order(TaskId task) const override {
    WorkOrder order;
    order.task = task;
    order.bytes = 10'000;
    return order;
  }
  std::variant<TaskFiles, Outcome> open(TaskId /*task*/) override {
    return TaskFiles{fd_.get(), {fd_.get()}};
  }
  std::optional<Outcome> settle(TaskId /*task*/, Outcome outcome) override { return outcome; }
  std::vector<Settled> take_settled(bool /*all*/) override { return {}; }
  void put_back(TaskId /*task*/) override {}

 private:
  Fd fd_{::open("/dev/null", O_RDWR | O_CLOEXEC)};
};

class Counter : public RunObserver {
 public:
  void task_ended(TaskId /*task*/, const Outcome& /*outcome*/, int /*slot*/,
                  double /*seconds*/) override {
    ++ended;
  }
  void progressed(const RunProgress& /*progress*/) override {}
  void warned(const std::string& message) override { fmt::print(stderr, "{}\n", message); }
  std::uint64_t ended = 0;
};

class NoMachine : public MachineView {
 public:
  std::optional<double> idle_cpus() override { return 0; }
  std::uint64_t memory_available() override { return ~std::uint64_t{0} / 2; }
  std::uint64_t memory_kills() override { return 0; }
  std::uint64_t resident_bytes(int /*pid*/) override { return 0; }
  double cpu_seconds(int /*pid*/) override { return 0; }
};

WorkHandler null_handler() {
  WorkHandler handler;
  handler.warm = [](FormatSet) { return true; };
  handler.work = [](const WorkOrder& order, const TaskFiles&, const AskMemory&) {
    Outcome outcome;
    outcome.status = TaskStatus::saved;
    outcome.original_bytes = order.bytes;
    outcome.optimized_bytes = order.bytes;
    return outcome;
  };
  return handler;
}

struct CpuTime {
  double user = 0;
  double all = 0;
};

CpuTime own_cpu() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return {seconds(usage.ru_utime), seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

int measure(std::uint32_t tasks, unsigned workers) {
  const WorkHandler handler = null_handler();
  SignalWatch signals;
  WorkerPool pool(handler, workers);
  SameFiles desk;
  Counter counter;
  NoMachine machine;
  RunConfig config;
  config.size = {workers, workers};
  config.memory = {1'000'000'000, 0.7};
  const CpuTime before = own_cpu();
  std::vector<TaskCost> costs;
  for (std::uint32_t i = 0; i < tasks; ++i) {
    costs.push_back({0.0005 + 0.000001 * (i % 1000), 10'000});
  }
  config.batch_size = 100;
  BatchRun batch(config, plan_chunks(costs, workers, config.batch_size), costs, pool, desk, counter,
                 machine, signals);
  const RunResult result = batch.run();
  const CpuTime after = own_cpu();
  if (result.end != RunEnd::done || counter.ended != tasks) {
    fmt::print(stderr, "dispatch_cost: {} of {} tasks came to their end\n", counter.ended, tasks);
    return EXIT_FAILURE;
  }
  fmt::print(
      "{{\"tasks\":{},\"workers\":{},\"microseconds\":{:.2f},\"user_microseconds\":{:.2f}}}\n",
      tasks, workers, (after.all - before.all) / tasks * 1e6,
      (after.user - before.user) / tasks * 1e6);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace pixherd

int main(int argc, char** argv) {
  const int tasks = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const int workers = argc > 2 ? std::atoi(argv[2]) : 2;
  if (tasks <= 0 || workers <= 0) {
    fmt::print(stderr, "usage: dispatch_cost [TASKS] [WORKERS]\n");
    return 2;
  }
  return pixherd::measure(static_cast<std::uint32_t>(tasks), static_cast<unsigned>(workers));
}
