// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/crc32.hpp"

#include <array>

namespace pixherd {
namespace {

constexpr std::size_t kAtOnce = 8;
using Table = std::array<std::array<std::uint32_t, 256>, kAtOnce>;

/// Row 0 advances by a byte; row n by that byte and n zeros behind it.
constexpr Table make_table() {
  Table table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xEDB88320U : crc >> 1U;
    }
    table[0][i] = crc;
  }
  for (std::size_t row = 1; row < kAtOnce; ++row) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t before = table[row - 1][i];
      table[row][i] = before >> 8U ^ table[0][before & 0xFFU];
    }
  }
  return table;
}

constexpr Table kTable = make_table();

std::uint32_t byte_at(std::span<const std::byte> bytes, std::size_t at) {
  return std::to_integer<std::uint32_t>(bytes[at]);
}

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (; bytes.size() >= kAtOnce; bytes = bytes.subspan(kAtOnce)) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      const std::uint32_t held = i < sizeof crc ? crc >> (8 * i) & 0xFFU : 0;
      next ^= kTable[kAtOnce - 1 - i][held ^ byte_at(bytes, i)];
    }
    crc = next;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    crc = crc >> 8U ^ kTable[0][(crc ^ byte_at(bytes, i)) & 0xFFU];
  }
  return ~crc;
}

}  // namespace pixherd
