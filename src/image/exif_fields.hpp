// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vips_handles.hpp"

namespace pixherd {

/// Gives an image an EXIF block in the way that libvips has it once it has loaded one: the block,
/// and a field for each entry. Its savers write what has a field, and nothing else.
Attempt set_exif_fields(const Image& image, std::span<const std::byte> exif);

}  // namespace pixherd
