// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>

#include "pixherd/domain/metadata_set.hpp"
#include "pixherd/format/jpeg_segments.hpp"

namespace pixherd {

// Segments that nobody here understands are looked through as text. What one program left may be
// cut anywhere, so all segments of a kind are judged together.

/// Markers whose segments are of an unknown kind and may tell more than is to be kept.
std::set<std::uint8_t> telling_markers(const JpegSegments& segments, MetadataSet kept);

/// True where what did not fit into the XMP packet is to be kept; also where there is no such part.
bool may_keep_more_xmp(const JpegSegments& segments, MetadataSet kept);

}  // namespace pixherd
