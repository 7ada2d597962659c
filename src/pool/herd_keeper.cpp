// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/herd_keeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace pixherd {
namespace {

/// How often to look where there is no room to grow, for memory pressure alone.
constexpr std::chrono::milliseconds kLookForPressure{250};
/// Workers lost one after another without a single task coming to its end.
constexpr unsigned kMostDeathsInVain = 5;
/// Workers lost with as many tasks, and not one done in between; or so many for each worker. A
/// folder may well begin with some dozens of files that crash the engine.
constexpr unsigned kMostDeathsAtWork = 100;
constexpr unsigned kMostDeathsAtWorkOfEach = 4;
/// How long to wait after the first of them; twice as long after each further one.
constexpr std::chrono::milliseconds kBackOff{10};

}  // namespace

HerdKeeper::HerdKeeper(PoolSize size, MemoryConfig memory, std::uint64_t worker_grant,
                       WorkerPool& pool, const Scheduler& scheduler, RunObserver& observer,
                       MachineView& machine, RunMetrics& metrics)
    : size_(size),
      memory_(memory),
      worker_grant_(worker_grant),
      pool_(pool),
      scheduler_(scheduler),
      observer_(observer),
      machine_(machine),
      metrics_(metrics),
      wanted_(size.start),
      next_look_(Clock::now() + kLookToGrow) {
  pool_.raise_ceiling(size.max);
  (void)machine_.idle_cpus();  // from here on it measures
}

std::optional<std::string> HerdKeeper::mend() {
  if (scheduler_.waiting() == 0) {
    return std::nullopt;
  }
  // No more than can have something to do: what the busy ones hold, and one for each that waits.
  std::size_t useful = scheduler_.waiting();
  for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
    useful += scheduler_.out_with(slot).empty() ? 0U : 1U;
  }
  // Who still leaves has its place kept.
  const std::size_t needed = std::min<std::size_t>(wanted_, useful);
  const auto warmed =
      pool_.ensure_warm(static_cast<unsigned>(needed - std::min(needed, recycling_.size())));
  if (warmed) {
    return std::nullopt;
  }
  if (pool_.alive() == 0) {
    return warmed.error().message;
  }
  observer_.warned(fmt::format("{}; going on with {} of {} workers", warmed.error().message,
                               pool_.alive(), wanted_));
  wanted_ = pool_.alive();
  return std::nullopt;
}

unsigned HerdKeeper::places() const {
  return pool_.staying() + static_cast<unsigned>(recycling_.size());
}

void HerdKeeper::recycle(unsigned slot) {
  pool_.retire(slot);
  recycling_.insert(slot);
  ++metrics_.recycled;
}

std::optional<std::string> HerdKeeper::one_left(unsigned slot) {
  const bool is_to_be_replaced = recycling_.erase(slot) != 0;
  return is_to_be_replaced || pool_.staying() == 0 ? mend() : std::nullopt;
}

std::optional<std::string> HerdKeeper::lost_one(unsigned slot, Loss loss) {
  recycling_.erase(slot);
  const bool in_vain = loss == Loss::in_vain;
  deaths_in_vain_ = in_vain ? deaths_in_vain_ + 1 : 0;
  deaths_at_work_ += loss == Loss::first_try ? 1U : 0U;
  if (deaths_at_work_ >= std::max(kMostDeathsAtWork, kMostDeathsAtWorkOfEach * size_.max)) {
    return fmt::format("{} workers died one after another over as many images, and none was done",
                       deaths_at_work_);
  }
  if (deaths_in_vain_ >= kMostDeathsInVain && !go_on_with_fewer()) {
    return fmt::format(
        "{} workers died one after another before any had done a task; limits to processes, "
        "threads or memory may leave them too little (ulimit -u, ulimit -v, pids.max)",
        deaths_in_vain_);
  }
  if (in_vain) {
    mend_at_ = Clock::now() + kBackOff * (1U << (deaths_in_vain_ - 1));
    return std::nullopt;
  }
  return replace_lost();
}

/// What is too little for all may be enough for some. Those that live stay, however many.
bool HerdKeeper::go_on_with_fewer() {
  if (size_.max == 1) {
    return false;
  }
  size_.max = std::clamp(pool_.staying(), 1U, size_.max / 2);
  observer_.warned(fmt::format("{} workers died before any had done a task; going on with {}",
                               deaths_in_vain_, size_.max));
  deaths_in_vain_ = 1;
  wanted_ = std::min(wanted_, size_.max);
  return true;
}

void HerdKeeper::memory_ran_out() {
  size_.max = std::max(1U, places());
  wanted_ = std::min(wanted_, size_.max);
  observer_.warned(
      fmt::format("memory ran out, and the kernel killed a worker; going on with {}", size_.max));
}

bool HerdKeeper::give_up_one() {
  if (pool_.staying() > 1) {
    shrink_by_one();
    size_.max = wanted_;
    observer_.warned(fmt::format("too many open files; going on with {}", wanted_));
  }
  return pool_.alive() > 1;
}

std::optional<std::string> HerdKeeper::mend_when_due() {
  if (!mend_at_ || Clock::now() < *mend_at_) {
    return std::nullopt;
  }
  mend_at_.reset();
  return replace_lost();
}

std::optional<std::string> HerdKeeper::replace_lost() {
  const unsigned before = pool_.counts().spawns;
  auto reason = mend();
  metrics_.replaced += pool_.counts().spawns - before;
  return reason;
}

void HerdKeeper::adjust() {
  if (mend_at_) {
    return;
  }
  if (const TimePoint now = Clock::now(); now >= next_look_) {
    look(now);
  }
  if (is_growing()) {
    grow_by_one();
  }
}

bool HerdKeeper::is_growing() const {
  return may_come_ > 0 && !mend_at_ && places() < size_.max && scheduler_.waiting() > 0;
}

void HerdKeeper::look(TimePoint now) {
  PoolView view;
  view.workers = places();
  view.warming = pool_.warming();
  view.max = size_.max;
  view.backlog = scheduler_.waiting();
  const bool may_grow = view.workers < view.max && view.backlog > 0;
  next_look_ = now + (may_grow ? kLookToGrow : kLookForPressure);
  view.idle_cpus = machine_.idle_cpus();
  view.memory_available = machine_.memory_available();
  view.memory_grant = worker_grant_;
  view.memory_reserve = memory_reserve(memory_);
  may_come_ = growth(view);
  if (next_step(view) == PoolStep::shrink) {
    shrink_by_one();
  }
}

void HerdKeeper::grow_by_one() {
  const unsigned before = places();
  // Places that are still being left are free a little later.
  if (pool_.ensure_warm(pool_.staying() + 1) && places() > before) {
    --may_come_;
    wanted_ = places();
    ++metrics_.grown;
  } else {
    may_come_ = 0;
  }
}

/// The worker with least in its hands goes, once it has done what it has.
void HerdKeeper::shrink_by_one() {
  std::optional<unsigned> least;
  for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
    if (pool_.is_usable(slot) &&
        (!least || scheduler_.out_with(slot).size() < scheduler_.out_with(*least).size())) {
      least = slot;
    }
  }
  if (least) {
    pool_.retire(*least);
    wanted_ = std::max(1U, places());
    ++metrics_.shrunk;
  }
}

void HerdKeeper::retire_idle() {
  if (scheduler_.waiting() > 0) {
    return;
  }
  for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
    if (pool_.is_usable(slot) && scheduler_.out_with(slot).empty()) {
      pool_.retire(slot);
      ++metrics_.shrunk;
    }
  }
}

}  // namespace pixherd
