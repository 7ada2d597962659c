// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/webp_chunks.hpp"

#include <algorithm>

#include "pixherd/base/bytes.hpp"
#include "pixherd/format/byte_view.hpp"

namespace pixherd {
namespace {

constexpr std::uint64_t kFormHeader = 12;
constexpr std::uint64_t kChunkHeader = 8;
constexpr std::uint8_t kHasProfile = 0x20;
constexpr std::uint8_t kHasAlpha = 0x10;
constexpr std::uint8_t kHasExif = 0x08;
constexpr std::uint8_t kHasXmp = 0x04;

void put_chunk(Bytes& out, const WebpChunk& chunk) {
  append(out, chunk.type);
  append_little(out, chunk.body.size(), 4);
  append(out, chunk.body);
  if (chunk.body.size() % 2 != 0) {
    out.push_back(std::byte{0});
  }
}

/// The VP8X body of `picture`: its own, or one made from the header of its only picture chunk.
Bytes header_body(const WebpChunks& picture) {
  Bytes header;
  if (const WebpChunk* own = extended_header(picture); own != nullptr) {
    header.assign(own->body.begin(), own->body.end());
    return header;
  }
  if (const WebpChunk* lossy = find_chunk(picture, "VP8 "); lossy != nullptr) {
    const ByteView frame(lossy->body);
    append_little(header, 0, 4);
    append_little(header, (frame.le16(6) & 0x3FFFU) - 1U, 3);
    append_little(header, (frame.le16(8) & 0x3FFFU) - 1U, 3);
    return header;
  }
  const WebpChunk* coded = find_chunk(picture, "VP8L");
  const std::uint32_t bits = coded == nullptr ? 0 : ByteView(coded->body).le32(1);
  append_little(header, (bits >> 28U & 1U) != 0 ? kHasAlpha : 0, 4);
  append_little(header, bits & 0x3FFFU, 3);
  append_little(header, bits >> 14U & 0x3FFFU, 3);
  return header;
}

}  // namespace

Result<WebpChunks> read_webp_chunks(std::span<const std::byte> bytes) {
  const ByteView file(bytes);
  WebpChunks chunks;
  chunks.end = kChunkHeader + file.le32(4);
  if (!file.holds(0, chunks.end)) {
    return Error{ErrorCode::damaged,
                 "the WebP is cut short: its RIFF form is longer than the file"};
  }
  const ByteView form = file.part(0, chunks.end);
  std::uint64_t at = kFormHeader;
  while (form.holds(at, kChunkHeader)) {
    const std::uint64_t length = form.le32(at + 4);
    if (!form.holds(at + kChunkHeader, length)) {
      return Error{ErrorCode::damaged, "the WebP is cut short within a chunk"};
    }
    chunks.list.push_back({form.text(at, 4), form.part(at + kChunkHeader, length).bytes()});
    at += kChunkHeader + length + length % 2;
  }
  return chunks;
}

const WebpChunk* find_chunk(const WebpChunks& chunks, std::string_view type) {
  const auto found = std::find_if(chunks.list.begin(), chunks.list.end(),
                                  [&](const WebpChunk& chunk) { return chunk.type == type; });
  return found == chunks.list.end() ? nullptr : &*found;
}

const WebpChunk* extended_header(const WebpChunks& chunks) {
  constexpr std::size_t kHeader = 10;
  const bool stands_first = !chunks.list.empty() && chunks.list.front().type == "VP8X" &&
                            chunks.list.front().body.size() >= kHeader;
  return stands_first ? &chunks.list.front() : nullptr;
}

Bytes with_metadata_of(const WebpChunks& picture, const WebpChunks& source) {
  const WebpChunk* profile = find_chunk(source, "ICCP");
  const WebpChunk* exif = find_chunk(source, "EXIF");
  const WebpChunk* xmp = find_chunk(source, "XMP ");
  Bytes body;
  append(body, "WEBP");
  const bool extended = extended_header(picture) != nullptr || profile != nullptr ||
                        exif != nullptr || xmp != nullptr;
  if (extended) {
    Bytes header = header_body(picture);
    const auto flag = [](const WebpChunk* chunk, std::uint8_t bit) {
      return chunk == nullptr ? std::byte{0} : std::byte{bit};
    };
    header[0] &= ~(std::byte{kHasProfile} | std::byte{kHasExif} | std::byte{kHasXmp});
    header[0] |= flag(profile, kHasProfile) | flag(exif, kHasExif) | flag(xmp, kHasXmp);
    put_chunk(body, {"VP8X", header});
  }
  const auto put_found = [&](const WebpChunk* chunk) {
    if (chunk != nullptr) {
      put_chunk(body, *chunk);
    }
  };
  put_found(profile);
  for (const WebpChunk& chunk : picture.list) {
    if (chunk.type == "ANIM" || chunk.type == "ANMF" || chunk.type == "VP8L" ||
        chunk.type == "VP8 " || chunk.type == "ALPH") {
      put_chunk(body, chunk);
    }
  }
  put_found(exif);
  put_found(xmp);

  Bytes file;
  append(file, "RIFF");
  append_little(file, body.size(), 4);
  append(file, body);
  return file;
}

}  // namespace pixherd
