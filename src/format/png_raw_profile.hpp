// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pixherd/base/bytes.hpp"
#include "pixherd/domain/metadata_set.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/png/zlib_stream.hpp"

namespace pixherd::png {

/// A block that ImageMagick, ExifTool and others have put into a text, as hexadecimal digits.
struct RawProfile {
  enum class Kind : std::uint8_t { exif, xmp, photoshop, iptc };
  Kind kind = Kind::exif;
  std::string title;      ///< as the text has it: "exif"
  Bytes bytes;            ///< the block, and what is before it in a JPEG
  std::size_t begin = 0;  ///< of the block

  [[nodiscard]] std::span<const std::byte> block() const { return std::span(bytes).subspan(begin); }
};

bool is_raw_profile(std::string_view keyword);

/// The kinds of metadata that such a text may tell, as its keyword says.
MetadataSet told_by_raw_profile(std::string_view keyword);

/// nullopt where it is no block of EXIF, XMP or IPTC, or cannot be read to its last digit. `budget`
/// is for packed texts.
std::optional<RawProfile> read_raw_profile(const PngChunk& chunk, UnpackBudget& budget);

/// The text with another block in the place of its own; as a whole chunk.
Bytes raw_profile_with(const PngChunk& chunk, const RawProfile& profile,
                       std::span<const std::byte> block);

}  // namespace pixherd::png
