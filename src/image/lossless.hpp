// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "made.hpp"
#include "source.hpp"

namespace pixherd {

/// The same pixels and the same metadata in fewer bytes: JPEG by its coefficients; PNG, WebP, GIF
/// and TIFF encoded again where their own coding is lossless, every candidate decoded and compared
/// pixel for pixel. Where nothing smaller comes out, the Reason says why.
Result<Attempted> optimise_losslessly(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
