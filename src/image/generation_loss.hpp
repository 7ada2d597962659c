// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "source.hpp"

namespace pixherd {

bool keeps_format_and_size(const Source& source, const TaskSettings& settings);

/// The settings as they are, or without loss: a GIF in place that has no more colours than its
/// quality would leave it loses nothing more, at every run the same.
TaskSettings without_second_loss(const Source& source, const TaskSettings& settings);

/// True where a source in place is above --max-bytes, and nothing else asks for less of its pixels:
/// what keeps within the limit without loss is better than anything of a lower quality.
bool limit_alone_asks_for_loss(const Source& source, const TaskSettings& settings);

/// Why a source is left alone in place, as far as its header tells: what has been reduced as far as
/// is asked for would only lose by being encoded again, and would again at the next run.
std::optional<Reason> nothing_to_gain(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
