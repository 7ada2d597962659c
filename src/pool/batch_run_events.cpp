// SPDX-License-Identifier: Apache-2.0
// What happens while a run goes on: the half of BatchRun that answers.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

#include "pixherd/pool/batch_run.hpp"

namespace pixherd {
namespace {

/// Gigabytes are freed in this time. It may also be another's process that was killed.
constexpr std::chrono::milliseconds kFreeing{500};

}  // namespace

void BatchRun::handle(const PoolEvent& event) {
  if (std::holds_alternative<OtherIsReadable>(event.what)) {
    while (const auto number = signals_.next()) {
      on_signal(*number);
    }
    return;
  }
  watch_over(event);
  if (std::holds_alternative<WorkerIsReady>(event.what)) {
    scheduler_.worker_came(event.slot);
    if (pool_.is_alive(event.slot)) {
      wear_.ready(event.slot, pool_.pid(event.slot));
    }
    now_idle(event.slot);
  } else if (const auto* started = std::get_if<TaskStarted>(&event.what)) {
    on_started(event.slot, started->task);
  } else if (const auto* need = std::get_if<MemoryNeed>(&event.what)) {
    on_need(event.slot, *need);
  } else if (const auto* done = std::get_if<TaskDone>(&event.what)) {
    on_done(event.slot, *done);
  } else if (const auto* gone = std::get_if<WorkerIsGone>(&event.what)) {
    on_gone(event.slot, *gone);
  }
}

/// Whoever begins a task or asks for memory owes an answer from here on: what it says of its need
/// counts before the next tick too.
void BatchRun::watch_over(const PoolEvent& event) {
  const TimePoint now = Clock::now();
  const bool asks = std::holds_alternative<MemoryNeed>(event.what);
  const bool owes = asks || std::holds_alternative<TaskStarted>(event.what);
  if (owes && pool_.is_alive(event.slot)) {
    watchdog_.look(event.slot, true, pool_.pid(event.slot), now);
  }
  if (!asks) {
    watchdog_.spoke(event.slot, now);
  }
}

void BatchRun::on_started(unsigned slot, TaskId task) {
  if (!scheduler_.started(slot, task)) {
    pool_.kill(slot);
    return;
  }
  in_hand_[slot] = InHand{task, Clock::now()};
  observer_.task_started(task, slot, seconds_between(begin_, in_hand_[slot]->since));
}

void BatchRun::on_need(unsigned slot, const MemoryNeed& need) {
  const auto& out = scheduler_.out_with(slot);
  if (out.empty() || out.front() != need.task) {
    pool_.kill(slot);
    return;
  }
  watchdog_.needs(slot, need.bytes);
  if (grants_.ask(slot, need.bytes)) {
    pool_.grant(slot, need.task);
  } else {
    ++keeper_.metrics.deferred_grants;
    watchdog_.waits(slot, true, Clock::now());
    grant_deferred();
  }
}

void BatchRun::grant_deferred() {
  while (const auto slot = grants_.next_grant()) {
    const auto& out = scheduler_.out_with(*slot);
    PIXHERD_CHECK(!out.empty());
    watchdog_.waits(*slot, false, Clock::now());
    pool_.grant(*slot, out.front());
  }
}

void BatchRun::on_done(unsigned slot, const TaskDone& done) {
  if (!scheduler_.finished(slot, done.task)) {
    pool_.kill(slot);
    return;
  }
  herd_.saw_progress();
  in_hand_[slot].reset();
  const WorkOrder order = desk_.order(done.task);
  model_.observe(order.format, order.settings.output_format(order.format), order.bytes,
                 done.seconds);
  keeper_.task_done(slot, order.bytes, done.seconds);
  grants_.finish_task(slot);
  if (scheduler_.out_with(slot).empty()) {
    now_idle(slot);
  }
  if (!waits_for_room(done.task, done.outcome)) {
    settle(done.task, done.outcome, slot, done.seconds);
  }
  if (result_.end == RunEnd::time_limit) {
    abandon_unbegun(slot);
  }
  grant_deferred();
}

/// Where files get smaller in their own places, those that fit make room for those that do not yet:
/// such a task comes again after all others, and for as long as one was saved since its last time.
bool BatchRun::waits_for_room(TaskId task, const Outcome& outcome) {
  const bool is_full = outcome.error && outcome.error->code == ErrorCode::disk_full;
  if (!is_full || !desk_.may_fit_later(task)) {
    return false;
  }
  end_settled(true);  // what was put off makes room, too
  if (is_stopping()) {
    return false;
  }
  const auto [before, is_first] = saved_before_.try_emplace(task, saved_);
  if (!is_first && std::exchange(before->second, saved_) == saved_) {
    return false;
  }
  desk_.put_back(task);
  scheduler_.retry_last(task);
  return true;
}

void BatchRun::now_idle(unsigned slot) {
  grants_.release(slot);
  wear_.idle(slot);
  keeper_.worker_idle(slot, Clock::now());
}

void BatchRun::on_gone(unsigned slot, const WorkerIsGone& gone) {
  keeper_.worker_gone(slot, Clock::now());
  wear_.gone(slot);
  watchdog_.look(slot, false, 0, Clock::now());
  grants_.release(slot);
  const std::deque<TaskId> had = scheduler_.out_with(slot);
  const auto culprit = scheduler_.worker_went(slot);
  for (const TaskId task : had) {
    if (culprit != task) {
      desk_.put_back(task);
    }
  }
  const bool of_memory = died_of_memory(slot, gone.end);
  if (of_memory) {
    herd_.memory_ran_out();
  }
  auto loss = HerdKeeper::Loss::in_vain;
  if (culprit) {
    loss =
        lost_once_.contains(*culprit) ? HerdKeeper::Loss::second_try : HerdKeeper::Loss::first_try;
    lose_task(slot, *culprit, gone.end, of_memory);
  }
  too_late_.erase(slot);
  in_hand_[slot].reset();
  if (gone.end.could_not_be_confined()) {
    stop(RunEnd::stopped, "a worker is not used: " + gone.end.describe());
  }
  if (is_stopping()) {
    abandon_waiting();  // with what it had
  } else if (const auto reason =
                 gone.expected ? herd_.one_left(slot) : herd_.lost_one(slot, loss)) {
    stop(RunEnd::stopped, *reason);
  }
  grant_deferred();
}

/// While the memory of a killed worker is being freed, the kernel has forgotten that it has just
/// killed one, and whoever asks for more is killed as well: us, where there is no other worker. The
/// count is asked for in each round, since it rises before any event tells of the death. A signal
/// is not kept waiting.
void BatchRun::let_the_killed_leave(const std::vector<PoolEvent>& events) {
  const std::uint64_t kills = machine_.memory_kills();
  const bool has_left = std::any_of(events.begin(), events.end(), [](const PoolEvent& event) {
    return std::holds_alternative<WorkerIsGone>(event.what);
  });
  if (kills > std::exchange(kills_heeded_, kills) && !has_left) {
    pool_.wait_for_death(kFreeing, signals_.fd());
  }
}

/// The kernel counts those that it kills so, and kills them by SIGKILL, as we do.
bool BatchRun::died_of_memory(unsigned slot, const WorkerEnd& end) {
  if (end.signal_number != SIGKILL || too_late_.contains(slot)) {
    return false;
  }
  const std::uint64_t kills = machine_.memory_kills();
  return kills > std::exchange(memory_kills_, kills);
}

/// Once may be the worker's fault, or the machine's: the task waits to be tried again, alone, or
/// for the next run where this one is stopping. Twice is the task's.
void BatchRun::lose_task(unsigned slot, TaskId task, const WorkerEnd& end, bool of_memory) {
  if (lost_once_.insert(task).second) {
    desk_.put_back(task);
    scheduler_.retry_alone(task);
    return;
  }
  const auto late = too_late_.find(slot);
  Error error = late != too_late_.end()
                    ? Error{ErrorCode::timed_out, late->second}
                    : Error{of_memory ? ErrorCode::out_of_memory : ErrorCode::worker_died,
                            fmt::format("the worker that had it in hand was lost, twice: {}",
                                        end.describe())};
  if (late == too_late_.end() && end.signal_number == SIGKILL) {
    error.message += of_memory ? "; memory ran out" : "; perhaps memory ran out";
  }
  settle(task, failed_outcome(std::move(error), desk_.order(task).bytes), slot,
         seconds_in_hand(slot));
}

void BatchRun::kill_late(TimePoint now) {
  for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
    const bool owes =
        pool_.is_alive(slot) && (pool_.is_warming(slot) || !scheduler_.out_with(slot).empty());
    watchdog_.look(slot, owes, owes ? pool_.pid(slot) : 0, now);
  }
  for (Watchdog::Late& late : watchdog_.late(now)) {
    too_late_.insert_or_assign(late.slot, std::move(late.reason));
    pool_.kill(late.slot);
  }
}

}  // namespace pixherd
