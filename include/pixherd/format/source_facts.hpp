// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/task_settings.hpp"

namespace pixherd {

/// How the dots of a picture lie, as JFIF tells it.
struct PixelShape {
  std::uint8_t unit = 0;  ///< 0: none, and the dots tell the proportions alone; 1: inch; 2: cm
  std::uint16_t across = 0;
  std::uint16_t down = 0;
  [[nodiscard]] bool square() const { return across == down; }
};

struct JpegFacts {
  std::uint32_t scans = 0;          ///< how often the decoder goes over the picture
  std::string_view odd_coding;      ///< "arithmetic coding" and the like; else empty
  PixelShape pixel_shape;           ///< told where its pixels are not square
  bool multi_picture = false;       ///< MPF: further pictures behind the first
  bool incomplete_profile = false;  ///< parts of the colour profile are missing
  bool comments = false;            ///< no other format is given those
};

struct TiffFacts {
  bool unlike_pages = false;         ///< of different size, kind or profile
  bool pages_of_unlike_use = false;  ///< one is a preview or a mask, or has another resolution
  bool pages_of_unlike_metadata = false;
  bool pictures_below = false;     ///< in directories that its pages lead to
  bool lab = false;                ///< in CIELAB
  bool unexplained_extra = false;  ///< a further channel that is not said to be alpha
  std::string unwritable;          ///< what no new file would have just so, in words; else empty
};

struct GifFacts {
  bool opaque_clear_parts = false;  ///< what no frame covers is decoded to an opaque colour
  std::uint32_t palette_bits = 0;   ///< its largest colour table has 2 to this power; else 0
};

struct AvifFacts {
  std::uint32_t quantiser = 0;  ///< AV1's, from 1, the finest, to 255; 0: not known
  bool image_sequence = false;  ///< a track of frames
};

struct MetadataFacts {
  bool any = false;             ///< has EXIF, XMP, IPTC, text or comments
  bool profile = false;         ///< for its colours
  bool uncarried = false;       ///< parts that none of our encoders writes again
  std::string uncarried_parts;  ///< what these are, the first of them, in words
  bool unread_exif = false;     ///< JPEG, WebP: has more than one EXIF
  bool unread_xmp = false;      ///< has XMP that is not read: packed, or not the first
};

/// What a file's structure tells without decoding a pixel: enough to refuse a bomb, to estimate
/// memory, and to know what a new encoding would lose.
struct SourceFacts {
  ImageFormat format = ImageFormat::jpeg;
  PixelSize size;  ///< of one frame as stored, before any EXIF orientation
  /// Decoded beyond such frames: what an AVIF cuts away, and what pages of a TIFF are larger.
  std::uint64_t further_pixels = 0;
  std::uint32_t frames = 1;       ///< frames of an animation, pages of a TIFF
  std::uint32_t bits = 8;         ///< per sample, as stored
  std::uint32_t channels = 3;     ///< samples a pixel once decoded, alpha included
  std::uint32_t orientation = 1;  ///< EXIF, 1 to 8
  /// JPEG, also in a TIFF, and lossy WebP: about, 1 to 100; 0: not known.
  std::uint32_t quality = 0;
  std::uint64_t trailing_bytes = 0;  ///< behind the image's end, mere zero padding not counted
  bool alpha = false;
  bool palette = false;
  bool cmyk = false;
  bool gain_map = false;  ///< JPEG, AVIF
  bool animated_png = false;
  bool lossless_coding = false;     ///< the source can be encoded again without losing anything
  bool whole_frame_decode = false;  ///< progressive or interlaced: no decoding strip by strip
  bool uncarried_colour = false;    ///< a colour space told by other means than an ICC profile
  /// TIFF, AVIF: of a kind that is not decoded right, in words; else empty.
  std::string unread_samples;
  std::vector<std::uint32_t> delays_ms;  ///< one per frame where the file is an animation
  std::uint32_t loop_count = 1;          ///< how often an animation is played, 0: for ever
  MetadataFacts metadata;
  JpegFacts jpeg;
  TiffFacts tiff;
  GifFacts gif;
  AvifFacts avif;

  /// Of all frames, with those that are hidden; the largest number there is where that is too small
  /// for what is claimed.
  [[nodiscard]] std::uint64_t pixels() const;
};

/// Walks the whole structure of `bytes`: markers, chunks, blocks, boxes or directories, to the
/// image's end. ErrorCode::damaged where it is cut short or contradicts itself. Pure; defined on
/// any bytes, never reads beyond them, and its time is linear in their number.
Result<SourceFacts> read_source_facts(std::span<const std::byte> bytes, ImageFormat format);

}  // namespace pixherd
