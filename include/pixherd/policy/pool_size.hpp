// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "pixherd/policy/memory_budget.hpp"

namespace pixherd {

/// How many workers a run begins with, and how many it may grow to.
struct PoolSize {
  unsigned start = 1;
  unsigned max = 1;
  bool operator==(const PoolSize&) const = default;
};

/// Start: clamp(cpus / 2, 2, 8). Ceiling: max(start, cpus). `asked` (--processes) replaces both.
/// Neither is above the number of tasks, and neither is 0 but where there are none.
PoolSize pool_size(unsigned cpus, std::uint64_t tasks, std::optional<PoolSize> asked);

/// Threads that libvips gets in each of `workers` processes: max(1, cpus / workers). Processes
/// beat threads (design: 2 x 1 took 2.0 s where 1 x 2 took 2.8 s), but a lone image may use
/// what would idle.
unsigned threads_per_worker(unsigned cpus, unsigned workers);

/// What the pool looks like when it asks itself whether to change its size.
struct PoolView {
  unsigned workers = 0;                ///< alive, warming ones included
  unsigned warming = 0;                ///< of those, not warm yet
  unsigned max = 0;                    ///< ceiling
  std::uint64_t backlog = 0;           ///< tasks that no worker has been sent
  std::optional<double> idle_cpus;     ///< processors with nothing to do just now; unknown: one
  std::uint64_t memory_available = 0;  ///< bytes that may still be used, by anyone
  std::uint64_t memory_grant = 0;      ///< bytes that one more worker would be granted
  std::uint64_t memory_reserve = 0;    ///< bytes below which memory is under pressure
};

enum class PoolStep : std::uint8_t { stay, grow, shrink };

/// One worker at a time: grows while there is backlog, an idle processor and memory for a further
/// worker beside those that are still warming; shrinks, down to one, under memory pressure. (A
/// worker without work, when the backlog has drained, is let go by the pool itself.)
PoolStep next_step(const PoolView& view);

/// How many workers one look at the machine lets come, one after another: next_step() asked again
/// after each of them. One a look would take ten seconds to reach 512.
unsigned growth(PoolView view);

/// How often to look while there is room to grow; /proc/stat counts in hundredths of a second, and
/// looking more often shows nothing.
inline constexpr std::chrono::milliseconds kLookToGrow{20};

/// Bytes below which memory is under pressure: a twentieth of what there was at the start.
std::uint64_t memory_reserve(const MemoryConfig& memory);

}  // namespace pixherd
