// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "metadata_ways.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/format/png_texts.hpp"
#include "pixherd/png/png_file.hpp"
#include "pixherd/png/zlib_stream.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

/// Not compressed, no language, no translated keyword.
constexpr std::string_view kPlainText = "\0\0\0\0"sv;

/// Of a text that is XMP: what stands behind its fields.
struct XmpText {
  ByteView packet;
  bool packed = false;
};

XmpText xmp_text_of(const PngChunk& chunk) {
  const ByteView body = ByteView(chunk.body).from(png::kXmpKeyword.size());
  if (chunk.type != "iTXt") {
    const bool packed = chunk.type == "zTXt";
    return {body.from(packed ? 1 : 0), packed};
  }
  const std::uint64_t language_end = body.find(0, 2);
  return {body.from(body.find(0, language_end + 1) + 1), body.u8(0) != 0};
}

/// For all the XMP of a file. A packet has some kilobytes.
constexpr std::size_t kMostUnpackedXmp = std::size_t{16} << 20U;

/// Unpacked where it is compressed; nullopt where that cannot be done.
std::optional<Bytes> packet_of(const PngChunk& chunk, UnpackBudget& budget) {
  const XmpText text = xmp_text_of(chunk);
  const std::span<const std::byte> bytes = text.packet.bytes();
  return text.packed ? budget.unpack(bytes) : Bytes(bytes.begin(), bytes.end());
}

Bytes xmp_body(std::span<const std::byte> packet, std::string_view type = "iTXt") {
  Bytes body;
  if (!packet.empty()) {
    body.reserve(png::kXmpKeyword.size() + kPlainText.size() + packet.size());
    append(body, png::kXmpKeyword);
    append(body, type == "iTXt" ? kPlainText : "");
    append(body, packet);
  }
  return body;
}

/// Says how the picture is to be shown, and nothing of where it comes from.
bool belongs_to_picture(std::string_view type) {
  constexpr std::array<std::string_view, 14> kShown{"tRNS", "sRGB", "gAMA", "cHRM", "cICP",
                                                    "mDCV", "cLLI", "sBIT", "bKGD", "hIST",
                                                    "sPLT", "acTL", "fcTL", "fdAT"};
  const bool critical = (static_cast<unsigned char>(type[0]) & 32U) == 0;
  return critical || type == "pHYs" ||
         std::find(kShown.begin(), kShown.end(), type) != kShown.end();
}

/// Neither a text nor EXIF: the picture's own, its profile, or of an unknown kind.
void filter_chunk(Filtered& out, const PngChunk& chunk, MetadataSet kept) {
  const bool shown = belongs_to_picture(chunk.type);
  const bool profile = chunk.type == "iCCP";
  const bool stays = shown || kept.contains(profile ? MetadataKind::icc : MetadataKind::other);
  const bool unknown = !shown && !profile;
  if (stays && unknown && may_tell_more(ByteView(chunk.body).text(), kept)) {
    out.notes.push_back(
        fmt::format("the chunk {} may tell more than was to be kept{}", chunk.type, kDroppedWhole));
  } else if (stays) {
    append(out.bytes, chunk.whole);
  }
}

/// The chunk as it is where its body has not changed, else written anew.
void put_edited(Bytes& out, const PngChunk& chunk, const Bytes& body) {
  if (std::equal(body.begin(), body.end(), chunk.body.begin(), chunk.body.end())) {
    append(out, chunk.whole);
  } else {
    png::put_chunk(out, chunk.type, body);
  }
}

void filter_xmp(Filtered& out, const PngChunk& chunk, MetadataSet kept, UnpackBudget& budget) {
  const bool keeps_xmp = kept.contains(MetadataKind::xmp);
  if (keeps_xmp && kept.contains(MetadataKind::gps) && !drops_copyright(kept)) {
    append(out.bytes, chunk.whole);
    return;
  }
  const std::optional<Bytes> read = packet_of(chunk, budget);
  if (!read && keeps_xmp) {
    metadata::note_dropped(out.notes, "the compressed XMP cannot be read");
    return;
  }
  const Bytes packet = read.value_or(Bytes());
  const Bytes edited = metadata::filtered_xmp(packet, kept, out.notes);
  PngChunk unpacked = chunk;
  unpacked.type = chunk.type == "tEXt" ? "tEXt" : "iTXt";
  if (edited == packet && !edited.empty()) {
    put_edited(out.bytes, chunk, {chunk.body.begin(), chunk.body.end()});
  } else {
    put_edited(out.bytes, unpacked, xmp_body(edited, unpacked.type));
  }
}

/// Where parts of the picture begin is told anew by nobody: it goes as soon as anything has moved.
Bytes with_right_places(Bytes made, ByteView file) {
  const Result<PngChunks> chunks = read_png_chunks(made);
  if (!chunks || ByteView(made).text() == file.part(0, chunks->end).text()) {
    return made;
  }
  Bytes out;
  out.reserve(made.size());
  append(out, kPngSignature);
  for (const PngChunk& chunk : chunks->list) {
    if (chunk.type != kPngPlacesOfPicture) {
      append(out, chunk.whole);
    }
  }
  return out;
}

}  // namespace

std::optional<Bytes> with_metadata_in_front(std::span<const std::byte> file) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  if (!chunks) {
    return std::nullopt;
  }
  Bytes front;
  Bytes moved;
  Bytes rest;
  for (const PngChunk& chunk : chunks->list) {
    const bool behind =
        !rest.empty() && (chunk.type == "eXIf" || png::is_text(chunk)) && has_right_checksum(chunk);
    auto& place = behind ? moved : rest.empty() && chunk.type != "IDAT" ? front : rest;
    append(place, chunk.whole);
  }
  if (moved.empty()) {
    return std::nullopt;
  }
  Bytes out;
  out.reserve(file.size());
  append(out, kPngSignature);
  for (const Bytes& part : {front, moved, rest}) {
    append(out, part);
  }
  return out;
}

namespace metadata {

Bytes png_with(std::span<const std::byte> file, const MetadataBlocks& blocks) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  Bytes out;
  if (!chunks) {
    return {file.begin(), file.end()};
  }
  append(out, kPngSignature);
  bool placed = false;
  for (const PngChunk& chunk : chunks->list) {
    if (chunk.type == "IDAT" && !placed) {
      png::put_chunk(out, "eXIf", blocks.exif);
      png::put_chunk(out, "iTXt", xmp_body(blocks.xmp));
      append(out, blocks.png_texts);
      placed = true;
    }
    if (chunk.type != "eXIf" && !png::is_xmp(chunk)) {
      append(out, chunk.whole);
    }
  }
  return out;
}

Bytes xmp_of_png(std::span<const std::byte> file) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  if (!chunks) {
    return {};
  }
  const auto first = std::find_if(
      chunks->list.begin(), chunks->list.end(),
      [](const PngChunk& chunk) { return png::is_xmp(chunk) && has_right_checksum(chunk); });
  UnpackBudget budget(kMostUnpackedXmp);
  return first == chunks->list.end() ? Bytes() : packet_of(*first, budget).value_or(Bytes());
}

Result<Filtered> filter_png(std::span<const std::byte> file, MetadataSet kept,
                            std::uint32_t orientation) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  if (!chunks) {
    return chunks.error();
  }
  Filtered out;
  append(out.bytes, kPngSignature);
  png::TextFilter texts({.kept = kept});
  UnpackBudget budget_for_xmp(kMostUnpackedXmp);
  for (const PngChunk& chunk : chunks->list) {
    if (chunk.type == "eXIf") {
      put_edited(out.bytes, chunk, filtered_exif(chunk.body, kept, orientation, out.notes));
    } else if (png::is_xmp(chunk)) {
      filter_xmp(out, chunk, kept, budget_for_xmp);
    } else if (png::is_text(chunk)) {
      texts.put(out.bytes, chunk, out.notes);
    } else {
      filter_chunk(out, chunk, kept);
    }
  }
  out.bytes = with_right_places(std::move(out.bytes), ByteView(file));
  return out;
}

}  // namespace metadata
}  // namespace pixherd
