// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/batch_run.hpp"

#include <algorithm>
#include <chrono>

#include "pixherd/base/check.hpp"
#include "pixherd/policy/send_ahead.hpp"
#include "pixherd/policy/time_limit.hpp"
#include "pixherd/policy/worker_wear.hpp"
#include "pixherd/process/resident_code.hpp"

namespace pixherd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTickEvery{100};
/// How long to wait for something to happen while the pool may still grow.
constexpr milliseconds kGrowthPatience{20};

}  // namespace

BatchRun::BatchRun(const RunConfig& config, const ChunkPlan& plan, std::span<const TaskCost> costs,
                   WorkerPool& pool, TaskDesk& desk, RunObserver& observer, MachineView& machine,
                   SignalWatch& signals)
    : config_(config),
      costs_(costs),
      pool_(pool),
      desk_(desk),
      observer_(observer),
      machine_(machine),
      signals_(signals),
      scheduler_(plan, costs),
      grants_(config.memory.budget(), config.size.max),
      keeper_(config.size.max, plan, config.batch_size, config.memory.available,
              config.memory.budget()),
      herd_(config.size, config.memory, grants_.base_grant(), pool, scheduler_, observer, machine,
            keeper_.metrics),
      watchdog_(config.timeout_seconds, config.size.max, machine,
                largest_counted_need(config.memory.available)),
      wear_(config.max_tasks_per_worker, most_kept_bytes(grants_.base_grant()), config.size.max,
            machine),
      memory_kills_(machine.memory_kills()),
      kills_heeded_(memory_kills_),
      begin_(Clock::now()),
      next_tick_(begin_),
      in_hand_(config.size.max) {
  PIXHERD_CHECK(pool.slots() <= config.size.max);
  progress_.tasks_total = costs.size();
  for (const TaskCost& cost : costs) {
    bytes_total_ += cost.bytes;
  }
}

RunResult BatchRun::run() {
  keep_code_in_memory();
  if (const auto reason = herd_.mend()) {
    stop(RunEnd::stopped, *reason);
  }
  while (!over()) {
    heed_time_limit();
    dispatch();
    recycle_worn();
    herd_.retire_idle();
    if (const auto reason = herd_.mend_when_due()) {
      stop(RunEnd::stopped, *reason);
    }
    herd_.adjust();
    const auto events = pool_.wait(patience(), signals_.fd(), observer_.blocked_fd());
    let_the_killed_leave(events);
    for (const PoolEvent& event : events) {
      handle(event);
    }
    observer_.flush();
    heed_unheard();
    if (kill_at_ && Clock::now() >= *kill_at_) {
      abandon_rest();
    }
    tick();
  }
  end_settled(true);
  wind_down();
  return std::move(result_);
}

bool BatchRun::over() const { return scheduler_.waiting() == 0 && scheduler_.out() == 0; }

milliseconds BatchRun::patience() const {
  if (herd_.is_growing()) {
    return milliseconds(0);
  }
  const bool may_grow = pool_.alive() < config_.size.max && scheduler_.waiting() > 0;
  const milliseconds patience = may_grow ? kGrowthPatience : kTickEvery;
  if (!config_.begin_until) {
    return patience;
  }
  // Less than nothing would be without end for poll().
  const auto left = std::chrono::ceil<milliseconds>(*config_.begin_until - Clock::now());
  return left > milliseconds(0) ? std::min(patience, left) : patience;
}

// --- giving out -------------------------------------------------------------------------------

void BatchRun::dispatch() {
  // A task each in turn, so that the first tasks of a small batch do not all go to the first
  // worker that is warm.
  bool gave = true;
  while (gave) {
    gave = false;
    for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
      if (pool_.is_usable(slot) && may_have_more(slot) && grants_.may_start(slot)) {
        gave = give_one(slot) || gave;
      }
    }
  }
}

/// Where nothing waits nobody is needed in their place.
void BatchRun::recycle_worn() {
  for (unsigned slot = 0; slot < pool_.slots() && scheduler_.waiting() > 0; ++slot) {
    if (pool_.is_usable(slot) && wear_.is_worn(slot)) {
      herd_.recycle(slot);
    }
  }
}

bool BatchRun::may_have_more(unsigned slot) const {
  const auto& out = scheduler_.out_with(slot);
  if (scheduler_.waiting() == 0 || scheduler_.out() >= config_.max_open_tasks ||
      observer_.is_behind() || is_time_over() || wear_.is_worn(slot) ||
      (wear_.is_suspect(slot) && !out.empty())) {
    return false;
  }
  double ahead = 0;
  for (const TaskId task : out) {
    const WorkOrder order = desk_.order(task);
    ahead += model_.seconds(order.format, order.settings.output_format(order.format), order.bytes);
  }
  return wants_more({out.size(), ahead, scheduler_.waiting(), scheduler_.waiting_share()});
}

/// False where there was nothing to give. A task that ends while it is opened counts as given.
bool BatchRun::give_one(unsigned slot) {
  const auto task = scheduler_.next_for(slot);
  if (!task) {
    return false;
  }
  auto opened = desk_.open(*task);
  if (auto* ended = std::get_if<Outcome>(&opened)) {
    if (ended->error && ended->error->code == ErrorCode::too_many_open_files &&
        make_room_for_one()) {
      scheduler_.postponed(slot, *task);
      if (is_stopping()) {
        abandon_waiting();  // what made room may have ended the run
      }
      return false;
    }
    scheduler_.withdrawn(slot, *task);
    desk_.ended_unopened(*task, *ended);
    end_task(*task, *ended, -1, 0);
    return true;
  }
  const auto& files = std::get<TaskFiles>(opened);
  grants_.start(slot);
  keeper_.task_sent(slot, Clock::now());
  wear_.given_task(slot);
  WorkOrder order = desk_.order(*task);
  order.memory = grants_.unasked();
  order.thumbnails_above = observer_.thumbnails_above();
  pool_.send(slot, order, files);
  if (scheduler_.out_with(slot).size() == 1) {
    pool_.flush(slot);  // it has nothing to do
  }
  return true;
}

/// There are no more descriptors: what waits for its end is brought to it, or fewer tasks are open
/// at a time from here on, or there are fewer workers. False where there is no less. The task in
/// question still counts as out.
bool BatchRun::make_room_for_one() {
  if (!put_off_.empty()) {
    end_settled(true);
    return true;
  }
  const std::size_t others = scheduler_.out() - 1;
  if (others == 0) {
    return herd_.give_up_one();
  }
  config_.max_open_tasks = std::min(config_.max_open_tasks, others);
  return true;
}

// --- the ends of tasks ------------------------------------------------------------------------

void BatchRun::settle(TaskId task, Outcome outcome, unsigned slot, double seconds) {
  if (const auto settled = desk_.settle(task, std::move(outcome))) {
    end_task(task, *settled, static_cast<int>(slot), seconds);
  } else {
    put_off_.emplace(task, Worked{slot, seconds});
  }
  end_settled(false);
}

void BatchRun::end_settled(bool all) {
  for (const TaskDesk::Settled& settled : desk_.take_settled(all)) {
    const Worked& worked = put_off_.at(settled.task);
    end_task(settled.task, settled.outcome, static_cast<int>(worked.slot), worked.seconds);
    put_off_.erase(settled.task);
  }
}

void BatchRun::end_task(TaskId task, const Outcome& outcome, int slot, double seconds) {
  ++progress_.tasks_done;
  progress_.bytes_done += costs_[task].bytes;
  saved_ += outcome.status == TaskStatus::saved ? 1U : 0U;
  const bool no_use = outcome.error && (outcome.error->code == ErrorCode::disk_full ||
                                        outcome.error->code == ErrorCode::read_only ||
                                        outcome.error->code == ErrorCode::output_gone);
  observer_.task_ended(task, outcome, slot, seconds);
  if (no_use) {
    stop(RunEnd::stopped, outcome.error->message);
  }
  heed_unheard();
}

// --- looking on -------------------------------------------------------------------------------

void BatchRun::tick() {
  const TimePoint now = Clock::now();
  if (now < next_tick_) {
    return;
  }
  next_tick_ = now + kTickEvery;
  kill_late(now);
  keeper_.memory_sample(sample_memory());
  progress_.workers = pool_.alive();
  progress_.elapsed_seconds = seconds_between(begin_, now);
  const std::uint64_t bytes_left = bytes_total_ - std::min(bytes_total_, progress_.bytes_done);
  progress_.remaining_seconds = progress_.bytes_done == 0
                                    ? -1
                                    : progress_.elapsed_seconds * static_cast<double>(bytes_left) /
                                          static_cast<double>(progress_.bytes_done);
  progress_.herd = herd_now();
  observer_.progressed(progress_);
}

/// Bytes resident in all workers.
std::uint64_t BatchRun::sample_memory() {
  std::uint64_t sum = 0;
  for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
    if (pool_.is_alive(slot)) {
      const std::uint64_t resident = machine_.resident_bytes(pool_.pid(slot));
      wear_.sample(slot, resident, scheduler_.out_with(slot).empty());
      sum += resident;
    }
  }
  return sum;
}

void BatchRun::wind_down() {
  RunMetrics& metrics = keeper_.metrics;
  const TimePoint now = Clock::now();
  metrics.wall_seconds = seconds_between(begin_, now);
  for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
    keeper_.worker_gone(slot, now);
    if (pool_.is_usable(slot)) {
      pool_.retire(slot);
    }
  }
  const WorkerPool::Counts& counts = pool_.counts();
  metrics.spawns = counts.spawns;
  metrics.spawn_seconds = counts.spawn_seconds;
  metrics.warm_seconds = counts.warm_seconds;
  metrics.peak_processes = counts.peak_processes;
  metrics.takeovers = scheduler_.takeovers();
  result_.metrics = metrics;
}

}  // namespace pixherd
