// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/format/source_facts.hpp"

namespace pixherd {

inline constexpr const char* kUncarriedColour =
    "the colour space is told by numbers and not by a profile, and only a profile is carried over";

struct Loss {
  LossKind kind = LossKind::metadata;
  Reason reason;  ///< says in words what would be lost
};

/// What of a source these settings would lose, beyond what a lossy format always loses and beyond
/// the metadata that nobody asked to keep. Pure.
std::vector<Loss> losses(const SourceFacts& source, const TaskSettings& settings);

/// True where the file is to be left alone for this loss: where the source would be gone and nobody
/// has allowed it, and where the loss leaves nothing to do.
bool forbids_work(const Loss& loss, const SourceFacts& source, const TaskSettings& settings);

/// True where there is a way to do the file all the same, once somebody allows that loss.
bool can_be_allowed(LossKind kind, const TaskSettings& settings);

/// The same loss, of a file that is left alone for it: what a note says of work that is done must
/// not read as if it had been.
Reason not_done(Reason reason);

/// The Reason for leaving a file alone; it names the option that would allow the loss.
Reason unless_allowed(Reason reason, LossKind kind);

/// True where both sides change by the same factor.
bool keeps_proportions(const Resize& resize);

/// Formats that hold more than one frame or page.
bool holds_frames(ImageFormat format);
/// Most bits a sample that an output of that format is written with.
std::uint32_t written_bits(ImageFormat format, const TaskSettings& settings);
/// True where grey is written as grey, and not in red, green and blue or a palette of these.
bool stores_grey(ImageFormat format, const TaskSettings& settings);
/// Formats that hold a colour profile.
bool holds_profile(ImageFormat format);

}  // namespace pixherd
