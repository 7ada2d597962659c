// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pixherd/files/tree.hpp"

namespace pixherd {

/// Removes from this folder the temporaries that runs left behind which were killed: regular files
/// of our name pattern, ours by owner (anybody's for root), that no living process holds. A living
/// run holds a lock on each of its temporaries, which the kernel takes away with the process. What
/// cannot be looked at stays, and so does what a run had just displaced that was not the file it
/// had read: somebody's newer version. Returns the names of these.
std::vector<std::string> sweep_stale_temporaries(const Folder& folder);

}  // namespace pixherd
