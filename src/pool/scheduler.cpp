// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/scheduler.hpp"

#include <algorithm>

#include "pixherd/base/check.hpp"

namespace pixherd {

Scheduler::Scheduler(ChunkPlan plan, std::span<const TaskCost> costs)
    : plan_(std::move(plan)), costs_(costs), slots_(std::max(1U, plan_.workers)) {
  for (const Chunk& chunk : plan_.chunks) {
    Slot& slot = slots_[chunk.worker];
    slot.chunks.push_back({chunk.first, chunk.first + chunk.count});
    slot.waiting_cost += chunk.cost;
    waiting_cost_ += chunk.cost;
    waiting_ += chunk.count;
  }
}

void Scheduler::worker_came(unsigned slot) { slots_[slot].alive = true; }

Scheduler::Orphans Scheduler::worker_went(unsigned slot) {
  Slot& gone = slots_[slot];
  gone.alive = false;
  Orphans orphans;
  out_ -= gone.out.size();
  if (gone.begun) {
    orphans.culprit = gone.out.front();
    gone.out.pop_front();
  }
  orphans.requeued = gone.out.size();
  waiting_ += gone.out.size();
  for (const TaskId task : gone.out) {
    waiting_cost_ += costs_[task].seconds;
  }
  requeued_.insert(requeued_.begin(), gone.out.begin(), gone.out.end());
  gone.out.clear();
  gone.begun = false;
  return orphans;
}

void Scheduler::retry_alone(TaskId task) {
  suspects_.push_back(task);
  ++waiting_;
  waiting_cost_ += costs_[task].seconds;
}

std::optional<TaskId> Scheduler::next_for(unsigned slot) {
  Slot& taker = slots_[slot];
  TaskId task = 0;
  if (!requeued_.empty()) {
    task = requeued_.front();
    requeued_.pop_front();
  } else if (taker.current.size() > 0 || find_work(slot)) {
    task = plan_.order[taker.current.first++];
    taker.waiting_cost -= costs_[task].seconds;
  } else if (!suspects_.empty() && taker.out.empty()) {
    task = suspects_.front();
    suspects_.pop_front();
  } else {
    return std::nullopt;
  }
  --waiting_;
  waiting_cost_ = waiting_ == 0 ? 0 : waiting_cost_ - costs_[task].seconds;
  ++out_;
  taker.out.push_back(task);
  return task;
}

bool Scheduler::find_work(unsigned slot) {
  Slot& taker = slots_[slot];
  if (!taker.chunks.empty()) {
    taker.current = taker.chunks.front();
    taker.chunks.pop_front();
    return true;
  }
  return take_chunk_of(slot, true) || take_chunk_of(slot, false) || split_with_busiest(slot);
}

bool Scheduler::take_chunk_of(unsigned slot, bool only_orphaned) {
  Slot* victim = nullptr;
  for (Slot& candidate : slots_) {
    if (!candidate.chunks.empty() && !(only_orphaned && candidate.alive) &&
        (victim == nullptr || candidate.waiting_cost > victim->waiting_cost)) {
      victim = &candidate;
    }
  }
  if (victim == nullptr) {
    return false;
  }
  // An orphan's chunks are taken as planned, longest first; of a living worker's the one that it
  // would come to last.
  Range chunk;
  if (victim->alive) {
    chunk = victim->chunks.back();
    victim->chunks.pop_back();
    ++takeovers_;
  } else {
    chunk = victim->chunks.front();
    victim->chunks.pop_front();
  }
  move_cost(*victim, slots_[slot], chunk);
  slots_[slot].current = chunk;
  return true;
}

bool Scheduler::split_with_busiest(unsigned slot) {
  Slot* victim = nullptr;
  double most = 0;
  for (Slot& candidate : slots_) {
    const double cost = candidate.current.size() == 0 ? 0 : cost_of(candidate.current);
    if (candidate.current.size() > 0 && (victim == nullptr || cost > most)) {
      victim = &candidate;
      most = cost;
    }
  }
  if (victim == nullptr) {
    return false;
  }
  const std::uint32_t half =
      victim->alive ? (victim->current.size() + 1) / 2 : victim->current.size();
  const Range taken{victim->current.last - half, victim->current.last};
  victim->current.last -= half;
  move_cost(*victim, slots_[slot], taken);
  slots_[slot].current = taken;
  ++takeovers_;
  return true;
}

double Scheduler::cost_of(Range range) const {
  double cost = 0;
  for (std::uint32_t i = range.first; i < range.last; ++i) {
    cost += costs_[plan_.order[i]].seconds;
  }
  return cost;
}

void Scheduler::move_cost(Slot& from, Slot& to, Range range) {
  const double cost = cost_of(range);
  from.waiting_cost -= cost;
  to.waiting_cost += cost;
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
  const auto add = [&](Range range) {
    rest.insert(rest.end(), plan_.order.begin() + range.first, plan_.order.begin() + range.last);
  };
  for (Slot& slot : slots_) {
    add(slot.current);
    slot.current = {};
    for (const Range& chunk : slot.chunks) {
      add(chunk);
    }
    slot.chunks.clear();
    slot.waiting_cost = 0;
  }
  waiting_ = 0;
  waiting_cost_ = 0;
  return rest;
}

}  // namespace pixherd
