// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pixherd/domain/task_settings.hpp"
#include "pixherd/process/frame.hpp"

namespace pixherd {

/// TaskSettings within a frame. At most kMostRenditions are written.
void write_settings(PayloadWriter& out, const TaskSettings& settings);

/// nullopt where a value is out of range.
std::optional<TaskSettings> read_settings(PayloadReader& in);

}  // namespace pixherd
