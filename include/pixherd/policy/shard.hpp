// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace pixherd {

/// The share of the tasks that a run does.
struct Shard {
  std::uint32_t index = 1;  ///< from 1
  std::uint32_t count = 1;
};

/// What decides who gets a task: what every machine sees alike.
struct ShardTask {
  std::string_view path;  ///< of the input, below its root
  std::uint32_t root = 0;
  std::string_view output;  ///< where one input may have several
  std::uint64_t cost = 0;   ///< whole microseconds, whose sums no machine rounds its own way
};

/// The share of each task, from 0: the most expensive first, and by path where they cost the same,
/// to the share that has least so far. No two shares differ by more than the most expensive task.
/// The order in which the tasks come changes nothing.
std::vector<std::uint32_t> deal_by_cost(std::span<const ShardTask> tasks, std::uint32_t shares);

/// The share of a task, from 0, by its path alone, without the extension: nothing that other
/// machines do to other files, or to the size and format of this one, changes it.
std::uint32_t share_of_name(std::string_view path, std::uint32_t shares);

}  // namespace pixherd
