// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/source_facts.hpp"

/// The walk of each format behind read_source_facts().
namespace pixherd::structure {

Result<SourceFacts> of_jpeg(ByteView file);
Result<SourceFacts> of_png(ByteView file);
Result<SourceFacts> of_gif(ByteView file);
Result<SourceFacts> of_webp(ByteView file);
Result<SourceFacts> of_avif(ByteView file);
Result<SourceFacts> of_tiff(ByteView file);

Error damaged(std::string message);

/// Bytes from `end` on, or 0 where they are nothing but zeros.
std::uint64_t trailing_bytes(ByteView file, std::uint64_t end);

/// Notes a part that is not carried over, once however often there is one of its kind.
void note_uncarried(SourceFacts& facts, std::string_view part);

/// The same of EXIF and XMP that are there twice.
void note_further_blocks(SourceFacts& facts);

/// The orientation in an EXIF block (its TIFF header first); 1 where it has none.
std::uint32_t exif_orientation(ByteView exif);

}  // namespace pixherd::structure
