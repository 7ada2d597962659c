// SPDX-License-Identifier: Apache-2.0
#include "pixherd/jpeg/jpeg_pixels.hpp"

#include "jpeg_source.hpp"
#include "jpeg_trap.hpp"

namespace pixherd {
namespace {

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
    JpegPixels pixels{info_.output_width, info_.output_height,
                      static_cast<std::uint32_t>(info_.output_components), nullptr};
    pixels.samples =
        std::make_unique_for_overwrite<std::byte[]>(pixels.row_bytes() * pixels.height);
    const bool whole = guarded(trap_, [&] {
      read_rows(pixels);
      jpeg_finish_decompress(&info_);
    });
    return whole ? Result<std::optional<JpegPixels>>(std::move(pixels)) : trap_.error();
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

  /// Called with the trap armed: nothing here has a destructor.
  void read_rows(JpegPixels& pixels) {
    while (info_.output_scanline < info_.output_height) {
      auto* row = reinterpret_cast<JSAMPROW>(pixels.samples.get() +
                                             info_.output_scanline * pixels.row_bytes());
      jpeg_read_scanlines(&info_, &row, 1);
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
