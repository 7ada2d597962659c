// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "made.hpp"
#include "source.hpp"

namespace pixherd {

/// The settings that each output of this source has for itself: one, or one a planned rendition.
std::vector<TaskSettings> settings_of_outputs(const SourceFacts& source,
                                              const TaskSettings& settings);

/// Bytes for outputs that are made one after the other of one decoding; see memory_need().
std::uint64_t memory_need_of_outputs(const Source& source,
                                     const std::vector<TaskSettings>& outputs);

/// All planned renditions, of one decoding, each checked as if it were the only one. Where one
/// cannot be made there is none.
Result<Attempted> make_renditions(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
