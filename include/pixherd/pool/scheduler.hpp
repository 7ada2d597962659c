// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "pixherd/domain/task.hpp"
#include "pixherd/policy/chunk_plan.hpp"

namespace pixherd {

/// Who gets which task next. A pure state machine over a ChunkPlan: it knows no process, does no
/// I/O and holds the only truth on what is waiting, out with a worker, or done.
///
/// Slot k is the place of worker k in the plan, whoever lives there now. A worker takes its own
/// chunks first; then chunks whose worker does not live; then the last chunk of whoever has most
/// left; and when no whole chunk is left anywhere, half of what is left of another's. Nothing is
/// taken back from a worker that has been sent it.
class Scheduler {
 public:
  Scheduler(ChunkPlan plan, std::span<const TaskCost> costs);

  /// Marks slot `slot` as living; only those are spared when chunks without a worker are looked
  /// for.
  void worker_came(unsigned slot);

  /// What came of the tasks that a gone worker had been sent.
  struct Orphans {
    std::optional<TaskId> culprit;  ///< the one it had announced and not finished
    std::size_t requeued = 0;       ///< the others, which wait again, first in line
  };
  Orphans worker_went(unsigned slot);

  /// A task that came back as a culprit waits again: for everything else, and for a worker that
  /// has nothing else in hand.
  void retry_alone(TaskId task);

  /// The worker's tasks are all put back, the announced one too, when it goes next.
  void forget_announcement(unsigned slot) { slots_[slot].begun = false; }

  /// The next task for `slot`, which is out with it from now on; nullopt where none waits.
  std::optional<TaskId> next_for(unsigned slot);

  /// The worker said that it has begun. False: it cannot have, it was not sent that task first.
  bool started(unsigned slot, TaskId task);

  /// The worker said that it is done. False: it cannot be, it had not begun that task.
  bool finished(unsigned slot, TaskId task);

  /// The task was taken by next_for() but could not be sent after all; it is done with.
  void withdrawn(unsigned slot, TaskId task);
  /// The same, but it waits again, first in line.
  void postponed(unsigned slot, TaskId task);

  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  [[nodiscard]] double waiting_cost() const { return waiting_cost_; }
  [[nodiscard]] const std::deque<TaskId>& out_with(unsigned slot) const { return slots_[slot].out; }
  [[nodiscard]] std::size_t out() const { return out_; }
  [[nodiscard]] unsigned slots() const { return static_cast<unsigned>(slots_.size()); }

  /// How often a worker took over (part of) another's chunk.
  [[nodiscard]] std::uint64_t takeovers() const { return takeovers_; }

  /// Gives up on all that waits: those tasks, in no particular order.
  std::vector<TaskId> drain();

 private:
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  ///< one past
    [[nodiscard]] std::uint32_t size() const { return last - first; }
  };
  struct Slot {
    std::deque<Range> chunks;  ///< waiting whole
    Range current;             ///< what is left of the chunk that is being sent
    double waiting_cost = 0;   ///< of both
    std::deque<TaskId> out;    ///< sent and not done, in the order of sending
    bool begun = false;        ///< out.front() has been announced
    bool alive = false;
  };

  /// Makes slot.current hold something, from whoever has it; false where nothing waits.
  bool find_work(unsigned slot);
  bool take_chunk_of(unsigned slot, bool only_orphaned);
  bool split_with_busiest(unsigned slot);
  [[nodiscard]] double cost_of(Range range) const;
  void move_cost(Slot& from, Slot& to, Range range);

  ChunkPlan plan_;
  std::span<const TaskCost> costs_;
  std::vector<Slot> slots_;
  std::deque<TaskId> requeued_;
  std::deque<TaskId> suspects_;  ///< see retry_alone()
  std::size_t waiting_ = 0;
  std::size_t out_ = 0;
  double waiting_cost_ = 0;
  std::uint64_t takeovers_ = 0;
};

}  // namespace pixherd
