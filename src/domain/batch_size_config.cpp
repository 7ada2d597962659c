// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/batch_size_config.hpp"

#include <fmt/format.h>

namespace pixherd {

Attempt validate(const BatchSizeConfig& config) {
  const auto usage = [](std::string message) {
    return Error{ErrorCode::usage, std::move(message)};
  };
  if (config.min_size == 0) {
    return usage("--min-batch-size must be at least 1");
  }
  if (config.max_size < config.min_size) {
    return usage(fmt::format("--max-batch-size {} is below --min-batch-size {}: give both",
                             config.max_size, config.min_size));
  }
  if (!(config.target_memory_percentage > 0 && config.target_memory_percentage <= 1)) {
    return usage(fmt::format("--target-memory-percentage {} must be above 0 and at most 1",
                             config.target_memory_percentage));
  }
  if (config.tasks_per_process == 0) {
    return usage("--tasks-per-process must be at least 1");
  }
  return success();
}

}  // namespace pixherd
