// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "avif_items.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/domain/metadata_set.hpp"

namespace pixherd::avif {

/// By item: its new bytes, or none where it is to go.
using Edits = std::map<std::uint32_t, Bytes>;

/// What has to become of the items that are no picture; what goes though its kind was to be kept is
/// noted.
Edits edits_for(const Items& items, ByteView file, MetadataSet kept,
                std::vector<std::string>& notes);

/// What programs left in boxes beside the picture and is to go: all of it, or what may tell more
/// than is to be kept, which is noted. The boxes, with their headers.
std::vector<ByteView> unwanted_boxes(ByteView file, MetadataSet kept,
                                     std::vector<std::string>& notes);

/// The item that holds this EXIF; none where it is empty.
Bytes item_of_exif(std::span<const std::byte> block);

}  // namespace pixherd::avif
