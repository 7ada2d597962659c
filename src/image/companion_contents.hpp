// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "byte_view.hpp"
#include "jpeg_index.hpp"
#include "pixherd/domain/metadata_set.hpp"

namespace pixherd {

/// What stands behind a JPEG's first picture and tells something that is not to be kept, in words;
/// empty where nothing is known to. Pictures are looked at as JPEGs, and films for the place. Pure.
std::string told_by_companions(ByteView file, std::uint64_t end,
                               const std::optional<JpegIndex>& index, MetadataSet kept);

}  // namespace pixherd
