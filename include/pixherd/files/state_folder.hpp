// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pixherd/base/result.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

inline constexpr const char* kLockName = "lock";
inline constexpr const char* kLedgerName = "ledger";
inline constexpr std::string_view kMergedEnding = ".ledger";  ///< of others', beside it

/// True for the names of what belongs to the folder of --state.
bool is_state_name(std::string_view name);

/// Opens the folder of --state, which holds the lock and the ledger. It is made, for its owner
/// alone, where just it is missing: a mistyped path above it is told of. It can be written to.
Result<Folder> open_state_folder(const std::string& path);

}  // namespace pixherd
