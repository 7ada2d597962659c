// SPDX-License-Identifier: Apache-2.0
#include "pixherd/jpeg/jpeg_pixels.hpp"

#include <algorithm>

#include "jpeg_source.hpp"
#include "jpeg_trap.hpp"

namespace pixherd {
namespace {

/// A side of what is decoded. Where the last of it is made of less than a whole pixel of the
/// picture the rest of that is none of it, and may be anything.
struct Side {
  std::uint32_t whole = 0;
  std::uint32_t kept = 0;  ///< the nearest whole number to what the picture takes
};

Side side(std::uint32_t pixels, unsigned shrink) {
  const std::uint32_t whole = pixels / shrink;
  return whole == 0 ? Side{1, 1} : Side{whole, (pixels + shrink / 2) / shrink};
}

class PixelReader {
 public:
  PixelReader(std::span<const std::byte> bytes, JpegScrutiny scrutiny) : source_(bytes, scrutiny) {
    trap_.prepare();
    info_.err = &trap_.base;
  }
  PixelReader(const PixelReader&) = delete;
  PixelReader& operator=(const PixelReader&) = delete;
  ~PixelReader() { jpeg_destroy_decompress(&info_); }

  Result<std::optional<JpegPixels>> read(unsigned shrink) {
    if (!guarded(trap_, [&] {
          jpeg_create_decompress(&info_);
          source_.attach(info_);
          jpeg_read_header(&info_, TRUE);
        })) {
      return trap_.error();
    }
    if (!choose_colours()) {
      return std::optional<JpegPixels>();
    }
    info_.scale_num = DCTSIZE / shrink;
    info_.scale_denom = DCTSIZE;
    if (!guarded(trap_, [&] { jpeg_start_decompress(&info_); })) {
      return trap_.error();
    }
    const Side width = side(info_.image_width, shrink);
    const Side height = side(info_.image_height, shrink);
    JpegPixels pixels{width.kept, height.kept, static_cast<std::uint32_t>(info_.output_components),
                      nullptr};
    // The decoder's rows may be a pixel longer, and one more than those that are kept.
    const std::size_t decoded_row = std::size_t{info_.output_width} * pixels.bands;
    pixels.samples = std::make_unique_for_overwrite<std::byte[]>(
        pixels.row_bytes() * pixels.height + decoded_row);
    const bool whole = guarded(trap_, [&] {
      read_rows(pixels);
      jpeg_finish_decompress(&info_);
    });
    if (!whole) {
      return trap_.error();
    }
    repeat_whole(pixels, width, height);
    return std::optional(std::move(pixels));
  }

 private:
  /// False where the colours are none that libjpeg turns into grey or RGB.
  bool choose_colours() {
    if (info_.data_precision != 8) {
      return false;
    }
    if (info_.jpeg_color_space == JCS_GRAYSCALE) {
      info_.out_color_space = JCS_GRAYSCALE;
      return true;
    }
    info_.out_color_space = JCS_RGB;
    return info_.jpeg_color_space == JCS_YCbCr || info_.jpeg_color_space == JCS_RGB;
  }

  /// Called with the trap armed: nothing here has a destructor. What a row is too long by is
  /// written over by the next.
  void read_rows(JpegPixels& pixels) {
    while (info_.output_scanline < info_.output_height) {
      auto* row = reinterpret_cast<JSAMPROW>(pixels.samples.get() +
                                             info_.output_scanline * pixels.row_bytes());
      jpeg_read_scanlines(&info_, &row, 1);
    }
  }

  static void repeat_whole(JpegPixels& pixels, const Side& width, const Side& height) {
    std::byte* const samples = pixels.samples.get();
    const std::size_t row = pixels.row_bytes();
    for (std::uint32_t y = 0; width.kept > width.whole && y < pixels.height; ++y) {
      std::byte* const last = samples + y * row + std::size_t{width.whole} * pixels.bands;
      std::copy(last - pixels.bands, last, last);
    }
    if (height.kept > height.whole) {
      std::byte* const last = samples + height.whole * row;
      std::copy(last - row, last, last);
    }
  }

  JpegSource source_;
  JpegTrap trap_{};
  jpeg_decompress_struct info_{};
};

}  // namespace

Result<std::optional<JpegPixels>> decode_jpeg(std::span<const std::byte> bytes,
                                              JpegScrutiny scrutiny, unsigned shrink) {
  return PixelReader(bytes, scrutiny).read(shrink);
}

}  // namespace pixherd
