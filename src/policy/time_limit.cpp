// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/time_limit.hpp"

#include <algorithm>

namespace pixherd {

TimeLimit time_limit(double timeout, std::uint64_t memory_need) {
  constexpr double kSecondsPerByte = 0.2e-6;
  constexpr double kWallForCpu = 4;
  const double cpu = timeout + kSecondsPerByte * static_cast<double>(memory_need);
  return {cpu, kWallForCpu * cpu};
}

std::uint64_t largest_counted_need(std::uint64_t available) {
  constexpr std::uint64_t kOfSmallMachines = 4'500'000'000;
  return std::max(available, kOfSmallMachines);
}

}  // namespace pixherd
