// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/format/container_metadata.hpp"

namespace pixherd::metadata {

/// Notes that `what` is dropped whole; once.
void note_dropped(std::vector<std::string>& notes, std::string_view what);

/// `exif`, `xmp` and a JPEG's comments with what is to be kept; what had to be dropped whole is
/// noted.
Bytes filtered_exif(std::span<const std::byte> exif, MetadataSet kept, std::uint32_t orientation,
                    std::vector<std::string>& notes);
Bytes filtered_xmp(std::span<const std::byte> xmp, MetadataSet kept,
                   std::vector<std::string>& notes,
                   XmpCompanions companions = XmpCompanions::as_all_else);
Bytes filtered_comments(std::span<const std::byte> comments, MetadataSet kept,
                        std::vector<std::string>& notes);

// The ways of each format behind with_blocks() and with_kept_metadata().
Bytes jpeg_with(std::span<const std::byte> file, const MetadataBlocks& blocks);
Bytes png_with(std::span<const std::byte> file, const MetadataBlocks& blocks);
Bytes webp_with(std::span<const std::byte> file, const MetadataBlocks& blocks);
Bytes gif_with(std::span<const std::byte> file, const MetadataBlocks& blocks);
Result<Filtered> filter_jpeg(std::span<const std::byte> file, MetadataSet kept,
                             std::uint32_t orientation);
/// The first picture of a JPEG that has others behind it, with what leads to them; `exif_room` more
/// bytes, zeros, at the end of its EXIF.
Result<Filtered> filter_first_jpeg(std::span<const std::byte> file, MetadataSet kept,
                                   std::uint32_t orientation, std::uint64_t exif_room);
Result<Filtered> filter_png(std::span<const std::byte> file, MetadataSet kept,
                            std::uint32_t orientation);
Result<Filtered> filter_webp(std::span<const std::byte> file, MetadataSet kept,
                             std::uint32_t orientation);
Result<Filtered> filter_tiff(std::span<const std::byte> file, MetadataSet kept);
Result<Filtered> filter_avif(std::span<const std::byte> file, MetadataSet kept);
Result<Filtered> filter_gif(std::span<const std::byte> file, MetadataSet kept);

}  // namespace pixherd::metadata
