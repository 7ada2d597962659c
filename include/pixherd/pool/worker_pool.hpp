// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/domain/work_handler.hpp"
#include "pixherd/process/signal_watch.hpp"
#include "pixherd/process/worker_process.hpp"

namespace pixherd {

/// A worker is warm for the formats that it was asked to be warm for.
struct WorkerIsReady {};
/// A worker is gone. Everything that it said before has been handed out before.
struct WorkerIsGone {
  WorkerEnd end;
  bool expected = false;  ///< it had been retired, and exited with code 0
};
/// Another descriptor, handed in by wait()'s caller, can be read.
struct OtherIsReadable {};

/// One thing that happened to the pool. `slot` says to which worker.
struct PoolEvent {
  unsigned slot = 0;
  std::variant<WorkerIsReady, TaskStarted, MemoryNeed, TaskDone, WorkerIsGone, OtherIsReadable>
      what;
};

/// The herd: forks workers, keeps them warm, carries messages to and from them in one poll loop,
/// and collects them. Knows neither what the tasks are nor who should have which.
///
/// Workers live in slots 0 to max-1. The destructor kills and collects all that still live. Until
/// then SIGPIPE is ignored.
class WorkerPool {
 public:
  /// `handler` must outlive the pool.
  WorkerPool(const WorkHandler& handler, unsigned max_workers,
             SandboxMode sandbox = SandboxMode::off);

  /// More slots than before may be used from now on; fewer never.
  void raise_ceiling(unsigned max_workers);

  /// From now on workers must be warm for these formats too; the living ones are told. Cheap where
  /// nothing new is asked for.
  void require_formats(FormatSet formats);

  /// Forks until `min_count` workers live that are not retired, and warms them; they say later that
  /// they are ready. An Error where a fork failed; those that there are go on.
  Attempt ensure_warm(unsigned min_count);

  /// To a worker that has just died these do nothing, and one that cannot be reached is killed;
  /// wait() tells that it is gone. An order may wait for others until flush() or wait().
  void send(unsigned slot, const WorkOrder& order, const TaskFiles& files);
  void flush(unsigned slot);
  void grant(unsigned slot, TaskId task);

  /// Lets the worker finish what it has and end.
  void retire(unsigned slot);
  void kill(unsigned slot);

  /// Waits until something happens or the time is over, whichever is first, and says what.
  /// `readable` is polled for reading as well, and `writable` for writing (-1: none); of the
  /// latter nothing is said.
  std::vector<PoolEvent> wait(std::chrono::milliseconds timeout, int readable, int writable = -1);

  /// Waits until a worker is dead, `readable` can be read (-1: none) or the time is over, and
  /// collects nothing.
  void wait_for_death(std::chrono::milliseconds timeout, int readable) const;

  [[nodiscard]] unsigned slots() const { return static_cast<unsigned>(slots_.size()); }
  [[nodiscard]] unsigned alive() const;
  [[nodiscard]] unsigned staying() const;  ///< alive and not retired
  [[nodiscard]] unsigned warming() const;
  /// Lives, is warm and is not retiring: tasks may be sent to it.
  [[nodiscard]] bool is_usable(unsigned slot) const;
  [[nodiscard]] bool is_warming(unsigned slot) const {
    return slots_[slot].process && slots_[slot].warm_orders_open > 0;
  }
  /// Of a worker that is alive.
  [[nodiscard]] int pid(unsigned slot) const { return slots_[slot].process->pid(); }
  [[nodiscard]] bool is_alive(unsigned slot) const { return slots_[slot].process.has_value(); }
  [[nodiscard]] std::vector<int> pids() const;

  struct Counts {
    unsigned spawns = 0;
    double spawn_seconds = 0;  ///< in the parent, forking
    double warm_seconds = 0;   ///< in the workers, summed
    unsigned peak_processes = 0;
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  struct Slot {
    std::optional<WorkerProcess> process;
    unsigned warm_orders_open = 0;  ///< sent and not answered
    bool retiring = false;
  };
  Attempt spawn_in(Slot& slot);
  void collect_messages(unsigned slot, std::vector<PoolEvent>& events);
  void collect_death(unsigned slot, std::vector<PoolEvent>& events);

  IgnoredSignal pipe_{SIGPIPE};  ///< a message to a worker that has just died is not our end
  const WorkHandler& handler_;
  SandboxMode sandbox_;
  FormatSet formats_;
  std::vector<Slot> slots_;
  Counts counts_;
};

}  // namespace pixherd
