// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "metadata_ways.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/webp_chunks.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

bool is_webp_picture(std::string_view type) {
  constexpr std::array<std::string_view, 6> kPicture{"VP8X", "ANIM", "ANMF",
                                                     "ALPH", "VP8 ", "VP8L"};
  return std::find(kPicture.begin(), kPicture.end(), type) != kPicture.end();
}

/// Some programs put the name that a JPEG's segment has before the block.
ByteView exif_in(const WebpChunk& chunk) {
  const ByteView body(chunk.body);
  return body.has(0, "Exif\0\0"sv) ? body.from(6) : body;
}

Bytes joined(const WebpChunks& picture, std::span<const std::byte> profile,
             std::span<const std::byte> exif, std::span<const std::byte> xmp) {
  WebpChunks beside;
  const auto add = [&](std::string_view type, std::span<const std::byte> body) {
    if (!body.empty()) {
      beside.list.push_back({type, body});
    }
  };
  add("ICCP", profile);
  add("EXIF", exif);
  add("XMP ", xmp);
  return with_metadata_of(picture, beside);
}

}  // namespace

namespace metadata {

Bytes webp_with(std::span<const std::byte> file, const MetadataBlocks& blocks) {
  const Result<WebpChunks> chunks = read_webp_chunks(file);
  if (!chunks) {
    return {file.begin(), file.end()};
  }
  const WebpChunk* profile = find_chunk(*chunks, "ICCP");
  return joined(*chunks, profile == nullptr ? std::span<const std::byte>() : profile->body,
                blocks.exif, blocks.xmp);
}

Result<Filtered> filter_webp(std::span<const std::byte> file, MetadataSet kept,
                             std::uint32_t orientation) {
  const Result<WebpChunks> chunks = read_webp_chunks(file);
  if (!chunks) {
    return chunks.error();
  }
  Filtered out;
  Bytes exif;
  Bytes xmp;
  bool any_unknown = false;
  for (const WebpChunk& chunk : chunks->list) {
    if (chunk.type == "EXIF" && exif.empty()) {
      exif = filtered_exif(exif_in(chunk).bytes(), kept, orientation, out.notes);
    } else if (chunk.type == "XMP " && xmp.empty()) {
      xmp = filtered_xmp(chunk.body, kept, out.notes);
    } else if (!is_webp_picture(chunk.type) && chunk.type != "ICCP") {
      any_unknown = true;
    }
  }
  if (any_unknown && kept.contains(MetadataKind::other)) {
    return Error{ErrorCode::unsupported_format,
                 "its metadata cannot be taken out: the WebP has chunks of an unknown kind"};
  }
  const WebpChunk* profile = find_chunk(*chunks, "ICCP");
  const bool keeps_profile = profile != nullptr && kept.contains(MetadataKind::icc);
  out.bytes =
      joined(*chunks, keeps_profile ? profile->body : std::span<const std::byte>(), exif, xmp);
  return out;
}

}  // namespace metadata
}  // namespace pixherd
