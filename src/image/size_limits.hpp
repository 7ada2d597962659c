// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/base/result.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/format/source_facts.hpp"

namespace pixherd {

/// From the header alone, before a pixel is decoded: no more pixels than may be, and an output that
/// its format can hold. ErrorCode::too_large.
Attempt check_size(const SourceFacts& source, const TaskSettings& settings);

}  // namespace pixherd
