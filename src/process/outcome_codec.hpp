// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pixherd/domain/outcome.hpp"
#include "pixherd/process/frame.hpp"

namespace pixherd {

/// An Outcome within a frame. Of its notes only the first few are written.
void write_outcome(PayloadWriter& out, const Outcome& outcome);

/// nullopt where a value is out of range or does not fit the others.
std::optional<Outcome> read_outcome(PayloadReader& in);

}  // namespace pixherd
