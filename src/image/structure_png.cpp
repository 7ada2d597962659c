// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/png_chunks.hpp"
#include "structure.hpp"

namespace pixherd::structure {
namespace {

constexpr std::uint32_t kSrgbGamma = 45455;

void note_header(SourceFacts& facts, ByteView body) {
  facts.size = {body.be32(0), body.be32(4)};
  facts.bits = body.u8(8);
  const std::uint8_t colour_type = body.u8(9);
  facts.palette = colour_type == 3;
  facts.alpha = (colour_type & 4U) != 0;
  facts.channels = (colour_type & 2U) != 0 ? 3U : 1U;
  facts.whole_frame_decode = body.u8(12) != 0;
}

}  // namespace

Result<SourceFacts> of_png(ByteView file) {
  const Result<PngChunks> chunks = read_png_chunks(file.bytes());
  if (!chunks) {
    return chunks.error();
  }
  SourceFacts facts;
  facts.format = ImageFormat::png;
  facts.lossless_coding = true;
  bool standard_colour = false;
  bool odd_gamma = false;
  for (const PngChunk& chunk : chunks->list) {
    const ByteView body(chunk.body);
    if (chunk.type == "IHDR") {
      note_header(facts, body);
    } else if (chunk.type == "tRNS") {
      facts.alpha = true;
    } else if (chunk.type == "acTL" || chunk.type == "fcTL" || chunk.type == "fdAT") {
      facts.animated_png = true;
    } else if (chunk.type == "eXIf") {
      facts.orientation = exif_orientation(body);
    } else if (chunk.type == "iCCP" || chunk.type == "sRGB") {
      standard_colour = true;
    } else if (chunk.type == "gAMA") {
      odd_gamma = body.be32(0) != kSrgbGamma;
    } else if (chunk.type == "cICP") {
      facts.uncarried_colour = true;
    }
  }
  facts.uncarried_colour |= odd_gamma && !standard_colour;
  facts.channels += facts.alpha ? 1U : 0U;
  facts.trailing_bytes = trailing_bytes(file, chunks->end);
  return facts;
}

}  // namespace pixherd::structure
