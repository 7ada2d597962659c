// SPDX-License-Identifier: Apache-2.0
#include "gif_blocks.hpp"
#include "gif_lzw.hpp"
#include "structure.hpp"

namespace pixherd::structure {
namespace {

/// A GIF walk: what has been seen on the way from block to block.
struct Walk {
  SourceFacts facts;
  std::uint32_t frames = 0;
  std::uint32_t next_delay_ms = 0;
  bool whole = true;  ///< all pixels of all frames are there

  void note_extension(ByteView file, std::uint64_t at, std::uint8_t label) {
    if (label == gif::kGraphicControl) {
      facts.alpha |= (file.u8(at + 1) & 1U) != 0;
      next_delay_ms = file.le16(at + 2) * 10;
    } else if (label == gif::kApplication && file.has(at, "\x0BNETSCAPE2.0")) {
      if (file.u8(at + 12) == 3 && file.u8(at + 13) == 1) {
        const std::uint32_t repeats = file.le16(at + 14);
        facts.loop_count = repeats == 0 ? 0 : repeats + 1;
      }
    } else {
      facts.uncarried_metadata = true;
      facts.metadata = true;
    }
  }

  /// The picture whose descriptor is at `at`; the offset of its coded pixels.
  std::uint64_t note_picture(ByteView file, std::uint64_t at) {
    ++frames;
    facts.delays_ms.push_back(next_delay_ms);
    next_delay_ms = 0;
    const PixelSize size{file.le16(at + 4), file.le16(at + 6)};
    const bool covers_canvas = file.le16(at) == 0 && file.le16(at + 2) == 0 && size == facts.size;
    facts.alpha |= frames == 1 && !covers_canvas;
    const std::uint64_t codes = at + 9 + gif::colour_table_bytes(file.u8(at + 8));
    whole &= gif_picture_is_whole(file, codes, std::uint64_t{size.width} * size.height);
    return codes;
  }
};

}  // namespace

Result<SourceFacts> of_gif(ByteView file) {
  Walk walk;
  walk.facts.format = ImageFormat::gif;
  walk.facts.size = {file.le16(6), file.le16(8)};
  walk.facts.lossless_coding = true;
  walk.facts.palette = true;
  std::uint64_t at = gif::kHeader + gif::colour_table_bytes(file.u8(10));
  while (at < file.size()) {
    const std::uint8_t kind = file.u8(at);
    ++at;
    if (kind == gif::kTrailer && !walk.whole) {
      return damaged("pixels of the GIF are missing: the data of a frame is cut or damaged");
    }
    if (kind == gif::kTrailer) {
      walk.facts.frames = walk.frames;
      walk.facts.channels = walk.facts.alpha ? 4 : 3;
      walk.facts.trailing_bytes = trailing_bytes(file, at);
      return walk.facts;
    }
    if (kind == gif::kExtension) {
      walk.note_extension(file, at + 1, file.u8(at));
      at = gif::skip_sub_blocks(file, at + 1);
    } else if (kind == gif::kImageDescriptor) {
      at = gif::skip_sub_blocks(file, walk.note_picture(file, at) + 1);
    } else if (kind != 0) {
      return damaged("bytes between the GIF blocks that belong to none");
    }
  }
  return damaged("the GIF is cut short: its trailer is missing");
}

}  // namespace pixherd::structure
