// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pixherd/domain/batch_size_config.hpp"
#include "pixherd/domain/task.hpp"

namespace pixherd {

/// What the planner has to know of a task.
struct TaskCost {
  double seconds = 0;
  std::uint64_t bytes = 0;
};

/// A run of ChunkPlan::order that is meant for one worker.
struct Chunk {
  std::uint32_t worker = 0;
  std::uint32_t first = 0;  ///< index into ChunkPlan::order
  std::uint32_t count = 0;
  double cost = 0;          ///< seconds, predicted
  std::uint64_t bytes = 0;  ///< of the input files
};

/// Every task exactly once. A worker's chunks stand in the order in which it works on them.
struct ChunkPlan {
  std::vector<TaskId> order;
  std::vector<Chunk> chunks;
  std::uint32_t workers = 0;
};

/// Tasks a chunk may have: min(max(min(tasks_per_process, tasks that the budget holds), min_size),
/// max_size, ceil(total / workers)), and at least 1. `task_memory` is what one task needs, in
/// bytes.
std::uint32_t batch_size(const BatchSizeConfig& config, std::uint64_t tasks, unsigned workers,
                         std::uint64_t memory_budget, std::uint64_t task_memory);

/// Distributes the tasks over the workers, evenly by predicted cost.
///
/// Where all cost the same: workers x ceil(ceil(total / workers) / batch) chunks whose sizes
/// differ by one at most, dealt in turn, so that nobody gets more than ceil(total / workers).
/// Where they do not: longest first to whoever has least so far (LPT; R. L. Graham, "Bounds on
/// multiprocessing timing anomalies", 1969: at most 4/3 of the best); each worker's share in chunks
/// of nearly equal cost, at most `batch` tasks each, the last of them halved down to single tasks.
ChunkPlan plan_chunks(std::span<const TaskCost> costs, unsigned workers, std::uint32_t batch);

}  // namespace pixherd
