// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pixherd/format/container_metadata.hpp"
#include "source.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// The picture with what is to be kept of the metadata that its decoder found, filtered, in the
/// fields and forms that the saver of `output` reads. It must be upright by now: so says what is
/// kept. What had to be dropped whole is noted.
Result<Image> with_kept_fields(const Image& image, const Source& source, MetadataSet kept,
                               ImageFormat output, std::vector<std::string>& notes);

/// libvips' fields for EXIF, XMP and IPTC, as a whole and one by one.
bool is_block_field(std::string_view field);
/// False for a field of text, such as a comment, that is to go.
bool keeps_text_field(std::string_view field, MetadataSet kept);

/// The blocks that stand in an image's fields, the orientation and the size as its pixels are.
MetadataBlocks blocks_of_image(const Image& image, MetadataSet kept);

/// The block for an AVIF; empty where it is to have none.
Bytes exif_for_avif(const Image& image);

/// True where the picture is to be stored as it was, and a tag says how it is to be turned. Where
/// that is asked for and cannot be it is noted.
bool is_turned_by_tag(int orientation, int frames, MetadataSet kept, ImageFormat output,
                      std::vector<std::string>& notes);

/// An upright picture, stored so that EXIF `orientation` makes it upright, with the tag for it.
Result<Image> turned_back(const Image& image, int orientation);

/// The image with its IPTC four times as long: libvips hands the TIFF encoder a quarter of the
/// bytes for the number of them, and that encoder takes it for a number of bytes.
Result<Image> with_room_for_iptc(const Image& image);

/// What of EXIF, XMP and IPTC `image` has and a file made of it has not, in words; empty where it
/// has all.
std::string uncarried_blocks(const Image& image, const Bytes& file, ImageFormat format);

}  // namespace pixherd
