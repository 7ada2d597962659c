// SPDX-License-Identifier: Apache-2.0
#include "gif_blocks.hpp"

#include <string_view>

#include "pixherd/base/bytes.hpp"

namespace pixherd::gif {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kXmpBeginning = "!\xFF\x0BXMP DataXMP"sv;

Bytes xmp_trailer() {
  Bytes trailer{std::byte{1}};
  for (int value = 0xFF; value >= 0; --value) {
    trailer.push_back(static_cast<std::byte>(value));
  }
  trailer.push_back(std::byte{0});
  return trailer;
}

}  // namespace

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

Bytes bytes_in_sub_blocks(ByteView file, std::uint64_t at) {
  Bytes bytes;
  for (std::uint64_t length = file.u8(at); length != 0; length = file.u8(at)) {
    append(bytes, file.part(at + 1, length));
    at += 1 + length;
  }
  return bytes;
}

bool is_xmp(ByteView extension) { return extension.has(0, kXmpBeginning); }

ByteView xmp_packet(ByteView extension) {
  if (!is_xmp(extension)) {
    return {};
  }
  const Bytes trailer = xmp_trailer();
  const std::uint64_t around = kXmpBeginning.size() + trailer.size();
  if (extension.size() < around) {
    return {};
  }
  const std::uint64_t length = extension.size() - around;
  const bool ends = extension.has(kXmpBeginning.size() + length, ByteView(trailer).text());
  return ends ? extension.part(kXmpBeginning.size(), length) : ByteView();
}

Bytes xmp_extension(ByteView packet) {
  Bytes made;
  if (packet.size() != 0 && packet.find(0, 0) == packet.size()) {
    append(made, kXmpBeginning);
    append(made, packet);
    append(made, xmp_trailer());
  }
  return made;
}

}  // namespace pixherd::gif
