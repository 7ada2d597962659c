// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace pixherd {

/// The only clock of the program: CLOCK_MONOTONIC, so that a jump of the wall clock changes
/// nothing.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

inline double seconds_between(TimePoint from, TimePoint to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace pixherd
