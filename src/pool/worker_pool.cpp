// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/worker_pool.hpp"

#include <poll.h>

#include <algorithm>

#include "pixherd/base/clock.hpp"

namespace pixherd {
namespace {

/// Who cannot be reached is mostly dead already; one that lives would wait for ever for what it was
/// to be sent. Either way wait() tells that it is gone.
void flush_or_kill(WorkerProcess& worker) {
  if (!worker.flush()) {
    worker.kill();
  }
}

}  // namespace

WorkerPool::WorkerPool(const WorkHandler& handler, unsigned max_workers, SandboxMode sandbox)
    : handler_(handler), sandbox_(sandbox) {
  raise_ceiling(max_workers);
}

void WorkerPool::raise_ceiling(unsigned max_workers) {
  while (slots_.size() < max_workers) {
    slots_.emplace_back();
  }
}

void WorkerPool::require_formats(FormatSet formats) {
  const FormatSet added = formats.without(formats_);
  if (added.empty()) {
    return;
  }
  formats_ |= added;
  for (Slot& slot : slots_) {
    if (slot.process && !slot.retiring) {
      ++slot.warm_orders_open;
      slot.process->send(WarmOrder{added});
      flush_or_kill(*slot.process);
    }
  }
}

Attempt WorkerPool::spawn_in(Slot& slot) {
  const TimePoint begin = Clock::now();
  auto spawned = WorkerProcess::spawn(handler_, sandbox_);
  if (!spawned) {
    return std::move(spawned).error();
  }
  counts_.spawn_seconds += seconds_between(begin, Clock::now());
  ++counts_.spawns;
  slot.process.emplace(std::move(*spawned));
  slot.retiring = false;
  slot.warm_orders_open = 1;
  slot.process->send(WarmOrder{formats_});
  flush_or_kill(*slot.process);
  counts_.peak_processes = std::max(counts_.peak_processes, alive());
  return success();
}

Attempt WorkerPool::ensure_warm(unsigned min_count) {
  unsigned living = staying();
  for (Slot& slot : slots_) {
    if (living >= min_count) {
      break;
    }
    if (!slot.process) {
      if (auto spawned = spawn_in(slot); !spawned) {
        return spawned;
      }
      ++living;
    }
  }
  return success();
}

void WorkerPool::send(unsigned slot, const WorkOrder& order, const TaskFiles& files) {
  if (auto& process = slots_[slot].process) {
    process->send(order, files);
  }
}

void WorkerPool::flush(unsigned slot) {
  if (auto& process = slots_[slot].process) {
    flush_or_kill(*process);
  }
}

void WorkerPool::grant(unsigned slot, TaskId task) {
  if (auto& process = slots_[slot].process) {
    process->send(MemoryGrant{task});
    flush_or_kill(*process);
  }
}

void WorkerPool::retire(unsigned slot) {
  auto& process = slots_[slot].process;
  if (process && !slots_[slot].retiring) {
    slots_[slot].retiring = true;
    process->send(LeaveOrder{});
    flush_or_kill(*process);
  }
}

void WorkerPool::kill(unsigned slot) {
  if (auto& process = slots_[slot].process) {
    process->kill();
  }
}

unsigned WorkerPool::alive() const {
  return static_cast<unsigned>(std::count_if(
      slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.process.has_value(); }));
}

unsigned WorkerPool::staying() const {
  return static_cast<unsigned>(std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.process.has_value() && !slot.retiring;
  }));
}

unsigned WorkerPool::warming() const {
  return static_cast<unsigned>(std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.process.has_value() && slot.warm_orders_open > 0;
  }));
}

bool WorkerPool::is_usable(unsigned slot) const {
  const Slot& candidate = slots_[slot];
  return candidate.process && candidate.warm_orders_open == 0 && !candidate.retiring;
}

std::vector<int> WorkerPool::pids() const {
  std::vector<int> pids;
  for (const Slot& slot : slots_) {
    if (slot.process) {
      pids.push_back(slot.process->pid());
    }
  }
  return pids;
}

void WorkerPool::collect_messages(unsigned index, std::vector<PoolEvent>& events) {
  Slot& slot = slots_[index];
  std::vector<WorkerMessage> messages = slot.process->receive();
  for (WorkerMessage& message : messages) {
    if (const auto* ready = std::get_if<WorkerReady>(&message)) {
      if (slot.warm_orders_open == 0) {
        slot.process->kill();  // nobody had asked it
        continue;
      }
      --slot.warm_orders_open;
      counts_.warm_seconds += ready->seconds;
      events.push_back({index, WorkerIsReady{}});
    } else if (auto* done = std::get_if<TaskDone>(&message)) {
      events.push_back({index, std::move(*done)});
    } else if (const auto* started = std::get_if<TaskStarted>(&message)) {
      events.push_back({index, *started});
    } else {
      events.push_back({index, std::get<MemoryNeed>(message)});
    }
  }
  if (slot.process->broke_protocol() || slot.process->results_fd() < 0) {
    slot.process->kill();  // where it hung up it is mostly dead already
  }
}

void WorkerPool::collect_death(unsigned index, std::vector<PoolEvent>& events) {
  Slot& slot = slots_[index];
  const auto end = slot.process->reap();
  if (!end) {
    return;
  }
  // What it wrote before it died counts; a frame that it did not finish is lost with it.
  while (slot.process->results_fd() >= 0) {
    const std::size_t before = events.size();
    collect_messages(index, events);
    if (events.size() == before) {
      break;
    }
  }
  const bool expected = slot.retiring && end->signal_number == 0 && end->exit_code == 0;
  slot.process.reset();
  slot.warm_orders_open = 0;
  slot.retiring = false;
  events.push_back({index, WorkerIsGone{*end, expected}});
}

void WorkerPool::wait_for_death(std::chrono::milliseconds timeout, int readable) const {
  std::vector<pollfd> deaths{{readable, POLLIN, 0}};
  for (const Slot& slot : slots_) {
    if (slot.process) {
      deaths.push_back({slot.process->death_fd(), POLLIN, 0});
    }
  }
  (void)::poll(deaths.data(), deaths.size(), static_cast<int>(timeout.count()));
}

std::vector<PoolEvent> WorkerPool::wait(std::chrono::milliseconds timeout, int readable,
                                        int writable) {
  enum class Role : std::uint8_t { other, report, results, blocked, death };
  struct Watch {
    Role role;
    unsigned slot;
  };
  std::vector<pollfd> fds;
  std::vector<Watch> watches;
  const auto watch = [&](Role role, unsigned slot, int fd, short what) {
    if (fd >= 0) {
      fds.push_back({fd, what, 0});
      watches.push_back({role, slot});
    }
  };
  watch(Role::other, 0, readable, POLLIN);
  watch(Role::report, 0, writable, POLLOUT);
  for (unsigned index = 0; index < slots_.size(); ++index) {
    if (auto& process = slots_[index].process) {
      flush_or_kill(*process);
      watch(Role::results, index, process->results_fd(), POLLIN);
      watch(Role::blocked, index, process->blocked_fd(), POLLOUT);
      watch(Role::death, index, process->death_fd(), POLLIN);
    }
  }
  std::vector<PoolEvent> events;
  if (::poll(fds.data(), fds.size(), static_cast<int>(timeout.count())) <= 0) {
    return events;
  }
  for (std::size_t i = 0; i < fds.size(); ++i) {
    const auto [role, index] = watches[i];
    if (fds[i].revents == 0) {
      continue;
    }
    switch (role) {
      case Role::other: events.push_back({0, OtherIsReadable{}}); break;
      case Role::report: break;
      case Role::results: collect_messages(index, events); break;
      case Role::blocked: flush_or_kill(*slots_[index].process); break;
      case Role::death: collect_death(index, events); break;
    }
  }
  return events;
}

}  // namespace pixherd
