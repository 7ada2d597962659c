// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "pixherd/domain/task.hpp"
#include "pixherd/policy/chunk_plan.hpp"
#include "pixherd/pool/tournament.hpp"

namespace pixherd {

/// Who gets which task next. A pure state machine over a ChunkPlan: it knows no process, does no
/// I/O and holds the only truth on what is waiting, out with a worker, or done.
///
/// Slot k is the place of worker k in the plan, whoever lives there now. A worker takes its own
/// chunks, task by task, as long as nobody else has a task waiting that is plainly longer than its
/// own next one: then that is taken over, and so is what is left of others' chunks once its own are
/// done. Since every share is planned longest first, the longest of all that waits thus goes first
/// whoever lives and however wrong a prediction was, and what is left at the end is small. Of equal
/// tasks those of a slot whose worker does not live go before others', and then those of whoever
/// has most left. Nothing is taken back from a worker that has been sent it. A task costs O(log
/// workers).
class Scheduler {
 public:
  Scheduler(ChunkPlan plan, std::span<const TaskCost> costs);

  /// Marks slot `slot` as living; only those are spared when chunks without a worker are looked
  /// for.
  void worker_came(unsigned slot);

  /// Of the tasks that a gone worker had been sent, returns the culprit: that which it had
  /// announced and not finished. The others wait again, first in line.
  std::optional<TaskId> worker_went(unsigned slot);

  /// A task that came back as a culprit waits again: for everything else, and for a worker that
  /// has nothing else in hand.
  void retry_alone(TaskId task);

  /// A task that found no room waits again: for everything else, until no worker has any in hand.
  void retry_last(TaskId task);

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
  /// Of that, what each worker has where there are as many as were planned for.
  [[nodiscard]] double waiting_share() const { return waiting_cost_ / slots(); }
  [[nodiscard]] const std::deque<TaskId>& out_with(unsigned slot) const { return slots_[slot].out; }
  [[nodiscard]] std::size_t out() const { return out_; }
  [[nodiscard]] bool is_alive(unsigned slot) const { return slots_[slot].alive; }
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
    std::deque<Range> chunks;  ///< waiting; of the first one a part may be gone
    double waiting_cost = 0;
    std::deque<TaskId> out;  ///< sent and not done, in the order of sending
    bool begun = false;      ///< out.front() has been announced
    bool alive = false;
  };
  /// What decides whose next task is taken: the larger, field by field.
  struct Standing {
    double next = 0;  ///< what its next task costs
    bool orphaned = false;
    double waiting = 0;  ///< what all that waits there costs
    bool operator<(const Standing& other) const {
      return std::tie(next, orphaned, waiting) <
             std::tie(other.next, other.orphaned, other.waiting);
    }
  };

  /// Whose next task `slot` takes; nullopt where nothing waits.
  [[nodiscard]] std::optional<unsigned> source_for(unsigned slot) const;
  TaskId take_next_of(unsigned slot);
  void rank(unsigned slot);

  ChunkPlan plan_;
  std::span<const TaskCost> costs_;
  std::vector<Slot> slots_;
  Tournament<Standing> standings_;  ///< of the slots where something waits
  std::deque<TaskId> requeued_;
  std::deque<TaskId> suspects_;  ///< see retry_alone()
  std::deque<TaskId> last_;      ///< see retry_last()
  std::size_t waiting_ = 0;
  std::size_t out_ = 0;
  double waiting_cost_ = 0;
  std::uint64_t takeovers_ = 0;
};

}  // namespace pixherd
