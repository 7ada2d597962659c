// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/metadata_set.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/xmp.hpp"

namespace pixherd {

/// EXIF, XMP and IPTC, as they are whatever file they stand in.
struct MetadataBlocks {
  Bytes exif{};           ///< its TIFF header first
  Bytes xmp{};            ///< the packet
  Bytes photoshop{};      ///< resources, IPTC among them
  Bytes png_texts{};      ///< what a PNG has besides, as whole chunks
  Bytes jpeg_comments{};  ///< those of a JPEG, as whole segments
  [[nodiscard]] bool empty() const {
    return exif.empty() && xmp.empty() && photoshop.empty() && png_texts.empty() &&
           jpeg_comments.empty();
  }
};

/// How a note ends of what was to be kept, or of a part of it, and had to go all the same.
inline constexpr std::string_view kDroppedWhole = ": it is dropped whole";

/// What of a note that ends so stands before that; nullopt where it does not.
std::optional<std::string_view> dropped_whole(std::string_view note);

/// Formats whose files are put together here, around the encoder's picture.
bool holds_blocks(ImageFormat format);

/// The blocks in a JPEG; the first of each where it has several, Photoshop's put together.
MetadataBlocks blocks_of_jpeg(std::span<const std::byte> jpeg);

/// The picture of a JPEG, PNG, WebP or GIF with these blocks and no others. What the format cannot
/// hold, or not of that size, is left out. The file as it is where it cannot be read. Pure.
Bytes with_blocks(std::span<const std::byte> file, ImageFormat format,
                  const MetadataBlocks& blocks);

/// What is to be kept of the blocks that stood beside a picture which is encoded again; what had to
/// be dropped whole is noted.
MetadataBlocks kept_blocks(const MetadataBlocks& blocks, const ExifEdit& edit,
                           std::vector<std::string>& notes);

/// A file whose pixels stay as they are coded, with less beside them.
struct Filtered {
  Bytes bytes;
  std::vector<std::string> notes;
};

/// The file with what is to be kept beside its picture. The picture's own bytes, and what says how
/// they are to be shown, are not touched: `orientation` is told on where EXIF is not kept.
/// ErrorCode::unsupported_format where it cannot be done in this file. Pure.
Result<Filtered> with_kept_metadata(std::span<const std::byte> file, ImageFormat format,
                                    MetadataSet kept, std::uint32_t orientation);

namespace metadata {

/// With the block in the place of the EXIF that is there; it goes where the block is empty. The
/// file as it is where that cannot be done.
Bytes avif_with_exif(Bytes file, std::span<const std::byte> block);

/// The first XMP packet of a PNG, unpacked, with all that is in it; empty where it cannot be had.
Bytes xmp_of_png(std::span<const std::byte> file);
Bytes xmp_of_gif(std::span<const std::byte> file);

}  // namespace metadata
}  // namespace pixherd
