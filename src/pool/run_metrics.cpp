// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/run_metrics.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace pixherd {
namespace {

double per_second(std::uint64_t amount, double seconds) {
  return seconds > 0 ? static_cast<double>(amount) / seconds : 0;
}

}  // namespace

double WorkerMetrics::images_per_second() const { return per_second(tasks, busy_seconds); }

std::uint64_t RunMetrics::tasks() const {
  return std::accumulate(workers.begin(), workers.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const WorkerMetrics& w) { return sum + w.tasks; });
}

std::uint64_t RunMetrics::bytes() const {
  return std::accumulate(workers.begin(), workers.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const WorkerMetrics& w) { return sum + w.bytes; });
}

double RunMetrics::waiting_seconds() const {
  return std::accumulate(
      workers.begin(), workers.end(), 0.0,
      [](double sum, const WorkerMetrics& w) { return sum + w.waiting_seconds; });
}

ChunkSizes RunMetrics::sizes_of_chunks() const {
  if (chunk_sizes.empty()) {
    return {};
  }
  ChunkSizes sizes{.least = chunk_sizes.begin()->first, .most = chunk_sizes.rbegin()->first};
  std::uint64_t planned = 0;
  for (const auto& [size, count] : chunk_sizes) {
    sizes.chunks += count;
    planned += size * count;
  }
  sizes.mean = static_cast<double>(planned) / static_cast<double>(sizes.chunks);
  return sizes;
}

double RunMetrics::bytes_per_second() const { return per_second(bytes(), wall_seconds); }

double RunMetrics::images_per_second() const { return per_second(tasks(), wall_seconds); }

MetricsKeeper::MetricsKeeper(unsigned slots, const ChunkPlan& plan, std::uint32_t batch_size,
                             std::uint64_t memory_available, std::uint64_t memory_budget)
    : idle_since_(slots), given_(slots) {
  metrics.workers.resize(slots);
  metrics.batch_size = batch_size;
  metrics.memory_available = memory_available;
  metrics.memory_budget = memory_budget;
  for (const Chunk& chunk : plan.chunks) {
    ++metrics.chunk_sizes[chunk.count];
  }
}

void MetricsKeeper::worker_idle(unsigned slot, TimePoint now) { idle_since_[slot] = now; }

void MetricsKeeper::worker_gone(unsigned slot, TimePoint now) {
  end_waiting(slot, now);
  given_[slot] = 0;
}

void MetricsKeeper::end_waiting(unsigned slot, TimePoint now) {
  if (const auto since = std::exchange(idle_since_[slot], std::nullopt)) {
    metrics.workers[slot].waiting_seconds += seconds_between(*since, now);
  }
}

void MetricsKeeper::task_sent(unsigned slot, TimePoint now) {
  end_waiting(slot, now);
  metrics.warm_hits += given_[slot]++ > 0 ? 1U : 0U;
}

void MetricsKeeper::task_done(unsigned slot, std::uint64_t bytes, double seconds) {
  WorkerMetrics& worker = metrics.workers[slot];
  ++worker.tasks;
  worker.bytes += bytes;
  worker.busy_seconds += seconds;
}

void MetricsKeeper::memory_sample(std::uint64_t resident) {
  ++samples_;
  metrics.memory_mean +=
      (static_cast<double>(resident) - metrics.memory_mean) / static_cast<double>(samples_);
  metrics.memory_peak = std::max(metrics.memory_peak, resident);
  const double share = static_cast<double>(resident) /
                       static_cast<double>(std::max<std::uint64_t>(1, metrics.memory_budget));
  ++metrics.memory_thirds[share < 1.0 / 3 ? 0 : share < 2.0 / 3 ? 1 : 2];
}

}  // namespace pixherd
