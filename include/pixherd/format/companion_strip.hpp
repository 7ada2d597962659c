// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/format/container_metadata.hpp"

namespace pixherd {

/// A JPEG with further pictures, a gain map, a film or other data behind its picture, with what is
/// to be kept beside that picture. What stands behind it stays byte for byte, and is found as
/// before: by the index of an MPO, by what XMP says, and by maker's notes, whose distance to it
/// does not change. ErrorCode::unsupported_format where it would tell what is to go, or not be
/// found. Pure.
Result<Filtered> filter_beside_companions(std::span<const std::byte> file, MetadataSet kept,
                                          std::uint32_t orientation);

/// ErrorCode::verify_failed unless `after` shows the same picture by the same bytes, and has and
/// finds the same behind it. Pure.
Attempt check_companions(std::span<const std::byte> before, std::span<const std::byte> after);

}  // namespace pixherd
