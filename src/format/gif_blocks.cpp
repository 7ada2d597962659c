// SPDX-License-Identifier: Apache-2.0
#include "gif_blocks.hpp"

namespace pixherd::gif {

std::uint64_t colour_table_bytes(std::uint8_t flags) {
  return (flags & 0x80U) != 0 ? std::uint64_t{3} << ((flags & 7U) + 1U) : 0;
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
