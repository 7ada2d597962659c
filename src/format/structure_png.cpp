// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "pixherd/base/text.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/format/png_texts.hpp"
#include "structure.hpp"

namespace pixherd::structure {
namespace {

constexpr std::uint32_t kSrgbGamma = 45455;
/// cICP: its primaries, its curve, no matrix, full range.
constexpr std::string_view kSrgbCodes("\x01\x0D\x00\x01", 4);

bool is_text(std::string_view type) {
  return type == "tEXt" || type == "zTXt" || type == "iTXt" || type == "eXIf" || type == "tIME";
}

/// The chunks that the pixels are made from, and those that say what their colours are.
bool is_picture(std::string_view type) {
  constexpr std::array<std::string_view, 10> kPicture{"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                      "iCCP", "sRGB", "gAMA", "cHRM", "cICP"};
  return std::find(kPicture.begin(), kPicture.end(), type) != kPicture.end();
}

/// Chunks that we write again, or that are of no use beside another picture. Any other may hold
/// something of the user's.
bool is_known(std::string_view type) {
  constexpr std::array<std::string_view, 10> kBeside{"pHYs", "sBIT", "bKGD", "hIST", "sPLT",
                                                     "mDCV", "cLLI", "acTL", "fcTL", "fdAT"};
  return is_picture(type) || is_text(type) || type == kPngPlacesOfPicture ||
         std::find(kBeside.begin(), kBeside.end(), type) != kBeside.end();
}

/// However it was rounded.
bool is_srgb_gamma(std::uint32_t gamma) {
  constexpr std::uint32_t kSlack = kSrgbGamma / 50;
  return gamma >= kSrgbGamma - kSlack && gamma <= kSrgbGamma + kSlack;
}

/// As near to the primaries and the white point of sRGB as libpng wants them.
bool has_srgb_primaries(ByteView chrm) {
  constexpr std::array<int, 8> kSrgb{31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
  constexpr int kNear = 1000;
  for (std::size_t i = 0; i < kSrgb.size(); ++i) {
    const auto value = static_cast<std::int64_t>(chrm.be32(4 * i));
    if (std::abs(value - kSrgb[i]) > kNear) {
      return false;
    }
  }
  return true;
}

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
  bool odd_primaries = false;
  bool has_xmp = false;
  for (const PngChunk& chunk : chunks->list) {
    const ByteView body(chunk.body);
    if (is_picture(chunk.type) && !has_right_checksum(chunk)) {
      return damaged(fmt::format("a chunk of the PNG is damaged ({}): its checksum is wrong",
                                 std::string(chunk.type)));
    }
    facts.metadata.any |= is_text(chunk.type);
    if (!is_known(chunk.type)) {
      note_uncarried(facts, fmt::format("the chunk {}", printable(chunk.type)));
    }
    facts.metadata.profile |= chunk.type == "iCCP";
    const bool xmp = png::is_xmp(chunk);
    facts.metadata.unread_xmp |= xmp && has_xmp;
    has_xmp |= xmp;
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
      odd_gamma = !is_srgb_gamma(body.be32(0));
    } else if (chunk.type == "cHRM") {
      odd_primaries = !has_srgb_primaries(body);
    } else if (chunk.type == "cICP") {
      facts.uncarried_colour = body.text() != kSrgbCodes;
      standard_colour |= !facts.uncarried_colour;
    }
  }
  facts.uncarried_colour |= (odd_gamma || odd_primaries) && !standard_colour;
  facts.channels += facts.alpha ? 1U : 0U;
  facts.trailing_bytes = trailing_bytes(file, chunks->end);
  return facts;
}

}  // namespace pixherd::structure
