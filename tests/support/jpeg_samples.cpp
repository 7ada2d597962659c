// SPDX-License-Identifier: Apache-2.0
#include "support/jpeg_samples.hpp"

#include <cstdio>
#include <cstdlib>

#include "pixherd/base/check.hpp"

extern "C" {
#include <jpeglib.h>
}

namespace pixherd::sample {

Bytes jpeg_of(const Pixels& pixels, const JpegKind& kind) {
  PIXHERD_CHECK(pixels.bits == 8 && (pixels.bands == 1 || pixels.bands == 3));
  jpeg_error_mgr errors{};
  jpeg_compress_struct info{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* out = nullptr;
  unsigned long length = 0;
  jpeg_mem_dest(&info, &out, &length);
  info.image_width = pixels.width;
  info.image_height = pixels.height;
  info.input_components = static_cast<int>(pixels.bands);
  info.in_color_space = pixels.bands == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  if (kind.rgb) {
    jpeg_set_colorspace(&info, JCS_RGB);
  } else {
    info.comp_info[0].h_samp_factor = kind.horizontal;
    info.comp_info[0].v_samp_factor = kind.vertical;
    for (int i = 1; i < info.num_components; ++i) {
      info.comp_info[i].h_samp_factor = kind.chroma_horizontal;
      info.comp_info[i].v_samp_factor = kind.chroma_vertical;
    }
  }
  jpeg_set_quality(&info, kind.quality, TRUE);
  info.arith_code = kind.arithmetic ? TRUE : FALSE;
  if (kind.progressive) {
    jpeg_simple_progression(&info);
  }
  jpeg_start_compress(&info, TRUE);
  const std::size_t stride = std::size_t{pixels.width} * pixels.bands;
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(
        reinterpret_cast<const JSAMPLE*>(pixels.data.data() + info.next_scanline * stride));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const auto* begin = reinterpret_cast<const std::byte*>(out);
  Bytes bytes(begin, begin + length);
  std::free(out);
  return bytes;
}

Pixels red_and_blue(std::uint32_t width, std::uint32_t height, std::uint32_t edge) {
  Pixels pixels{.width = width, .height = height};
  for (std::uint32_t i = 0; i < width * height; ++i) {
    const bool left = i % width < edge;
    for (const int value : {left ? 255 : 0, 0, left ? 0 : 255}) {
      pixels.data.push_back(static_cast<std::byte>(value));
    }
  }
  return pixels;
}

std::string exif_with_orientation(std::uint32_t orientation) {
  std::string exif("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 24);
  return exif + std::string({static_cast<char>(orientation), 0, 0, 0, 0, 0, 0, 0});
}

}  // namespace pixherd::sample
