// SPDX-License-Identifier: Apache-2.0
#include "jpeg_source.hpp"

#include <algorithm>

extern "C" {
#include <jerror.h>
}

namespace pixherd {
namespace {

/// The fast path wants 512 bytes for each block of an MCU.
constexpr std::size_t kPiece = 256;

void nothing(j_decompress_ptr) {}

}  // namespace

void JpegSource::attach(jpeg_decompress_struct& info) {
  if (scrutiny_ == JpegScrutiny::usual) {
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    return;
  }
  pieces_.rest = bytes_;
  pieces_.base.init_source = nothing;
  pieces_.base.fill_input_buffer = next_piece;
  pieces_.base.skip_input_data = skip;
  pieces_.base.resync_to_restart = jpeg_resync_to_restart;
  pieces_.base.term_source = nothing;
  info.src = &pieces_.base;
}

boolean JpegSource::next_piece(j_decompress_ptr info) {
  auto& pieces = *reinterpret_cast<Pieces*>(info->src);
  if (pieces.rest.empty()) {
    WARNMS(info, JWRN_JPEG_EOF);  // jumps out, as every warning does
    return FALSE;
  }
  const std::size_t length = std::min(kPiece, pieces.rest.size());
  pieces.base.next_input_byte = reinterpret_cast<const JOCTET*>(pieces.rest.data());
  pieces.base.bytes_in_buffer = length;
  pieces.rest = pieces.rest.subspan(length);
  return TRUE;
}

void JpegSource::skip(j_decompress_ptr info, long count) {
  jpeg_source_mgr& source = *info->src;
  auto left = static_cast<std::size_t>(std::max(count, 0L));
  while (left > source.bytes_in_buffer) {
    left -= source.bytes_in_buffer;
    next_piece(info);
  }
  source.next_input_byte += left;
  source.bytes_in_buffer -= left;
}

}  // namespace pixherd
