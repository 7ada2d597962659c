// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "made.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/work_handler.hpp"
#include "source.hpp"

namespace pixherd {

/// What is made of an image that has been read, or the Reason why it is left alone. `ask_memory`
/// may be empty.
Result<Attempted> attempt(const Source& source, const TaskSettings& settings,
                          const AskMemory& ask_memory);

/// The same within --max-bytes, with no more loss than that takes where nothing else asks for one.
Result<Attempted> attempt_within_limit(const Source& source, const TaskSettings& settings,
                                       const AskMemory& ask_memory);

}  // namespace pixherd
