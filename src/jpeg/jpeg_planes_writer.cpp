// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "jpeg_trap.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/base/check.hpp"
#include "pixherd/jpeg/jpeg_planes.hpp"

namespace pixherd {
namespace {

/// libjpeg reads whole blocks: the last column is repeated to their end.
void fill_blocks(Plane& plane) {
  const std::size_t width = (plane.width() + std::size_t{DCTSIZE} - 1) / DCTSIZE * DCTSIZE;
  for (std::uint32_t y = 0; y < plane.height(); ++y) {
    std::uint8_t* row = plane.row(y);
    std::memset(row + plane.width(), row[plane.width() - 1], width - plane.width());
  }
}

class PlanesWriter {
 public:
  PlanesWriter() {
    trap_.prepare();
    info_.err = &trap_.base;
  }
  ~PlanesWriter() {
    jpeg_destroy_compress(&info_);
    std::free(output_);
  }
  PlanesWriter(const PlanesWriter&) = delete;
  PlanesWriter& operator=(const PlanesWriter&) = delete;

  Result<Bytes> write(PlanarPicture& picture, const JpegPlanesEncoding& encoding) {
    if (!guarded(trap_, [&] { write_guarded(picture, encoding); })) {
      return Error{ErrorCode::encode_failed, trap_.error().message};
    }
    const auto* begin = reinterpret_cast<const std::byte*>(output_);
    return Bytes(begin, begin + length_);
  }

 private:
  // What follows is called with the trap armed: nothing there has a destructor.

  void write_guarded(PlanarPicture& picture, const JpegPlanesEncoding& encoding) {
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &output_, &length_);
    set_up(picture, encoding);
    jpeg_start_compress(&info_, TRUE);
    if (!encoding.profile.empty()) {
      jpeg_write_icc_profile(&info_, reinterpret_cast<const JOCTET*>(encoding.profile.data()),
                             static_cast<unsigned>(encoding.profile.size()));
    }
    write_rows(picture);
    jpeg_finish_compress(&info_);
  }

  void set_up(const PlanarPicture& picture, const JpegPlanesEncoding& encoding) {
    const bool grey = picture.components.size() == 1;
    info_.image_width = picture.size.width;
    info_.image_height = picture.size.height;
    info_.input_components = grey ? 1 : 3;
    info_.in_color_space = grey ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, encoding.quality, TRUE);
    info_.optimize_coding = TRUE;
    info_.raw_data_in = TRUE;
    if (encoding.progressive) {
      jpeg_simple_progression(&info_);
    }
    info_.comp_info[0].h_samp_factor = !grey && encoding.halved_chroma ? 2 : 1;
    info_.comp_info[0].v_samp_factor = info_.comp_info[0].h_samp_factor;
  }

  void write_rows(PlanarPicture& picture) {
    std::array<std::array<JSAMPROW, 2 * DCTSIZE>, 3> rows{};
    std::array<JSAMPARRAY, 3> arrays{};
    const auto lines = static_cast<JDIMENSION>(info_.max_v_samp_factor * DCTSIZE);
    for (std::uint32_t turn = 0; info_.next_scanline < info_.image_height; ++turn) {
      for (std::size_t i = 0; i < picture.components.size(); ++i) {
        Plane& plane = picture.components[i].plane;
        const auto count = static_cast<std::uint32_t>(info_.comp_info[i].v_samp_factor * DCTSIZE);
        for (std::uint32_t row = 0; row < count; ++row) {
          rows[i][row] = plane.row(std::min(turn * count + row, plane.height() - 1));
        }
        arrays[i] = rows[i].data();
      }
      jpeg_write_raw_data(&info_, arrays.data(), lines);
    }
  }

  JpegTrap trap_{};
  jpeg_compress_struct info_{};
  unsigned char* output_ = nullptr;
  unsigned long length_ = 0;
};

bool has_shape(const Component& component, const PlaneShape& shape) {
  return component.plane.width() == shape.width && component.plane.height() == shape.height;
}

}  // namespace

PlaneShape luma_shape(PixelSize size) {
  return {size.width, size.height, static_cast<double>(size.width),
          static_cast<double>(size.height)};
}

PlaneShape chroma_shape(PixelSize size, bool halved) {
  if (!halved) {
    return luma_shape(size);
  }
  return {(size.width + 1) / 2, (size.height + 1) / 2, size.width / 2.0, size.height / 2.0};
}

Result<Bytes> encode_planes(PlanarPicture& picture, const JpegPlanesEncoding& encoding) {
  for (std::size_t i = 0; i < picture.components.size(); ++i) {
    PIXHERD_CHECK(has_shape(
        picture.components[i],
        i == 0 ? luma_shape(picture.size) : chroma_shape(picture.size, encoding.halved_chroma)));
    fill_blocks(picture.components[i].plane);
  }
  return PlanesWriter().write(picture, encoding);
}

}  // namespace pixherd
