// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/png/bound_to_form.hpp"

namespace pixherd {

/// One chunk, as views into the file it was read from.
struct PngChunk {
  std::string_view type;             ///< "IHDR"
  std::span<const std::byte> body;   ///< without length, type and CRC
  std::span<const std::byte> whole;  ///< with them
};

struct PngChunks {
  std::vector<PngChunk> list;  ///< from IHDR to IEND
  std::uint64_t end = 0;       ///< offset behind IEND
};

/// Apple's chunk of where parts of IDAT begin: it is right in one file and no other.
inline constexpr std::string_view kPngPlacesOfPicture = "iDOT";

/// All chunks of a PNG; ErrorCode::damaged where it does not begin with IHDR, has no IDAT or does
/// not reach IEND. CRCs are not looked at. Pure.
Result<PngChunks> read_png_chunks(std::span<const std::byte> file);

bool has_right_checksum(const PngChunk& chunk);

/// What IHDR, PLTE and tRNS say, and what else of these chunks is bound to it.
BoundToForm bound_in(const PngChunks& png);

/// The picture of `picture` (IHDR, PLTE, tRNS, IDAT) with every other chunk of `source` but
/// iDOT, in an order that the specification allows; bKGD and sBIT say the same of the picture's
/// form. nullopt where a chunk of `source` would no longer be right: it depends on the palette or
/// the colour type and that has changed, or it is unknown and marked unsafe to copy.
std::optional<Bytes> with_chunks_of(const PngChunks& picture, const PngChunks& source);

/// The file with text and EXIF from behind its picture before that, where decoders look for them;
/// what is damaged stays where it is. nullopt where nothing has to move. Pure.
std::optional<Bytes> with_metadata_in_front(std::span<const std::byte> file);

namespace png {
/// Adds a chunk, unless its body is empty.
void put_chunk(Bytes& out, std::string_view type, std::span<const std::byte> body);
}  // namespace png

/// What remains of an APNG for whoever knows nothing of animations.
PngChunks without_animation(PngChunks animated);

}  // namespace pixherd
