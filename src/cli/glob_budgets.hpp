// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "layers.hpp"
#include "pixherd/cli/options.hpp"

namespace pixherd {

/// Each line of the table [budgets] is a Setting of this key, whose values are a glob and a limit.
inline constexpr const char* kBudgetsKey = "budgets";

/// A glob of a file in `folder` ("": the current one), as it counts from the current folder or,
/// with a slash in front, from the root on.
std::string glob_from(const std::string& folder, const std::string& glob);

/// The same for --include and --exclude, where what is for names at any depth holds anywhere.
std::string filter_glob_from(const std::string& folder, const std::string& glob);

/// Those that are in force, in their order.
std::vector<GlobBudget> glob_budgets(const std::vector<Setting>& in_force);

}  // namespace pixherd
