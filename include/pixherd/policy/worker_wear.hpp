// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pixherd {

/// Bytes by which a worker may have grown between its warming and a moment in which it has nothing
/// in hand: half its grant, and 256 MiB at least. One that keeps more is replaced. Allocators give
/// some of what an image took back late or never, and what the grant was for would be held twice.
std::uint64_t most_kept_bytes(std::uint64_t worker_grant);

}  // namespace pixherd
