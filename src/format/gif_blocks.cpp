// SPDX-License-Identifier: Apache-2.0
#include "gif_blocks.hpp"

namespace pixherd::gif {

std::uint32_t colour_table_bits(std::uint8_t flags) {
  return (flags & 0x80U) != 0 ? (flags & 7U) + 1 : 0;
}

std::uint64_t colour_table_bytes(std::uint8_t flags) {
  const std::uint32_t bits = colour_table_bits(flags);
  return bits != 0 ? std::uint64_t{3} << bits : 0;
}

std::uint64_t skip_sub_blocks(ByteView file, std::uint64_t at) {
  while (at < file.size()) {
    const std::uint64_t length = file.u8(at);
    at += 1 + length;
    if (length == 0) {
      break;
    }
  }
  return at;
}

}  // namespace pixherd::gif
