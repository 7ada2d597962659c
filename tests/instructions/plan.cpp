// SPDX-License-Identifier: Apache-2.0
// Plans 100,000 tasks of unequal cost for 64 workers: prediction, shares, chunks.
#include <cstdio>
#include <vector>

#include "instructions/counted.hpp"
#include "pixherd/policy/chunk_plan.hpp"
#include "pixherd/policy/cost_model.hpp"
#include "support/grid.hpp"

namespace {

constexpr std::uint32_t kTasks = 100'000;
std::vector<pixherd::TaskCost> costs;

}  // namespace

std::uint64_t counted() {
  const pixherd::CostModel model;
  for (pixherd::TaskCost& cost : costs) {
    cost.seconds =
        model.seconds(pixherd::ImageFormat::jpeg, pixherd::ImageFormat::webp, cost.bytes);
  }
  return pixherd::plan_chunks(costs, 64, 20).order.size();
}

int main() {
  costs = pixherd::skewed_costs(kTasks, 1.0, 1);
  const bool planned_all = counted() == kTasks;
  std::printf("%u tasks\n", kTasks);
  return planned_all ? 0 : 1;
}
