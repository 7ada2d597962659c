// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "layers.hpp"

namespace pixherd {

/// Throws UsageError where one place says two things of one option, or arguments keep metadata that
/// they drop in the same breath. Between two places the higher one counts.
void refuse_contradictions(const OptionTable& table, const Layer& layer);

}  // namespace pixherd
