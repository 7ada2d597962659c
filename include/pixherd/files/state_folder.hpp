// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pixherd/base/result.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

/// Opens the folder of --state, which holds the lock and the ledger. It is made, for its owner
/// alone, where just it is missing: a mistyped path above it is told of. It can be written to.
Result<Folder> open_state_folder(const std::string& path);

}  // namespace pixherd
