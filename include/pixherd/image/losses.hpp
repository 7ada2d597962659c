// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/image/source_facts.hpp"

namespace pixherd {

/// What of a source these settings would lose, beyond what a lossy format always loses and beyond
/// the metadata that nobody asked to keep. Each message says in words what would be lost. Pure.
std::vector<Reason> losses(const SourceFacts& source, const TaskSettings& settings);

/// True where the loss of animation leaves nothing to do, even where the original stays.
bool forbids_work(const Reason& loss, const SourceFacts& source, const TaskSettings& settings);

/// Formats that hold more than one frame or page.
bool holds_frames(ImageFormat format);
/// Formats that are written with 16 bits a sample.
bool holds_16_bits(ImageFormat format);
/// Formats that hold a colour profile.
bool holds_profile(ImageFormat format);

}  // namespace pixherd
