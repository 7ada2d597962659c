// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pixherd/policy/chunk_plan.hpp"
#include "pixherd/report/run_report.hpp"
#include "task_table.hpp"

namespace pixherd {

/// The machine's share in a plan.
struct MachineFacts {
  unsigned cpus = 1;
  std::uint64_t memory_available = 0;
};

struct Planned {
  std::vector<TaskCost> costs;
  ChunkPlan plan;
  PlanSummary summary;
};

/// Puts options, machine and tasks through the policies: pool size, memory budget, batch size,
/// predicted costs, chunks. Pure.
Planned make_plan(const Options& options, const MachineFacts& machine, const TaskTable& table);

/// 16 hexadecimal digits (XXH3) over what changes output bytes in these settings.
std::string settings_hash(const std::vector<TaskSettings>& settings);

}  // namespace pixherd
