// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "load.hpp"
#include "source.hpp"

namespace pixherd {

/// Opens a JPEG for libvips' operations, read strictly and to its end: decoded here and held, so
/// that it is decoded once, or, where it is large or of odd colours, checked first and then left to
/// libvips' loader.
Result<Image> open_jpeg(const Source& source, const TaskSettings& settings,
                        const LoadOptions& options);

/// Bytes that open_jpeg() holds of a picture of so many pixels, as they are after shrinking.
std::uint64_t held_jpeg_bytes(const SourceFacts& source, std::uint64_t pixels);

}  // namespace pixherd
