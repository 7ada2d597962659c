// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pixherd/domain/outcome.hpp"
#include "source.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// Both as small JPEGs, upright, in sRGB, of the first frame; nullopt where one of them cannot be
/// made, which says nothing of the files.
std::optional<Thumbnails> thumbnails_of(const Source& source, Bytes output);

}  // namespace pixherd
