// SPDX-License-Identifier: Apache-2.0
#include "jpeg_companions.hpp"

#include <string_view>

#include "byte_view.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::uint8_t kApplication2 = 0xE2;
constexpr std::uint8_t kStartOfScan = 0xDA;

bool marks_companion(std::uint8_t marker, ByteView body) {
  return marker == kApplication2 &&
         (body.has(0, "MPF\0"sv) || body.has(0, "urn:iso:std:iso:ts:21496:-1"));
}

bool stands_alone(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

}  // namespace

Bytes without_companion_marks(const Bytes& jpeg) {
  const ByteView file(jpeg);
  Bytes out;
  out.reserve(jpeg.size());
  const auto put = [&](std::uint64_t from, std::uint64_t to) {
    const auto part = file.part(from, to - from).bytes();
    out.insert(out.end(), part.begin(), part.end());
  };
  std::uint64_t at = 2;
  put(0, at);
  while (file.holds(at, 4) && file.u8(at) == 0xFF && file.u8(at + 1) != kStartOfScan) {
    const std::uint8_t marker = file.u8(at + 1);
    if (marker == 0xFF) {
      ++at;  // padding, which means nothing
      continue;
    }
    if (stands_alone(marker)) {
      put(at, at + 2);
      at += 2;
      continue;
    }
    const std::uint64_t end = at + 2 + file.be16(at + 2);
    if (!marks_companion(marker, file.part(at + 4, end - at - 4))) {
      put(at, end);
    }
    at = end;
  }
  put(at, file.size());
  return out;
}

}  // namespace pixherd
