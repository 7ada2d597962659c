// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "byte_view.hpp"
#include "container_metadata.hpp"
#include "crc32.hpp"
#include "pixherd/image/exif.hpp"
#include "pixherd/image/png_chunks.hpp"
#include "pixherd/png/zlib_stream.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1A\n";
constexpr std::string_view kXmpKeyword = "XML:com.adobe.xmp\0"sv;
/// Not compressed, no language, no translated keyword.
constexpr std::string_view kPlainText = "\0\0\0\0"sv;

void put_text(std::vector<std::byte>& out, std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void put_be32(std::vector<std::byte>& out, std::uint64_t value) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    out.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
  }
}

void put_png_chunk(std::vector<std::byte>& out, std::string_view type,
                   std::span<const std::byte> body) {
  if (body.empty()) {
    return;
  }
  put_be32(out, body.size());
  const std::size_t from = out.size();
  put_text(out, type);
  out.insert(out.end(), body.begin(), body.end());
  put_be32(out, crc32(std::span(out).subspan(from)));
}

bool is_text_chunk(std::string_view type) {
  return type == "tEXt" || type == "zTXt" || type == "iTXt";
}

/// It belongs into iTXt; decoders take it from the other two as well.
bool is_xmp(const PngChunk& chunk) {
  return is_text_chunk(chunk.type) && ByteView(chunk.body).has(0, kXmpKeyword);
}

/// Empty where it is compressed.
std::span<const std::byte> packet_of(const PngChunk& chunk) {
  const ByteView body = ByteView(chunk.body).from(kXmpKeyword.size());
  if (chunk.type != "iTXt") {
    return chunk.type == "tEXt" ? body.bytes() : std::span<const std::byte>();
  }
  if (body.u8(0) != 0) {
    return {};
  }
  const std::uint64_t language_end = body.find(0, 2);
  return body.from(body.find(0, language_end + 1) + 1).bytes();
}

/// Unpacked where it is compressed; empty where that cannot be done.
std::vector<std::byte> whole_packet_of(const PngChunk& chunk) {
  constexpr std::size_t kMostUnpacked = std::size_t{16} << 20U;
  const std::span<const std::byte> plain = packet_of(chunk);
  const ByteView body(chunk.body);
  const std::uint64_t fields = body.find(0, 0) + 1;
  if (!plain.empty() || chunk.type == "tEXt") {
    return {plain.begin(), plain.end()};
  }
  const std::uint64_t language = fields + 2;
  const std::uint64_t stream =
      chunk.type == "zTXt" ? fields + 1 : body.find(0, body.find(0, language) + 1) + 1;
  return zlib_unpacked(body.from(stream).bytes(), kMostUnpacked).value_or(std::vector<std::byte>());
}

std::vector<std::byte> xmp_body(std::span<const std::byte> packet, std::string_view type = "iTXt") {
  std::vector<std::byte> body;
  if (!packet.empty()) {
    body.reserve(kXmpKeyword.size() + kPlainText.size() + packet.size());
    put_text(body, kXmpKeyword);
    put_text(body, type == "iTXt" ? kPlainText : "");
    body.insert(body.end(), packet.begin(), packet.end());
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

std::string_view keyword_of(const PngChunk& chunk) {
  const std::string_view text = ByteView(chunk.body).text();
  return text.substr(0, text.find('\0'));
}

/// The names that programs give to a place, beside those of EXIF.
bool keyword_tells_place(std::string_view keyword) {
  constexpr std::array<std::string_view, 6> kWithin{"gps",      "latitude",    "longitude",
                                                    "location", "coordinates", "geotag"};
  constexpr std::array<std::string_view, 6> kWhole{"city",  "state", "country",
                                                   "place", "lat",   "long"};
  std::string lower(keyword);
  for (char& c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower.starts_with("geo:") ||
         std::find(kWhole.begin(), kWhole.end(), lower) != kWhole.end() ||
         std::any_of(kWithin.begin(), kWithin.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool keeps_chunk(const PngChunk& chunk, MetadataSet kept) {
  if (belongs_to_picture(chunk.type)) {
    return true;
  }
  if (chunk.type == "iCCP") {
    return kept.contains(MetadataKind::icc);
  }
  return is_text_chunk(chunk.type) ? metadata::keeps_text(keyword_of(chunk), kept)
                                   : kept.contains(MetadataKind::other);
}

/// The chunk as it is where its body has not changed, else written anew.
void put_edited(std::vector<std::byte>& out, const PngChunk& chunk,
                const std::vector<std::byte>& body) {
  if (std::equal(body.begin(), body.end(), chunk.body.begin(), chunk.body.end())) {
    out.insert(out.end(), chunk.whole.begin(), chunk.whole.end());
  } else {
    put_png_chunk(out, chunk.type, body);
  }
}

void filter_xmp(Filtered& out, const PngChunk& chunk, MetadataSet kept) {
  const bool keeps_xmp = kept.contains(MetadataKind::xmp);
  if (keeps_xmp && kept.contains(MetadataKind::gps) && !drops_copyright(kept)) {
    out.bytes.insert(out.bytes.end(), chunk.whole.begin(), chunk.whole.end());
    return;
  }
  const std::vector<std::byte> packet = whole_packet_of(chunk);
  if (packet.empty() && keeps_xmp) {
    out.notes.push_back(std::string("the compressed XMP cannot be read").append(kDroppedWhole));
    return;
  }
  const std::vector<std::byte> edited = metadata::filtered_xmp(packet, kept, out.notes);
  PngChunk unpacked = chunk;
  unpacked.type = chunk.type == "tEXt" ? "tEXt" : "iTXt";
  if (edited == packet && !edited.empty()) {
    put_edited(out.bytes, chunk, {chunk.body.begin(), chunk.body.end()});
  } else {
    put_edited(out.bytes, unpacked, xmp_body(edited, unpacked.type));
  }
}

/// Where parts of the picture begin is told anew by nobody: it goes as soon as anything has moved.
std::vector<std::byte> with_right_places(std::vector<std::byte> made, ByteView file) {
  const Result<PngChunks> chunks = read_png_chunks(made);
  if (!chunks || ByteView(made).text() == file.part(0, chunks->end).text()) {
    return made;
  }
  std::vector<std::byte> out;
  out.reserve(made.size());
  put_text(out, kPngSignature);
  for (const PngChunk& chunk : chunks->list) {
    if (chunk.type != kPngPlacesOfPicture) {
      out.insert(out.end(), chunk.whole.begin(), chunk.whole.end());
    }
  }
  return out;
}

bool has_right_checksum(const PngChunk& chunk) {
  const ByteView whole(chunk.whole);
  return crc32(whole.part(4, 4 + chunk.body.size()).bytes()) == whole.be32(8 + chunk.body.size());
}

}  // namespace

std::optional<std::vector<std::byte>> with_metadata_in_front(std::span<const std::byte> file) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  if (!chunks) {
    return std::nullopt;
  }
  std::vector<std::byte> front;
  std::vector<std::byte> moved;
  std::vector<std::byte> rest;
  for (const PngChunk& chunk : chunks->list) {
    const bool behind = !rest.empty() && (chunk.type == "eXIf" || is_text_chunk(chunk.type)) &&
                        has_right_checksum(chunk);
    auto& place = behind ? moved : rest.empty() && chunk.type != "IDAT" ? front : rest;
    place.insert(place.end(), chunk.whole.begin(), chunk.whole.end());
  }
  if (moved.empty()) {
    return std::nullopt;
  }
  std::vector<std::byte> out;
  out.reserve(file.size());
  put_text(out, kPngSignature);
  for (const std::vector<std::byte>& part : {front, moved, rest}) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

namespace metadata {

bool keeps_text(std::string_view keyword, MetadataSet kept) {
  const auto keeps = [&](MetadataKind kind) { return kept.contains(kind); };
  if (keyword.starts_with("Raw profile type ")) {
    return kept.holds_all();
  }
  if (keyword.find("GPS") != std::string_view::npos) {
    return keeps(MetadataKind::gps) && keeps(MetadataKind::exif);
  }
  if (keyword.starts_with("exif:")) {
    return keeps(MetadataKind::exif) && !drops_copyright(kept);
  }
  if (keyword_tells_place(keyword)) {
    return keeps(MetadataKind::gps) && keeps(MetadataKind::other);
  }
  if (keyword == "Copyright" || keyword == "Author") {
    return keeps(MetadataKind::copyright);
  }
  return keeps(MetadataKind::other);
}

std::vector<std::byte> png_with(std::span<const std::byte> file, const MetadataBlocks& blocks) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  std::vector<std::byte> out;
  if (!chunks) {
    return {file.begin(), file.end()};
  }
  put_text(out, kPngSignature);
  bool placed = false;
  for (const PngChunk& chunk : chunks->list) {
    if (chunk.type == "IDAT" && !placed) {
      put_png_chunk(out, "eXIf", blocks.exif);
      put_png_chunk(out, "iTXt", xmp_body(blocks.xmp));
      placed = true;
    }
    if (chunk.type != "eXIf" && !is_xmp(chunk)) {
      out.insert(out.end(), chunk.whole.begin(), chunk.whole.end());
    }
  }
  return out;
}

std::vector<std::byte> xmp_of_png(std::span<const std::byte> file) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  if (!chunks) {
    return {};
  }
  const auto first = std::find_if(
      chunks->list.begin(), chunks->list.end(),
      [](const PngChunk& chunk) { return is_xmp(chunk) && has_right_checksum(chunk); });
  return first == chunks->list.end() ? std::vector<std::byte>() : whole_packet_of(*first);
}

Result<Filtered> filter_png(std::span<const std::byte> file, MetadataSet kept,
                            std::uint32_t orientation) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  if (!chunks) {
    return chunks.error();
  }
  Filtered out;
  put_text(out.bytes, kPngSignature);
  for (const PngChunk& chunk : chunks->list) {
    if (chunk.type == "eXIf") {
      put_edited(out.bytes, chunk, filtered_exif(chunk.body, kept, orientation, out.notes));
    } else if (is_xmp(chunk)) {
      filter_xmp(out, chunk, kept);
    } else if (keeps_chunk(chunk, kept)) {
      out.bytes.insert(out.bytes.end(), chunk.whole.begin(), chunk.whole.end());
    }
  }
  out.bytes = with_right_places(std::move(out.bytes), ByteView(file));
  return out;
}

}  // namespace metadata
}  // namespace pixherd
