// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/scheduler.hpp"

#include <algorithm>

#include "pixherd/base/check.hpp"

namespace pixherd {
namespace {

/// By how much another's next task must be longer than a worker's own to come before it.
constexpr double kLonger = 1.25;

}  // namespace

Scheduler::Scheduler(ChunkPlan plan, std::span<const TaskCost> costs)
    : plan_(std::move(plan)),
      costs_(costs),
      slots_(std::max(1U, plan_.workers)),
      standings_(slots()) {
  for (const Chunk& chunk : plan_.chunks) {
    Slot& slot = slots_[chunk.worker];
    if (chunk.count > 0) {
      slot.chunks.push_back({chunk.first, chunk.first + chunk.count});
    }
    slot.waiting_cost += chunk.cost;
    waiting_cost_ += chunk.cost;
    waiting_ += chunk.count;
  }
  for (unsigned slot = 0; slot < slots(); ++slot) {
    rank(slot);
  }
}

void Scheduler::worker_came(unsigned slot) {
  slots_[slot].alive = true;
  rank(slot);
}

std::optional<TaskId> Scheduler::worker_went(unsigned slot) {
  Slot& gone = slots_[slot];
  gone.alive = false;
  std::optional<TaskId> culprit;
  out_ -= gone.out.size();
  if (gone.begun) {
    culprit = gone.out.front();
    gone.out.pop_front();
  }
  waiting_ += gone.out.size();
  for (const TaskId task : gone.out) {
    waiting_cost_ += costs_[task].seconds;
  }
  requeued_.insert(requeued_.begin(), gone.out.begin(), gone.out.end());
  gone.out.clear();
  gone.begun = false;
  rank(slot);
  return culprit;
}

void Scheduler::retry_alone(TaskId task) {
  suspects_.push_back(task);
  ++waiting_;
  waiting_cost_ += costs_[task].seconds;
}

void Scheduler::retry_last(TaskId task) {
  last_.push_back(task);
  ++waiting_;
  waiting_cost_ += costs_[task].seconds;
}

std::optional<TaskId> Scheduler::next_for(unsigned slot) {
  Slot& taker = slots_[slot];
  TaskId task = 0;
  if (!requeued_.empty()) {
    task = requeued_.front();
    requeued_.pop_front();
  } else if (const auto source = source_for(slot)) {
    task = take_next_of(*source);
    takeovers_ += *source != slot && slots_[*source].alive ? 1U : 0U;
  } else if (!suspects_.empty() && taker.out.empty()) {
    task = suspects_.front();
    suspects_.pop_front();
  } else if (!last_.empty() && out_ == 0) {
    task = last_.front();
    last_.pop_front();
  } else {
    return std::nullopt;
  }
  --waiting_;
  waiting_cost_ = waiting_ == 0 ? 0 : waiting_cost_ - costs_[task].seconds;
  ++out_;
  taker.out.push_back(task);
  return task;
}

std::optional<unsigned> Scheduler::source_for(unsigned slot) const {
  const auto longest = standings_.winner();
  const auto& own = standings_.standing(slot);
  const bool is_own_long_enough = own && own->next * kLonger >= standings_.standing(*longest)->next;
  return is_own_long_enough ? slot : longest;
}

TaskId Scheduler::take_next_of(unsigned slot) {
  Slot& giver = slots_[slot];
  Range& chunk = giver.chunks.front();
  const TaskId task = plan_.order[chunk.first++];
  if (chunk.size() == 0) {
    giver.chunks.pop_front();
  }
  giver.waiting_cost -= costs_[task].seconds;
  rank(slot);
  return task;
}

void Scheduler::rank(unsigned slot) {
  const Slot& ranked = slots_[slot];
  if (ranked.chunks.empty()) {
    standings_.set(slot, std::nullopt);
  } else {
    const TaskId next = plan_.order[ranked.chunks.front().first];
    standings_.set(slot, Standing{costs_[next].seconds, !ranked.alive, ranked.waiting_cost});
  }
}

bool Scheduler::started(unsigned slot, TaskId task) {
  Slot& worker = slots_[slot];
  if (worker.begun || worker.out.empty() || worker.out.front() != task) {
    return false;
  }
  worker.begun = true;
  return true;
}

bool Scheduler::finished(unsigned slot, TaskId task) {
  Slot& worker = slots_[slot];
  if (!worker.begun || worker.out.front() != task) {
    return false;
  }
  worker.out.pop_front();
  worker.begun = false;
  --out_;
  return true;
}

void Scheduler::withdrawn(unsigned slot, TaskId task) {
  Slot& worker = slots_[slot];
  PIXHERD_CHECK(!worker.out.empty() && worker.out.back() == task);
  worker.out.pop_back();
  --out_;
}

void Scheduler::postponed(unsigned slot, TaskId task) {
  withdrawn(slot, task);
  requeued_.push_front(task);
  ++waiting_;
  waiting_cost_ += costs_[task].seconds;
}

std::vector<TaskId> Scheduler::drain() {
  std::vector<TaskId> rest(requeued_.begin(), requeued_.end());
  requeued_.clear();
  rest.insert(rest.end(), suspects_.begin(), suspects_.end());
  suspects_.clear();
  rest.insert(rest.end(), last_.begin(), last_.end());
  last_.clear();
  for (unsigned index = 0; index < slots(); ++index) {
    Slot& slot = slots_[index];
    for (const Range chunk : slot.chunks) {
      rest.insert(rest.end(), plan_.order.begin() + chunk.first, plan_.order.begin() + chunk.last);
    }
    slot.chunks.clear();
    slot.waiting_cost = 0;
    rank(index);
  }
  waiting_ = 0;
  waiting_cost_ = 0;
  return rest;
}

}  // namespace pixherd
