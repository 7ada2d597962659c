// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "pixherd/base/clock.hpp"
#include "pixherd/policy/memory_budget.hpp"
#include "pixherd/policy/pool_size.hpp"
#include "pixherd/pool/machine_view.hpp"
#include "pixherd/pool/run_metrics.hpp"
#include "pixherd/pool/run_observer.hpp"
#include "pixherd/pool/scheduler.hpp"
#include "pixherd/pool/worker_pool.hpp"

namespace pixherd {

/// Holds the number of workers that there are against the number that there should be: grows while
/// it pays, shrinks under memory pressure and as the backlog drains, and puts new workers in the
/// place of worn ones, and of dead ones: fewer and fewer, until it is plain that not one can live.
class HerdKeeper {
 public:
  HerdKeeper(PoolSize size, MemoryConfig memory, std::uint64_t worker_grant, WorkerPool& pool,
             const Scheduler& scheduler, RunObserver& observer, MachineView& machine,
             RunMetrics& metrics);

  /// Forks what is missing. A sentence where the run cannot go on, since no worker can be had.
  std::optional<std::string> mend();

  enum class Loss : std::uint8_t {
    in_vain,     ///< it took no task with it
    first_try,   ///< it had a task in hand, for the first time
    second_try,  ///< or for the second: such tasks come last, one after another
  };
  /// A worker is gone that nobody had sent away. In vain: it is replaced a little later, and later
  /// each time, so that a herd that cannot live is no storm of forks.
  std::optional<std::string> lost_one(unsigned slot, Loss loss);
  /// The kernel killed a worker for want of memory: from here on there are no more than are left.
  void memory_ran_out();
  /// Descriptors that a worker takes are wanted for tasks. False where there is just one worker.
  bool give_up_one();

  /// What lost_one() had put off; called often.
  std::optional<std::string> mend_when_due();

  /// This worker has had its time: it leaves once it has done what it has, and then another comes
  /// in its place.
  void recycle(unsigned slot);

  /// A worker is gone that had been sent away. Where it was the last another comes, since those who
  /// were to stay may have died when none could be forked.
  std::optional<std::string> one_left(unsigned slot);

  /// A task has come to its end, so workers can live here.
  void saw_progress() {
    deaths_in_vain_ = 0;
    deaths_at_work_ = 0;
  }

  /// Grows or shrinks by one worker at most, so that a large herd comes between other work; called
  /// often, looks at the machine now and then.
  void adjust();
  /// More workers may come by what the last look has shown: adjust() is to be called again soon.
  [[nodiscard]] bool is_growing() const;

  /// Lets go of workers that have nothing to do when nothing waits any more.
  void retire_idle();

 private:
  bool go_on_with_fewer();
  std::optional<std::string> replace_lost();
  void look(TimePoint now);
  void grow_by_one();
  void shrink_by_one();
  /// Workers, with those for whom another comes.
  [[nodiscard]] unsigned places() const;

  PoolSize size_;
  MemoryConfig memory_;
  std::uint64_t worker_grant_;
  WorkerPool& pool_;
  const Scheduler& scheduler_;
  RunObserver& observer_;
  MachineView& machine_;
  RunMetrics& metrics_;
  unsigned wanted_;
  unsigned may_come_ = 0;             ///< by what the last look has shown
  std::set<unsigned> recycling_;      ///< slots of those who leave and are to be replaced
  unsigned deaths_in_vain_ = 0;       ///< workers lost since the last task ended
  unsigned deaths_at_work_ = 0;       ///< the same, at the first try of a task
  std::optional<TimePoint> mend_at_;  ///< until then nobody is forked
  TimePoint next_look_;
};

}  // namespace pixherd
