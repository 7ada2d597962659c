// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "pixherd/base/text.hpp"
#include "pixherd/format/webp_chunks.hpp"
#include "structure.hpp"
#include "webp_quality.hpp"

namespace pixherd::structure {
namespace {

constexpr std::uint64_t kFrameHeader = 16;

/// What the picture chunks of a file, or of one frame, add up to.
struct Pictures {
  std::uint32_t lossy = 0;
  std::uint32_t lossless = 0;
  bool alpha = false;
  std::uint32_t quality = 0;  ///< of the first lossy one
  PixelSize size;
};

bool note_picture(Pictures& pictures, std::string_view type, ByteView body) {
  if (type == "VP8L") {
    const std::uint32_t bits = body.le32(1);
    ++pictures.lossless;
    pictures.alpha |= (bits >> 28U & 1U) != 0;
    pictures.size = {(bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1};
    return body.u8(0) == 0x2F;
  }
  if (type == "VP8 ") {
    pictures.quality = pictures.lossy++ == 0 ? webp_quality(body) : pictures.quality;
    pictures.size = {body.le16(6) & 0x3FFFU, body.le16(8) & 0x3FFFU};
    return body.has(3, "\x9D\x01\x2A");
  }
  pictures.alpha |= type == "ALPH";
  return true;
}

/// One ANMF chunk: its delay, and the chunks behind its header.
bool note_frame(SourceFacts& facts, Pictures& pictures, ByteView frame) {
  facts.delays_ms.push_back(frame.le24(12));
  const std::uint32_t pictures_before = pictures.lossy + pictures.lossless;
  std::uint64_t at = kFrameHeader;
  while (frame.holds(at, 8)) {
    const std::uint64_t length = frame.le32(at + 4);
    if (!frame.holds(at + 8, length) ||
        !note_picture(pictures, frame.text(at, 4), frame.part(at + 8, length))) {
      return false;
    }
    at += 8 + length + length % 2;
  }
  return pictures.lossy + pictures.lossless == pictures_before + 1;
}

/// A decoder refuses what does not hold here: one picture on a canvas of its size, or frames alone,
/// on a canvas that the extended header gives.
bool is_whole(const SourceFacts& facts, const Pictures& pictures, PixelSize canvas) {
  const std::size_t count = pictures.lossy + pictures.lossless;
  if (!facts.delays_ms.empty()) {
    return count == facts.delays_ms.size() && canvas.width != 0;
  }
  return count == 1 && (canvas.width == 0 || canvas == pictures.size);
}

/// A file as far as its chunks are read.
struct Reading {
  SourceFacts facts;
  Pictures pictures;
  PixelSize canvas;
  bool has_exif = false;
  bool has_xmp = false;
};

void note_exif(Reading& reading, ByteView body) {
  SourceFacts& facts = reading.facts;
  facts.metadata.unread_exif |= reading.has_exif;
  reading.has_exif = facts.metadata.any = true;
  if (!facts.metadata.unread_exif) {
    facts.orientation = exif_orientation(body.has(0, "Exif") ? body.from(6) : body);
  }
}

/// What is wrong with the chunk; empty where it is well.
std::string_view note_chunk(Reading& reading, std::string_view type, ByteView body) {
  SourceFacts& facts = reading.facts;
  if (type == "ANIM") {
    facts.loop_count = body.le16(4);
  } else if (type == "ANMF") {
    if (!note_frame(facts, reading.pictures, body)) {
      return "a frame of the WebP animation is damaged";
    }
  } else if (type == "VP8 " || type == "VP8L" || type == "ALPH") {
    if (!note_picture(reading.pictures, type, body)) {
      return "the WebP picture has no valid header";
    }
  } else if (type == "EXIF") {
    note_exif(reading, body);
  } else if (type == "XMP ") {
    facts.metadata.unread_xmp |= reading.has_xmp;
    reading.has_xmp = facts.metadata.any = true;
  } else if (type == "ICCP") {
    facts.metadata.profile = true;
  } else {
    note_uncarried(facts, fmt::format("the chunk {}", printable(type)));
  }
  return {};
}

}  // namespace

Result<SourceFacts> of_webp(ByteView file) {
  const Result<WebpChunks> chunks = read_webp_chunks(file.bytes());
  if (!chunks) {
    return chunks.error();
  }
  Reading reading;
  reading.facts.format = ImageFormat::webp;
  for (const WebpChunk& chunk : chunks->list) {
    const ByteView body(chunk.body);
    if (&chunk == extended_header(*chunks)) {
      reading.canvas = {body.le24(4) + 1, body.le24(7) + 1};
      reading.pictures.alpha |= (body.u8(0) & 0x10U) != 0;
    } else if (const auto fault = note_chunk(reading, chunk.type, body); !fault.empty()) {
      return damaged(std::string(fault));
    }
  }
  SourceFacts& facts = reading.facts;
  const Pictures& pictures = reading.pictures;
  const PixelSize canvas = reading.canvas;
  note_further_blocks(facts);
  const std::uint32_t count = pictures.lossy + pictures.lossless;
  if (count == 0) {
    return damaged("the WebP has no picture");
  }
  if (!is_whole(facts, pictures, canvas)) {
    return damaged("the WebP's pictures do not fit its header");
  }
  facts.size = canvas.width != 0 ? canvas : pictures.size;
  facts.frames = facts.delays_ms.empty() ? 1 : count;
  facts.alpha = pictures.alpha;
  facts.channels = facts.alpha ? 4 : 3;
  facts.lossless_coding = pictures.lossy == 0;
  facts.quality = pictures.quality;
  facts.whole_frame_decode = true;
  facts.trailing_bytes = trailing_bytes(file, chunks->end);
  return std::move(facts);
}

}  // namespace pixherd::structure
