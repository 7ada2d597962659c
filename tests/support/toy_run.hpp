// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pixherd/base/fd.hpp"
#include "pixherd/host/host_probe.hpp"
#include "pixherd/pool/batch_run.hpp"
#include "support/child.hpp"
#include "support/grid.hpp"
#include "support/recording_observer.hpp"
#include "support/toy_desk.hpp"

namespace pixherd {

/// A machine that says what a test wants it to say.
class FakeMachine : public MachineView {
 public:
  std::optional<double> idle = 0.0;
  std::uint64_t available = 1'000'000;
  std::uint64_t resident = 1000;
  std::function<std::uint64_t()> kills;
  std::function<std::uint64_t(int pid)> resident_of;  ///< where set, instead of `resident`

  std::optional<double> idle_cpus() override { return idle; }
  std::uint64_t memory_available() override { return available; }
  std::uint64_t memory_kills() override { return kills ? kills() : 0; }
  std::uint64_t resident_bytes(int pid) override {
    return resident_of ? resident_of(pid) : resident;
  }
  double cpu_seconds(int pid) override { return HostProbe::cpu_seconds(pid); }
};

/// What a toy does with a task beside its work; runs in the worker.
using ToyAct = std::function<void(const WorkOrder&, const AskMemory&)>;

/// A handler that writes "<input> by a worker" to its output, after `act`.
inline WorkHandler toy_handler(ToyAct act = [](const WorkOrder&, const AskMemory&) {}) {
  WorkHandler handler;
  handler.warm = [](FormatSet) { return true; };
  handler.work = [act = std::move(act)](const WorkOrder& order, const TaskFiles& files,
                                        const AskMemory& ask) {
    act(order, ask);
    const std::string text = text_in(files.input) + " by a worker";
    Outcome outcome;
    outcome.status = write_all(files.outputs.at(0), std::as_bytes(std::span(text)))
                         ? TaskStatus::saved
                         : TaskStatus::failed;
    outcome.original_bytes = order.bytes;
    outcome.optimized_bytes = text.size();
    outcome.width = order.settings.resize.width;
    return outcome;
  };
  return handler;
}

/// Everything that a BatchRun needs, with toys in the place of images.
struct ToyRun {
  ToyRun(
      std::uint32_t tasks, PoolSize size, ToyAct act = [](const WorkOrder&, const AskMemory&) {})
      : handler(toy_handler(std::move(act))),
        costs(equal_costs(tasks, 0.001)),
        desk(tasks),
        observer(tasks) {
    config.size = size;
    config.memory = {1'000'000, 0.5};
    config.batch_size = 10;
  }

  RunResult run() {
    SignalWatch signals;
    WorkerPool pool(handler, config.size.max);
    return run(pool, signals);
  }

  RunResult run(WorkerPool& pool, SignalWatch& signals) {
    BatchRun batch(config, plan_chunks(costs, config.size.max, config.batch_size), costs, pool,
                   desk, observer, machine, signals);
    return batch.run();
  }

  /// True where every task was saved, with what a worker made of its own input.
  [[nodiscard]] bool all_done() const {
    for (TaskId task = 0; task < costs.size(); ++task) {
      if (!saved(task)) {
        return false;
      }
    }
    return desk.still_open() == 0;
  }
  [[nodiscard]] bool saved(TaskId task) const {
    return observer.outcomes[task] && observer.outcomes[task]->status == TaskStatus::saved &&
           observer.outcomes[task]->width == task + 1 &&
           desk.outputs[task] == "input " + std::to_string(task) + " by a worker";
  }

  WorkHandler handler;
  std::vector<TaskCost> costs;
  ToyDesk desk;
  RecordingObserver observer;
  FakeMachine machine;
  RunConfig config;
};

/// Sizes that make a run believe in long tasks: a worker is sent one ahead at most.
inline constexpr std::uint64_t kManyBytes = 10'000'000;

/// In a worker: writes to whatever its line to the parent may be.
inline void write_to_parent(std::span<const std::byte> bytes) {
  for (int fd = 3; fd < 256; ++fd) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    (void)written;
  }
}
inline void write_to_parent(std::string_view text) {
  write_to_parent(std::as_bytes(std::span(text)));
}

using Flag = Shared<std::atomic<int>>;

/// Holds a worker until the flag is raised, or until a test would be over.
inline void wait_for_flag(const Flag& flag, int value = 1) {
  (void)comes_true([&] { return flag->load() >= value; }, std::chrono::seconds(30));
}

/// Workers wait for each other: none goes on before so many have come, however late some get warm.
class Meeting {
 public:
  explicit Meeting(int workers) : workers_(workers) {}

  /// In a worker, with every task of its; the first counts.
  void come() const {
    if (std::exchange(last_to_come_, ::getpid()) != ::getpid()) {
      ++*arrivals_;
    }
    wait_for_flag(arrivals_, workers_);
  }

 private:
  int workers_;
  Flag arrivals_;
  mutable pid_t last_to_come_ = 0;  ///< of each process its own
};

}  // namespace pixherd
