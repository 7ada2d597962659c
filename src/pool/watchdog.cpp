// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/watchdog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace pixherd {
namespace {

/// Calls come ten times a second: a longer gap was not ours.
constexpr std::chrono::seconds kStopped{2};
/// How much faster than the clock processor time may run; before that nobody need look.
constexpr double kMostThreads = 64;

}  // namespace

void Watchdog::look(unsigned slot, bool owes, int pid, TimePoint now) {
  std::optional<Hand>& hand = hands_[slot];
  if (!owes) {
    hand.reset();
  } else if (!hand || hand->pid != pid) {
    hand = Hand{pid, now, {}, 0, false};
  }
}

void Watchdog::spoke(unsigned slot, TimePoint now) {
  if (std::optional<Hand>& hand = hands_[slot]) {
    hand = Hand{hand->pid, now, {}, 0, false};
  }
}

void Watchdog::needs(unsigned slot, std::uint64_t bytes) {
  if (hands_[slot]) {
    hands_[slot]->need = std::min(bytes, largest_need_);
  }
}

void Watchdog::waits(unsigned slot, bool waiting, TimePoint now) {
  if (std::optional<Hand>& hand = hands_[slot]) {
    hand->waiting = waiting;
    hand->since = now;
  }
}

std::vector<Watchdog::Late> Watchdog::late(TimePoint now) {
  const auto gap = last_call_ ? now - *last_call_ : Clock::duration::zero();
  last_call_ = now;
  std::vector<Late> found;
  for (unsigned slot = 0; slot < hands_.size(); ++slot) {
    std::optional<Hand>& hand = hands_[slot];
    if (!hand || hand->waiting) {
      continue;
    }
    if (gap > kStopped) {
      hand->since += gap;
    }
    if (auto reason = lateness(*hand, now)) {
      found.push_back({slot, std::move(*reason)});
    }
  }
  return found;
}

std::optional<std::string> Watchdog::lateness(Hand& hand, TimePoint now) const {
  if (!hand.cpu_before) {
    hand.cpu_before = machine_.cpu_seconds(hand.pid);
  }
  const TimeLimit limit = time_limit(timeout_, hand.need);
  const double wall = seconds_between(hand.since, now);
  if (wall >= limit.wall_seconds) {
    return fmt::format("timed out after {:.1f} s", wall);
  }
  const double cpu = wall * kMostThreads < limit.cpu_seconds
                         ? 0
                         : machine_.cpu_seconds(hand.pid) - *hand.cpu_before;
  if (cpu >= limit.cpu_seconds) {
    return fmt::format("timed out after {:.1f} s of processor time", cpu);
  }
  return std::nullopt;
}

}  // namespace pixherd
