// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "jpeg_index.hpp"
#include "pixherd/domain/metadata_set.hpp"
#include "pixherd/format/byte_view.hpp"

namespace pixherd {

/// What stands behind a JPEG's first picture and tells something that is not to be kept, in words;
/// empty where nothing is known to. Pictures are looked at as JPEGs, and films for the place. Pure.
std::string told_by_companions(ByteView file, std::uint64_t end,
                               const std::optional<JpegIndex>& index, MetadataSet kept);

}  // namespace pixherd
