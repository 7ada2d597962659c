// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pixherd {

inline constexpr double kDefaultTimeoutSeconds = 60;

/// How long one image may take before its worker counts as hung.
struct TimeLimit {
  double cpu_seconds = 0;   ///< of the worker's processor time
  double wall_seconds = 0;  ///< larger, since a busy machine or a slow disk is no fault of an image
};

/// `timeout` seconds and, since large images take longer, 0.2 for each megabyte of memory that its
/// worker asked for. (AVIF, the slowest, takes 36 bytes and about 1.5 microseconds a pixel at
/// effort 5: 0.04 seconds a megabyte.) Wall time: four times that.
TimeLimit time_limit(double timeout, std::uint64_t memory_need);

/// The largest need that counts there, since what a worker claims may be rubbish: all that is
/// available, or what takes a quarter of an hour where that is less.
std::uint64_t largest_counted_need(std::uint64_t available);

}  // namespace pixherd
