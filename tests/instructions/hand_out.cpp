// SPDX-License-Identifier: Apache-2.0
// Hands out 100,000 tasks to 512 workers of which half come late, and ends them: what the scheduler
// and the memory grants cost the parent.
#include <cstdio>

#include "instructions/counted.hpp"
#include "pixherd/policy/memory_budget.hpp"
#include "pixherd/pool/scheduler.hpp"
#include "support/grid.hpp"

namespace {

constexpr std::uint32_t kTasks = 100'000;
constexpr unsigned kWorkers = 512;
std::vector<pixherd::TaskCost> costs;
pixherd::ChunkPlan plan;

}  // namespace

std::uint64_t counted() {
  pixherd::Scheduler scheduler(plan, costs);
  pixherd::MemoryGrants grants(std::uint64_t{kWorkers} << 30U, kWorkers);
  std::uint64_t done = 0;
  for (unsigned turn = 0; scheduler.waiting() > 0; ++turn) {
    const unsigned slot = turn % (done < kTasks / 2 ? kWorkers / 2 : kWorkers);
    if (!scheduler.is_alive(slot)) {
      scheduler.worker_came(slot);
    }
    if (grants.may_start(slot)) {
      grants.start(slot);
      const auto task = scheduler.next_for(slot);
      scheduler.started(slot, *task);
      scheduler.finished(slot, *task);
      grants.finish_task(slot);
      grants.release(slot);
      ++done;
    }
  }
  return done;
}

int main() {
  costs = pixherd::skewed_costs(kTasks, 1.0, 1);
  plan = pixherd::plan_chunks(costs, kWorkers, 20);
  const bool ended_all = counted() == kTasks;
  std::printf("%u tasks\n", kTasks);
  return ended_all ? 0 : 1;
}
