// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "gif_blocks.hpp"
#include "gif_lzw.hpp"
#include "structure.hpp"

namespace pixherd::structure {
namespace {

struct Area {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t right = 0;
  std::uint32_t bottom = 0;

  [[nodiscard]] bool is_empty() const { return left >= right || top >= bottom; }
  [[nodiscard]] bool holds(const Area& other) const {
    return other.is_empty() || (left <= other.left && top <= other.top && right >= other.right &&
                                bottom >= other.bottom);
  }
};

enum class Disposal : std::uint8_t { stays = 1, clears = 2, restores = 3 };

/// What a graphic control extension says of the frame behind it.
struct Control {
  bool transparent = false;
  Disposal disposal = Disposal::stays;
  std::uint32_t delay_ms = 0;
};

/// Where the canvas is clear before the next frame. Browsers show nothing there. libvips has alpha
/// only where some frame names a transparent colour, and what a frame without one clears is filled
/// with an opaque colour in any case.
class ClearParts {
 public:
  explicit ClearParts(PixelSize canvas)
      : canvas_{0, 0, canvas.width, canvas.height}, clear_(canvas_) {}

  void draw(Area frame, const Control& control) {
    frame.right = std::min(frame.right, canvas_.right);
    frame.bottom = std::min(frame.bottom, canvas_.bottom);
    seen_ |= !frame.holds(clear_);
    seen_filled_ |= !frame.holds(filled_) || (control.transparent && !filled_.is_empty());
    if (control.disposal == Disposal::restores) {
      return;
    }
    const bool clears = control.disposal == Disposal::clears;
    clear_ = clears ? frame : Area{};
    filled_ = clears && !control.transparent ? frame : Area{};
  }
  /// True where libvips would show an opaque colour for nothing.
  [[nodiscard]] bool come_out_opaque(bool alpha) const { return alpha ? seen_filled_ : seen_; }

 private:
  Area canvas_;
  Area clear_;
  Area filled_;  ///< of the clear part, what libvips fills
  bool seen_ = false;
  bool seen_filled_ = false;
};

/// A GIF walk: what has been seen on the way from block to block.
struct Walk {
  SourceFacts facts;
  ClearParts clear_parts;
  Control next = {};
  std::uint32_t frames = 0;
  GifCodes codes = GifCodes::whole;  ///< of the first picture that is not whole
  bool has_xmp = false;

  void note_extension(ByteView file, std::uint64_t at, std::uint8_t label) {
    if (label == gif::kGraphicControl) {
      const std::uint8_t flags = file.u8(at + 1);
      next = {.transparent = (flags & 1U) != 0,
              .disposal = static_cast<Disposal>((flags >> 2U) & 7U),
              .delay_ms = file.le16(at + 2) * 10};
      facts.alpha |= next.transparent;
    } else if (label == gif::kApplication && file.has(at, "\x0BNETSCAPE2.0")) {
      if (file.u8(at + 12) == 3 && file.u8(at + 13) == 1) {
        const std::uint32_t repeats = file.le16(at + 14);
        facts.loop_count = repeats == 0 ? 0 : repeats + 1;
      }
    } else {
      note_metadata(label, file.part(at - 2, gif::skip_sub_blocks(file, at) - at + 2));
    }
  }

  void note_metadata(std::uint8_t label, ByteView extension) {
    const bool xmp = gif::is_xmp(extension);
    const bool read = gif::xmp_packet(extension).size() != 0 && !has_xmp;
    has_xmp |= xmp;
    facts.metadata.any = true;
    facts.metadata.unread_xmp |= xmp && !read;
    if (!read) {
      note_uncarried(facts, label == gif::kComment ? "a comment" : "an extension of a program");
    }
    facts.metadata.profile |= extension.has(2, "\x0BICCRGBG1012");
  }

  /// The picture whose descriptor is at `at`; the offset of its coded pixels.
  std::uint64_t note_picture(ByteView file, std::uint64_t at) {
    ++frames;
    facts.delays_ms.push_back(next.delay_ms);
    const std::uint32_t left = file.le16(at);
    const std::uint32_t top = file.le16(at + 2);
    const PixelSize size{file.le16(at + 4), file.le16(at + 6)};
    clear_parts.draw({left, top, left + size.width, top + size.height}, next);
    next = {};
    const std::uint32_t own_colours = gif::colour_table_bits(file.u8(at + 8));
    facts.gif.palette_bits =
        std::max(facts.gif.palette_bits,
                 own_colours != 0 ? own_colours : gif::colour_table_bits(file.u8(gif::kFlags)));
    const std::uint64_t coded = at + 9 + gif::colour_table_bytes(file.u8(at + 8));
    if (codes == GifCodes::whole) {
      codes = gif_codes(file, coded, std::uint64_t{size.width} * size.height);
    }
    return coded;
  }
};

/// The screen, and what the first frame has beyond it: decoders let that one grow the picture.
PixelSize canvas_of(ByteView file) {
  PixelSize canvas{file.le16(6), file.le16(8)};
  std::uint64_t at = gif::kHeader + gif::colour_table_bytes(file.u8(gif::kFlags));
  while (at < file.size() && (file.u8(at) == gif::kExtension || file.u8(at) == 0)) {
    at = file.u8(at) == 0 ? at + 1 : gif::skip_sub_blocks(file, at + 2);
  }
  if (at < file.size() && file.u8(at) == gif::kImageDescriptor) {
    const auto reach = [&](std::uint64_t begin, std::uint64_t length) {
      return static_cast<std::uint32_t>(file.le16(at + begin) + file.le16(at + length));
    };
    canvas = {std::max(canvas.width, reach(1, 5)), std::max(canvas.height, reach(3, 7))};
  }
  return canvas;
}

}  // namespace

Result<SourceFacts> of_gif(ByteView file) {
  const PixelSize canvas = canvas_of(file);
  Walk walk{.facts = {}, .clear_parts = ClearParts(canvas)};
  walk.facts.format = ImageFormat::gif;
  walk.facts.size = canvas;
  walk.facts.lossless_coding = true;
  walk.facts.palette = true;
  std::uint64_t at = gif::kHeader + gif::colour_table_bytes(file.u8(gif::kFlags));
  while (at < file.size()) {
    const std::uint8_t kind = file.u8(at);
    ++at;
    if (kind == gif::kTrailer) {
      if (walk.codes != GifCodes::whole) {
        return damaged(
            walk.codes == GifCodes::cut
                ? "pixels of the GIF are missing: the data of a frame is cut or damaged"
                : "the data of a GIF frame has no end code: its last pixels would be lost");
      }
      walk.facts.frames = walk.frames;
      walk.facts.channels = walk.facts.alpha ? 4 : 3;
      walk.facts.gif.opaque_clear_parts = walk.clear_parts.come_out_opaque(walk.facts.alpha);
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
