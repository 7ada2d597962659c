// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/base/clock.hpp"
#include "pixherd/policy/time_limit.hpp"
#include "pixherd/pool/machine_view.hpp"

namespace pixherd {

/// Knows since when each worker owes an answer, and who is late with it. Kills nobody itself.
class Watchdog {
 public:
  /// Of a need no more counts than `largest_need`.
  Watchdog(double timeout_seconds, unsigned slots, MachineView& machine, std::uint64_t largest_need)
      : timeout_(timeout_seconds), machine_(machine), largest_need_(largest_need), hands_(slots) {}

  /// Once a round, and before it tells of what it has in hand: whether this worker owes anything (a
  /// task, or to be warm).
  void look(unsigned slot, bool owes, int pid, TimePoint now);

  /// It has said something, so that its time begins anew.
  void spoke(unsigned slot, TimePoint now);
  /// What it has in hand needs so many bytes.
  void needs(unsigned slot, std::uint64_t bytes);
  /// It waits for us (for memory), or no longer.
  void waits(unsigned slot, bool waiting, TimePoint now);

  struct Late {
    unsigned slot = 0;
    std::string reason;  ///< a sentence
  };
  /// Those who are late. Where we ourselves were stopped since the last call (a suspended machine,
  /// a terminal's Ctrl-Z), everybody is given that time.
  std::vector<Late> late(TimePoint now);

 private:
  struct Hand {
    int pid = 0;
    TimePoint since;
    std::optional<double> cpu_before;  ///< taken by late(), since workers speak often
    std::uint64_t need = 0;
    bool waiting = false;
  };
  [[nodiscard]] std::optional<std::string> lateness(Hand& hand, TimePoint now) const;

  double timeout_;
  MachineView& machine_;
  std::uint64_t largest_need_;
  std::vector<std::optional<Hand>> hands_;
  std::optional<TimePoint> last_call_;
};

}  // namespace pixherd
