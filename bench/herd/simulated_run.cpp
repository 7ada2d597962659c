// SPDX-License-Identifier: Apache-2.0
#include "herd/simulated_run.hpp"

#include <chrono>

#include "pixherd/base/check.hpp"
#include "pixherd/policy/send_ahead.hpp"

namespace pixherd::herd {
namespace {

std::vector<TaskCost> predicted_costs(std::span<const SimTask> tasks, const CostModel& model) {
  std::vector<TaskCost> costs;
  costs.reserve(tasks.size());
  for (const SimTask& task : tasks) {
    costs.push_back({model.seconds(task.format, task.format, task.bytes), task.bytes});
  }
  return costs;
}

ChunkPlan plan_for(std::span<const SimTask> tasks, std::span<const TaskCost> costs,
                   unsigned workers, std::uint64_t budget) {
  std::uint64_t memory = 0;
  for (const SimTask& task : tasks) {
    memory += predicted_memory(task.format, task.bytes);
  }
  const std::uint64_t each = tasks.empty() ? 1 : memory / tasks.size();
  return plan_chunks(costs, workers, batch_size({}, tasks.size(), workers, budget, each));
}

/// --processes 1 for a single one, whose pool would otherwise be of two.
std::optional<PoolSize> asked_size(unsigned workers) {
  return workers == 1 ? std::optional(PoolSize{1, 1}) : std::nullopt;
}

}  // namespace

SimulatedRun::SimulatedRun(std::span<const SimTask> tasks, const SimMachine& machine)
    : tasks_(tasks),
      machine_(machine),
      memory_(get_memory_config(machine.memory_each * machine.workers)),
      size_(pool_size(machine.workers, tasks.size(), asked_size(machine.workers))),
      costs_(predicted_costs(tasks, model_)),
      scheduler_(plan_for(tasks, costs_, size_.max, memory_.budget()), costs_),
      grants_(memory_.budget(), size_.max) {}

SimResult SimulatedRun::run() {
  fork_workers(size_.start);
  after(std::chrono::duration<double>(kLookToGrow).count(), What::look);
  while (scheduler_.waiting() > 0 || scheduler_.out() > 0) {
    PIXHERD_CHECK(!events_.empty());
    const Event event = events_.top();
    events_.pop();
    now_ = event.at;
    switch (event.what) {
      case What::warm: on_warm(event.slot); break;
      case What::done: on_done(event.slot); break;
      case What::look: look(); break;
    }
  }
  result_.makespan = now_;
  result_.peak_workers = forked_;
  result_.takeovers = scheduler_.takeovers();
  return result_;
}

void SimulatedRun::after(double seconds, What what, unsigned slot) {
  events_.push({now_ + seconds, events_made_++, what, slot});
}

/// One after another, as a single parent forks them.
void SimulatedRun::fork_workers(unsigned count) {
  for (unsigned i = 1; i <= count; ++i) {
    after(i * machine_.fork_seconds + machine_.warm_seconds, What::warm, forked_);
    ++forked_;
    ++warming_;
  }
}

void SimulatedRun::look() {
  PoolView view;
  view.workers = forked_;
  view.warming = warming_;
  view.max = size_.max;
  view.backlog = scheduler_.waiting();
  view.idle_cpus = static_cast<double>(machine_.workers - at_work_ - warming_);
  view.memory_available = memory_.available - std::min(memory_.available, memory_in_use_);
  view.memory_grant = grants_.base_grant();
  view.memory_reserve = memory_reserve(memory_);
  fork_workers(growth(view));
  if (forked_ < size_.max && scheduler_.waiting() > 0) {
    after(std::chrono::duration<double>(kLookToGrow).count(), What::look);
  }
}

void SimulatedRun::on_warm(unsigned slot) {
  --warming_;
  scheduler_.worker_came(slot);
  feed(slot);
}

void SimulatedRun::on_done(unsigned slot) {
  const TaskId id = scheduler_.out_with(slot).front();
  const SimTask& task = tasks_[id];
  PIXHERD_CHECK(scheduler_.finished(slot, id));
  --at_work_;
  memory_in_use_ -= task.memory;
  model_.observe(task.format, task.format, task.bytes, task.seconds);
  grants_.finish_task(slot);
  if (scheduler_.out_with(slot).empty()) {
    grants_.release(slot);
  } else {
    begin_next(slot);
  }
  grant_deferred();
  feed(slot);
  feed_held_back();
}

void SimulatedRun::begin_next(unsigned slot) {
  const TaskId id = scheduler_.out_with(slot).front();
  PIXHERD_CHECK(scheduler_.started(slot, id));
  if (grants_.ask(slot, tasks_[id].memory)) {
    work(slot);
  } else {
    ++result_.deferred_grants;
    grant_deferred();
  }
}

void SimulatedRun::work(unsigned slot) {
  const SimTask& task = tasks_[scheduler_.out_with(slot).front()];
  ++at_work_;
  memory_in_use_ += task.memory;
  after(task.seconds, What::done, slot);
}

void SimulatedRun::grant_deferred() {
  while (const auto slot = grants_.next_grant()) {
    work(*slot);
  }
}

/// Nobody else's hand has changed, so nobody else is looked at: 512 workers would make that slow.
void SimulatedRun::feed(unsigned slot) {
  while (wants_more({scheduler_.out_with(slot).size(), ahead(slot), scheduler_.waiting(),
                     scheduler_.waiting_share()})) {
    if (!grants_.may_start(slot)) {
      held_back_ = true;
      return;
    }
    const bool was_idle = scheduler_.out_with(slot).empty();
    if (!scheduler_.next_for(slot)) {
      return;
    }
    grants_.start(slot);
    if (was_idle) {
      begin_next(slot);
    }
  }
}

void SimulatedRun::feed_held_back() {
  if (!held_back_ || grants_.has_deferred()) {
    return;
  }
  held_back_ = false;
  for (unsigned slot = 0; slot < forked_; ++slot) {
    if (scheduler_.is_alive(slot)) {
      feed(slot);
    }
  }
}

double SimulatedRun::predicted(TaskId task) const {
  return model_.seconds(tasks_[task].format, tasks_[task].format, tasks_[task].bytes);
}

double SimulatedRun::ahead(unsigned slot) const {
  double seconds = 0;
  for (const TaskId task : scheduler_.out_with(slot)) {
    seconds += predicted(task);
  }
  return seconds;
}

}  // namespace pixherd::herd
