// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"

namespace pixherd {

/// One RIFF chunk, as views into the file it was read from.
struct WebpChunk {
  std::string_view type;            ///< "VP8L"
  std::span<const std::byte> body;  ///< without type, length and padding
};

struct WebpChunks {
  std::vector<WebpChunk> list;
  std::uint64_t end = 0;  ///< offset behind the RIFF form
};

/// All chunks of a WebP; ErrorCode::damaged where the RIFF form or a chunk is cut short. Pure.
Result<WebpChunks> read_webp_chunks(std::span<const std::byte> file);

/// The first of this type; nullptr where there is none.
const WebpChunk* find_chunk(const WebpChunks& chunks, std::string_view type);

/// The VP8X chunk, which a decoder heeds where it stands first and is whole; else nullptr.
const WebpChunk* extended_header(const WebpChunks& chunks);

/// The picture of `picture` with the ICCP, EXIF and XMP chunks of `source`, byte for byte.
Bytes with_metadata_of(const WebpChunks& picture, const WebpChunks& source);

}  // namespace pixherd
