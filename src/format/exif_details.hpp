// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>

#include "exif_block.hpp"
#include "pixherd/domain/metadata_set.hpp"

namespace pixherd::exif {

/// Tags that go from any directory of an EXIF block.
std::set<std::uint32_t> unwanted_tags(MetadataSet kept);

/// Takes out what has to go of the EXIF directory that `directory` leads to, in a block of EXIF and
/// in a TIFF alike: place and owner, also where a camera's own note names the place. One that is
/// not all there goes as a whole.
void drop_unwanted_details(Block& block, std::uint64_t directory, MetadataSet kept);

}  // namespace pixherd::exif
