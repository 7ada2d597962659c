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

/// A format, or that there is none, in a byte.
std::uint8_t format_byte(std::optional<ImageFormat> format);
/// False where the byte is neither.
bool read_format(std::uint8_t byte, std::optional<ImageFormat>& format);

}  // namespace pixherd
