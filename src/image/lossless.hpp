// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "made.hpp"
#include "source.hpp"

namespace pixherd {

/// The same pixels and the same metadata in fewer bytes, or in another format: JPEG by its
/// coefficients; the others encoded again where their own coding is lossless, and what came out
/// decoded and compared pixel for pixel. Where that cannot be, the Reason says why.
Result<Attempted> optimise_losslessly(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
