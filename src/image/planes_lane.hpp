// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "made.hpp"
#include "source.hpp"

namespace pixherd {

/// JPEG to JPEG in the planes that the file has: decoded at the nearest size that is not below the
/// wanted one, each plane resampled and turned on its own, encoded. Half the samples of a way
/// through RGB, and no colour conversion. Under the same promises as convert().
///
/// nullopt where this lane cannot do it: another format, ink or RGB samples, a profile that would
/// have to be carried out. ErrorCode::damaged where the source is.
Result<std::optional<Attempted>> convert_in_planes(const Source& source,
                                                   const TaskSettings& settings);

/// The way up to the encoder's end, before the file is opened again.
Result<std::optional<Made>> encode_in_planes(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
