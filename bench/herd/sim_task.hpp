// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "pixherd/domain/image_format.hpp"

namespace pixherd::herd {

/// An image that nobody decodes. The planner sees its format and its bytes, and nothing else.
struct SimTask {
  ImageFormat format = ImageFormat::jpeg;
  std::uint64_t bytes = 0;
  double seconds = 0;        ///< what it takes in the end, whatever was predicted
  std::uint64_t memory = 0;  ///< what its header will turn out to need, in bytes
};

inline double total_seconds(std::span<const SimTask> tasks) {
  double total = 0;
  for (const SimTask& task : tasks) {
    total += task.seconds;
  }
  return total;
}

/// What nobody can beat: an even share of the work, or the longest task alone.
inline double lower_bound(std::span<const SimTask> tasks, unsigned workers) {
  double longest = 0;
  for (const SimTask& task : tasks) {
    longest = std::max(longest, task.seconds);
  }
  return std::max(total_seconds(tasks) / workers, longest);
}

}  // namespace pixherd::herd
