// SPDX-License-Identifier: Apache-2.0
#include "deflate.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <limits>

#include "pixherd/png/png_file.hpp"

namespace pixherd {

void Deflater::Free::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}

Deflater::Deflater(int level) : compressor_(libdeflate_alloc_compressor(level)) {}

std::optional<std::size_t> Deflater::fill_room(std::span<const std::uint8_t> bytes,
                                               std::size_t limit) {
  if (!compressor_) {
    return std::nullopt;
  }
  const std::size_t bound = libdeflate_zlib_compress_bound(compressor_.get(), bytes.size());
  room_.resize(std::min(bound, limit));
  const std::size_t length = libdeflate_zlib_compress(compressor_.get(), bytes.data(), bytes.size(),
                                                      room_.data(), room_.size());
  return length != 0 ? std::optional(length) : std::nullopt;
}

std::optional<std::span<const std::byte>> Deflater::compress(std::span<const std::uint8_t> bytes,
                                                             std::size_t limit) {
  const std::optional<std::size_t> length = fill_room(bytes, limit);
  return length ? std::optional(std::span<const std::byte>(room_).first(*length)) : std::nullopt;
}

std::optional<std::size_t> Deflater::measure(std::span<const std::uint8_t> bytes) {
  return fill_room(bytes, std::numeric_limits<std::size_t>::max());
}

std::uint32_t png_crc32(std::span<const std::byte> bytes) {
  return libdeflate_crc32(0, bytes.data(), bytes.size());
}

}  // namespace pixherd
