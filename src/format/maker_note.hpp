// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "exif_block.hpp"

namespace pixherd::exif {

/// Takes out what a camera's own note among the entries of `details` says in words of where the
/// picture was taken: country, state, city and landmark, which Panasonic's cameras write. Notes of
/// other makers stay as they are. (ExifTool's tables of Panasonic's tags.)
void drop_place_of_note(Block& block, std::uint64_t details);

}  // namespace pixherd::exif
