// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/png/zlib_stream.hpp"

namespace pixherd::png {

/// What begins the body of a text that is XMP.
inline constexpr std::string_view kXmpKeyword{"XML:com.adobe.xmp\0", 18};

bool is_text(const PngChunk& chunk);
/// It belongs into iTXt; decoders take it from the other texts as well.
bool is_xmp(const PngChunk& chunk);

/// How many bytes the packed texts of one file may have, all in all: what is behind that is taken
/// for unreadable.
inline constexpr std::size_t kMostUnpacked = std::size_t{8} << 20U;

/// What is to become of the texts of one file, XMP aside: they are kept or dropped by what their
/// keywords say that they tell. Where that is a whole block of EXIF, XMP or IPTC ("Raw profile type
/// exif") it is filtered as it would be elsewhere.
class TextFilter {
 public:
  /// `edit` is for such blocks.
  explicit TextFilter(const ExifEdit& edit) : edit_(edit) {}

  /// Adds the chunk as it is to be: byte for byte, edited, or not at all.
  void put(Bytes& out, const PngChunk& chunk, std::vector<std::string>& notes);

  /// Adds the block that stands in the text to `found`, as it is; false where none does, or one of
  /// its kind is there already that tells something else.
  bool take_block(const PngChunk& chunk, MetadataBlocks& found);

 private:
  void put_profile(Bytes& out, const PngChunk& chunk, std::vector<std::string>& notes);

  ExifEdit edit_;
  UnpackBudget budget_{kMostUnpacked};
};

/// The texts of a PNG as they are to be in another, as whole chunks; without XMP and what is
/// damaged.
Bytes kept_texts(std::span<const std::byte> file, const ExifEdit& edit,
                 std::vector<std::string>& notes);

/// The same for other formats: the blocks that stand in texts become blocks, unless `found` has
/// such a one already. What is left, and to be kept, is returned: no other format holds it.
Bytes take_blocks_of_texts(std::span<const std::byte> file, const ExifEdit& edit,
                           MetadataBlocks& found, std::vector<std::string>& notes);

}  // namespace pixherd::png
