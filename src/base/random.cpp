// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/random.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <chrono>

namespace pixherd {
namespace {

/// Spreads what differs in a few bits over all of them (the finalizer of SplitMix64).
std::uint64_t spread(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31U);
}

std::uint64_t next_of_process() {
  static std::uint64_t asked = 0;
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  const auto process = static_cast<std::uint64_t>(::getpid());
  return spread(spread(spread(static_cast<std::uint64_t>(now)) ^ process) ^ ++asked);
}

}  // namespace

std::uint64_t random_u64() {
  std::uint64_t number = 0;
  const bool given = ::getrandom(&number, sizeof number, GRND_NONBLOCK) == sizeof number;
  return given ? number : next_of_process();
}

}  // namespace pixherd
