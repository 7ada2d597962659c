// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "pixherd/base/bytes.hpp"
#include "png_density.hpp"
#include "source.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// What of the density in a PNG of libvips' is known of the picture, and is to be kept: libvips
/// makes one up where it knows of none.
std::optional<PngDensity> told_png_density(std::span<const std::byte> png, const Image& picture,
                                           MetadataSet kept);

/// The encoder's file with pixels as the source's are where those are not square, and, of a PNG,
/// with no density that nobody has told. `turned`: by a quarter, against the source.
Bytes with_told_density(Bytes file, const Source& source, const TaskSettings& settings,
                        const Image& picture, bool turned);

}  // namespace pixherd
