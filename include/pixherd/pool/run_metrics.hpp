// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "pixherd/base/clock.hpp"
#include "pixherd/policy/chunk_plan.hpp"

namespace pixherd {

/// What one slot of the pool did. Seconds are wall time.
struct WorkerMetrics {
  std::uint64_t tasks = 0;
  std::uint64_t bytes = 0;     ///< of the inputs
  double busy_seconds = 0;     ///< at work, by its own clock
  double waiting_seconds = 0;  ///< warm and without a task

  /// While at work; 0 where it never was.
  [[nodiscard]] double images_per_second() const;
};

/// The chunks that were planned, by their tasks; all 0 where there were none.
struct ChunkSizes {
  std::uint64_t chunks = 0;
  std::uint32_t least = 0;
  double mean = 0;
  std::uint32_t most = 0;
};

/// The figures of a run: --stats prints them, the footer of --json carries them.
struct RunMetrics {
  double wall_seconds = 0;   ///< from the first fork or dispatch to the last result
  double total_seconds = 0;  ///< from the start of the program: the walk and the ledger count in
  std::vector<WorkerMetrics> workers;

  unsigned spawns = 0;
  double spawn_seconds = 0;  ///< in the parent, forking
  double warm_seconds = 0;   ///< in the workers, summed
  unsigned peak_processes = 0;
  unsigned grown = 0;     ///< workers added while running
  unsigned shrunk = 0;    ///< workers let go under memory pressure, or when the backlog had drained
  unsigned replaced = 0;  ///< workers forked for one that had died
  unsigned recycled = 0;  ///< workers sent away that were worn, while there was work for more
  std::uint64_t warm_hits = 0;  ///< tasks given to a worker that had been given one before:
                                ///< nothing was forked or warmed for them

  std::uint32_t batch_size = 0;                        ///< the limit that the plan was made with
  std::map<std::uint32_t, std::uint64_t> chunk_sizes;  ///< size in tasks -> chunks planned
  std::uint64_t takeovers = 0;                         ///< (parts of) chunks done by another

  std::uint64_t memory_available = 0;  ///< bytes, when the run began
  std::uint64_t memory_budget = 0;     ///< bytes
  double memory_mean = 0;              ///< bytes resident in all workers, mean of the samples
  std::uint64_t memory_peak = 0;       ///< bytes resident in all workers, largest sample
  std::array<std::uint64_t, 3> memory_thirds{};  ///< samples in each third of the budget
  std::uint64_t deferred_grants = 0;             ///< images that had to wait for memory

  [[nodiscard]] std::uint64_t tasks() const;
  [[nodiscard]] std::uint64_t bytes() const;
  [[nodiscard]] double waiting_seconds() const;
  [[nodiscard]] ChunkSizes sizes_of_chunks() const;
  /// Of the inputs, by wall time; 0 where there was none.
  [[nodiscard]] double bytes_per_second() const;
  [[nodiscard]] double images_per_second() const;
};

/// Keeps the figures while the run goes on.
class MetricsKeeper {
 public:
  MetricsKeeper(unsigned slots, const ChunkPlan& plan, std::uint32_t batch_size,
                std::uint64_t memory_available, std::uint64_t memory_budget);

  void worker_idle(unsigned slot, TimePoint now);  ///< warm, nothing to do from now on
  void worker_gone(unsigned slot, TimePoint now);
  void task_sent(unsigned slot, TimePoint now);
  void task_done(unsigned slot, std::uint64_t bytes, double seconds);
  void memory_sample(std::uint64_t resident);

  RunMetrics metrics;  ///< what is counted elsewhere is filled in by whoever counts it

 private:
  void end_waiting(unsigned slot, TimePoint now);

  std::vector<std::optional<TimePoint>> idle_since_;
  std::vector<std::uint64_t> given_;  ///< tasks sent, by slot, to the worker that lives there
  std::uint64_t samples_ = 0;
};

}  // namespace pixherd
