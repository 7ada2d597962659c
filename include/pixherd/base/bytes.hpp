// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace pixherd {

using Bytes = std::vector<std::byte>;

inline void append(Bytes& out, std::span<const std::byte> more) {
  out.insert(out.end(), more.begin(), more.end());
}
inline void append(Bytes& out, std::string_view text) {
  append(out, std::as_bytes(std::span(text)));
}

/// The lowest `count` bytes of `value`, the highest of them first.
inline void append_big(Bytes& out, std::uint64_t value, unsigned count) {
  for (unsigned i = count; i > 0; --i) {
    out.push_back(static_cast<std::byte>(value >> (8 * (i - 1)) & 0xFFU));
  }
}

/// The lowest `count` bytes of `value`, the lowest of them first.
inline void append_little(Bytes& out, std::uint64_t value, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    out.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFFU));
  }
}

/// The same in the place of the bytes from `at` on; what would lie behind the end is left out.
inline void put_number(std::span<std::byte> bytes, std::uint64_t at, std::uint64_t value,
                       unsigned count, bool big_endian) {
  for (unsigned i = 0; i < count && at + i < bytes.size(); ++i) {
    const unsigned shift = 8 * (big_endian ? count - 1 - i : i);
    bytes[at + i] = static_cast<std::byte>(value >> shift & 0xFFU);
  }
}

}  // namespace pixherd
