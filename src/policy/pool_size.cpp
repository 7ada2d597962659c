// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/pool_size.hpp"

#include <algorithm>

namespace pixherd {
namespace {

constexpr unsigned kFewestAtStart = 2;
constexpr unsigned kMostAtStart = 8;
/// A processor counts as idle from here on: half of it, since sampling is coarse.
constexpr double kIdleProcessor = 0.5;
constexpr double kMemoryReserveShare = 0.05;

}  // namespace

PoolSize pool_size(unsigned cpus, std::uint64_t tasks, std::optional<PoolSize> asked) {
  PoolSize size;
  if (asked) {
    size = *asked;
  } else {
    size.start = std::clamp(cpus / 2, kFewestAtStart, kMostAtStart);
    size.max = std::max(size.start, cpus);
  }
  const auto most =
      static_cast<unsigned>(std::min<std::uint64_t>(tasks, static_cast<unsigned>(-1)));
  size.start = std::min(size.start, most);
  size.max = std::clamp(size.max, size.start, most);
  return size;
}

unsigned threads_per_worker(unsigned cpus, unsigned workers) {
  return std::max(1U, cpus / std::max(1U, workers));
}

PoolStep next_step(const PoolView& view) {
  if (view.memory_available < view.memory_reserve) {
    return view.workers > 1 ? PoolStep::shrink : PoolStep::stay;
  }
  // Those that warm have taken neither work nor memory yet, and a processor only just now.
  const bool has_work = view.backlog > view.warming;
  const bool has_cpu = view.idle_cpus.value_or(1) - view.warming >= kIdleProcessor;
  const bool has_memory =
      view.memory_available >= view.memory_reserve + view.memory_grant * (view.warming + 1);
  if (view.workers < view.max && has_work && has_cpu && has_memory) {
    return PoolStep::grow;
  }
  return PoolStep::stay;
}

unsigned growth(PoolView view) {
  unsigned more = 0;
  while (next_step(view) == PoolStep::grow) {
    ++view.workers;
    ++view.warming;
    ++more;
  }
  return more;
}

std::uint64_t memory_reserve(const MemoryConfig& memory) {
  return static_cast<std::uint64_t>(kMemoryReserveShare * static_cast<double>(memory.available));
}

}  // namespace pixherd
