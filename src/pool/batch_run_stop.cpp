// SPDX-License-Identifier: Apache-2.0
// Why a run stops before all is done, and what becomes of the rest: the part of BatchRun that ends.
#include <chrono>
#include <deque>
#include <utility>

#include "pixherd/pool/batch_run.hpp"

namespace pixherd {
namespace {

/// What is in a worker's hands when a signal comes may still be finished in this time.
constexpr std::chrono::milliseconds kGrace{1500};

}  // namespace

/// Of several reasons the first counts; on_signal() alone comes before any.
void BatchRun::stop(RunEnd end, std::string reason, int signal_number) {
  if (!is_stopping()) {
    begin_stop(end, std::move(reason), signal_number);
  }
}

/// Nothing new is begun from here on; what is out may end, and after a signal in a short time.
void BatchRun::begin_stop(RunEnd end, std::string reason, int signal_number) {
  result_.end = end;
  result_.stop_reason = std::move(reason);
  result_.signal_number = signal_number;
  if (end == RunEnd::signal && !kill_at_) {
    kill_at_ = Clock::now() + kGrace;
  }
  abandon_waiting();
}

// --- reasons ----------------------------------------------------------------------------------

/// A run whose report nobody takes any more ends.
void BatchRun::heed_unheard() {
  if (const auto unheard = observer_.unheard()) {
    stop(unheard->signal_number != 0 ? RunEnd::signal : RunEnd::stopped, unheard->reason,
         unheard->signal_number);
  }
}

bool BatchRun::is_time_over() const {
  return config_.begin_until && Clock::now() >= *config_.begin_until;
}

/// True where some task is in nobody's hands yet.
bool BatchRun::has_unbegun() const {
  for (unsigned slot = 0; slot < scheduler_.slots(); ++slot) {
    if (scheduler_.out_with(slot).size() > 1) {
      return true;
    }
  }
  return scheduler_.waiting() > 0;
}

void BatchRun::heed_time_limit() {
  if (is_time_over() && has_unbegun()) {
    stop(RunEnd::time_limit, "the time limit was reached: the next run goes on with the rest");
  }
}

void BatchRun::on_signal(int number) {
  // A run that ends by SIGPIPE, for its report, was not asked to end.
  if (std::exchange(is_asked_to_end_, true)) {
    abandon_rest();  // asked twice: at once
    return;
  }
  begin_stop(RunEnd::signal, {}, number);
}

void heed_late_signal(RunResult& result, SignalWatch& signals) {
  if (const auto number = signals.next(); number && result.end != RunEnd::signal) {
    result.end = RunEnd::signal;
    result.signal_number = *number;
  }
}

// --- the rest ---------------------------------------------------------------------------------

void BatchRun::abandon_waiting() {
  for (const TaskId task : scheduler_.drain()) {
    const std::uint64_t bytes = costs_[task].bytes;
    end_task(task,
             result_.end == RunEnd::time_limit
                 ? unprocessed_outcome(bytes, "the time limit was reached before its turn")
                 : unprocessed_outcome(bytes),
             -1, 0);
  }
}

/// Kills the worker; what it had waits again.
void BatchRun::abandon_worker(unsigned slot) {
  const std::deque<TaskId> had = scheduler_.out_with(slot);
  for (const TaskId task : had) {
    desk_.put_back(task);
  }
  scheduler_.forget_announcement(slot);
  scheduler_.worker_went(slot);
  grants_.release(slot);
  if (pool_.is_alive(slot)) {
    pool_.kill(slot);
  }
}

/// What the worker was sent beyond what it had in hand.
void BatchRun::abandon_unbegun(unsigned slot) {
  if (!scheduler_.out_with(slot).empty()) {
    abandon_worker(slot);
    abandon_waiting();
  }
}

/// Kills the workers; what they had becomes unprocessed.
void BatchRun::abandon_rest() {
  kill_at_.reset();
  for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
    abandon_worker(slot);
  }
  abandon_waiting();
}

}  // namespace pixherd
