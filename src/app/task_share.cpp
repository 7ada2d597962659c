// SPDX-License-Identifier: Apache-2.0
// What a run keeps of the tasks where others do the rest: the half of TaskTable that knows shares.
#include <algorithm>
#include <cmath>

#include "pixherd/policy/cost_model.hpp"
#include "task_table.hpp"

namespace pixherd {

std::vector<std::uint32_t> TaskTable::shares_of_tasks(std::uint32_t count) const {
  std::vector<std::uint32_t> shares;
  shares.reserve(tasks_.size());
  if (in_place() || (beside_source() && !options_.settings.renditions.empty())) {
    // Sources change, and renditions come to stand beside them, while others still walk: a share
    // must not change with the rest.
    for (const Task& task : tasks_) {
      shares.push_back(share_of_name(task.input, count));
    }
    return shares;
  }
  constexpr double kMicroseconds = 1e6;
  const CostModel model;
  std::vector<ShardTask> deal;
  deal.reserve(tasks_.size());
  for (const Task& task : tasks_) {
    const double seconds = model.seconds(task.format, output_format(task), task.bytes);
    const auto cost = static_cast<std::uint64_t>(std::llround(seconds * kMicroseconds));
    // The folder of a listed input is a root of its own, whose number follows the list's order.
    deal.push_back(listed() ? ShardTask{task.output, 0, {}, cost}
                            : ShardTask{task.input, task.root, task.output, cost});
  }
  return deal_by_cost(deal, count);
}

void TaskTable::keep_share(const Shard& shard) {
  if (shard.count == 1) {
    return;
  }
  const std::vector<std::uint32_t> shares = shares_of_tasks(shard.count);
  std::vector<Task> kept;
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    if (shares[i] + 1 == shard.index) {
      kept.push_back(std::move(tasks_[i]));
    } else if (!options_.manifest.empty()) {
      inputs_of_others_.push_back(shown_input(tasks_[i]));
    }
  }
  tasks_ = std::move(kept);
  done_ = static_cast<std::size_t>(std::count_if(
      tasks_.begin(), tasks_.end(), [](const Task& task) { return !task.past.is_to_do(); }));
  if (shard.index != 1) {
    if (!options_.manifest.empty()) {
      for (const EndedInput& input : ended_) {
        inputs_of_others_.push_back(input.original_path);
      }
    }
    ended_.clear();
  }
}

}  // namespace pixherd
