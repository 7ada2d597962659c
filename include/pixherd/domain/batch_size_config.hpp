// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/base/result.hpp"

namespace pixherd {

/// Everything that decides how many tasks make a chunk. Filled from the options once, passed
/// down, never read from globals.
struct BatchSizeConfig {
  /// Fewest tasks a chunk should have, where there are enough of them (--min-batch-size).
  /// Larger means fewer hand-overs and coarser balance.
  std::uint32_t min_size = 10;

  /// Most tasks a chunk may have (--max-batch-size). Bounds what a crash requeues.
  std::uint32_t max_size = 100;

  /// Share of the available memory that the run may plan with, above 0 and at most 1
  /// (--target-memory-percentage). Where the option is not given, get_memory_config() says.
  double target_memory_percentage = 0.7;

  /// Tasks a worker is given at a time where memory allows (--tasks-per-process).
  std::uint32_t tasks_per_process = 20;

  bool operator==(const BatchSizeConfig&) const = default;
};

/// Names the option that is out of range, or contradicts another.
Attempt validate(const BatchSizeConfig& config);

}  // namespace pixherd
