// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/ledger/ledger_entry.hpp"

namespace pixherd {

/// An end that holds for another run, too. Where copies are asked for, a file that got none (its
/// own place is where it would go) gets one elsewhere.
bool is_lasting(const Outcome& outcome, const TaskSettings& settings);

/// A failure of the file's own, which neither other limits nor another day will change.
bool is_final(ErrorCode code);

/// What an end says, but not where and since when what it speaks of stands.
TaskEntry entry_from(const Outcome& outcome, ImageFormat input, const TaskSettings& settings);

/// How a task of so many bytes ends that has come to this before.
Outcome outcome_from(const TaskEntry& entry, std::uint64_t bytes);

/// What the entries know of outputs of that size, copies included.
std::vector<ContentHash> outputs_of_size(const std::vector<const TaskEntry*>& entries,
                                         std::uint64_t bytes);

}  // namespace pixherd
