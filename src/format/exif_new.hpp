// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "pixherd/base/bytes.hpp"
#include "pixherd/format/exif.hpp"

namespace pixherd::exif {

/// A block with the little that is to be kept of one that is not kept as a whole: whose the picture
/// is, where it was taken, how it is to be turned. Empty where none of it is there.
Bytes new_block(std::span<const std::byte> old, const ExifEdit& edit);

/// The same block with an orientation, where it has none. Its first directory is written anew at
/// the end; everything else stays where it is.
Bytes with_orientation_added(std::span<const std::byte> block, std::uint32_t orientation);

/// True where exif_of_tiff() leaves out nothing that anybody misses.
bool tiff_tells_whole(std::span<const std::byte> tiff);

/// 1 to 8; 1 where the block does not tell it.
std::uint32_t orientation_in(std::span<const std::byte> block);

}  // namespace pixherd::exif
