// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "pixherd/files/tree.hpp"

namespace pixherd {

/// Removes from this folder the temporaries that runs left behind which were killed: regular files
/// of our name pattern, ours by owner (anybody's for root), that no living process holds. A living
/// run holds a lock on each of its temporaries, which the kernel takes away with the process.
/// Returns how many went; what cannot be looked at stays.
std::size_t sweep_stale_temporaries(const Folder& folder);

}  // namespace pixherd
