// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pixherd/pool/machine_view.hpp"

namespace pixherd {

/// Knows how worn each worker is: how many tasks it has been given, and whether it keeps more
/// memory between tasks than it may. Sends nobody away itself.
///
/// Between tasks a busy worker has no idle moment in which it could be looked at: one that was seen
/// large at work is suspect, and is given nothing more until it has run dry and was looked at
/// again.
class WearWatch {
 public:
  /// `most_tasks` 0: no limit.
  WearWatch(std::uint32_t most_tasks, std::uint64_t most_kept, unsigned slots, MachineView& machine)
      : most_tasks_(most_tasks), most_kept_(most_kept), machine_(machine), workers_(slots) {}

  /// A worker is warm, for the first time or for more formats.
  void ready(unsigned slot, int pid);
  void gone(unsigned slot) { workers_[slot].reset(); }
  void given_task(unsigned slot);

  /// What it holds just now, at work or with nothing in hand.
  void sample(unsigned slot, std::uint64_t resident, bool idle);
  /// It has run dry: looks at it where it is suspect.
  void idle(unsigned slot);

  /// It should go, once it has done what it has.
  [[nodiscard]] bool is_worn(unsigned slot) const;
  [[nodiscard]] bool is_suspect(unsigned slot) const {
    return workers_[slot] && workers_[slot]->suspect;
  }

 private:
  struct Worker {
    int pid = 0;
    std::uint64_t resident_when_warm = 0;
    std::uint32_t tasks = 0;
    bool suspect = false;
    bool keeps_too_much = false;
  };

  std::uint32_t most_tasks_;
  std::uint64_t most_kept_;
  MachineView& machine_;
  std::vector<std::optional<Worker>> workers_;
};

}  // namespace pixherd
