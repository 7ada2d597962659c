// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace pixherd {

/// The path from the root, without `.` and `..`, so that two can be told from each other; as it was
/// named where the current folder has gone.
std::filesystem::path absolute_path(const std::string& path);

}  // namespace pixherd
