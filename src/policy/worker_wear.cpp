// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/worker_wear.hpp"

#include <algorithm>

namespace pixherd {

std::uint64_t most_kept_bytes(std::uint64_t worker_grant) {
  constexpr std::uint64_t kLeast = 256 * 1024 * 1024;
  return std::max(kLeast, worker_grant / 2);
}

}  // namespace pixherd
