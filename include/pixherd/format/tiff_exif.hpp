// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "pixherd/base/bytes.hpp"

namespace pixherd::tiff {

/// `made`, of one page or more, whose first page tells what an EXIF block does: its first directory
/// is written anew at the end, with the describing tags and the EXIF and GPS directories, in the
/// file's byte order. Left out are thumbnails, interoperability, which TIFF has no place for, and
/// maker notes, whose offsets would be wrong. As it is where the block or the file cannot be read,
/// or the file is a BigTIFF.
Bytes with_exif(Bytes made, std::span<const std::byte> block);

/// True where with_exif() leaves out nothing of the block that anybody misses; false where that
/// cannot be read.
bool holds_all_of(std::span<const std::byte> block);

}  // namespace pixherd::tiff
