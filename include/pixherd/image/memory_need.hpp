// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/domain/task_settings.hpp"
#include "pixherd/format/source_facts.hpp"

namespace pixherd {

/// The upright size of a picture that is stored with this EXIF orientation.
PixelSize upright(PixelSize stored, std::uint32_t orientation);

/// Bytes that a task will need at its peak, from what its header tells: the input, what must be
/// decoded at once, the encoder's own copies, the output. An upper estimate. Pure.
std::uint64_t memory_need(std::uint64_t input_bytes, const SourceFacts& source,
                          const TaskSettings& settings);

}  // namespace pixherd
