// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "support/sample_images.hpp"

namespace pixherd::sample {

inline void put(Bytes& out, std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Least significant byte first.
inline void put(Bytes& out, std::uint32_t value, unsigned count = 1) {
  for (unsigned i = 0; i < count; ++i) {
    out.push_back(static_cast<std::byte>(value >> (8 * i)));
  }
}

/// An entry of a little-endian TIFF directory.
inline void put_tiff_entry(Bytes& out, std::uint32_t tag, std::uint32_t type, std::uint32_t count,
                           std::uint32_t value) {
  put(out, tag, 2);
  put(out, type, 2);
  put(out, count, 4);
  put(out, value, 4);
}

/// Most significant byte first.
inline void put_big(Bytes& out, std::uint64_t value, unsigned count) {
  for (unsigned i = count; i > 0; --i) {
    out.push_back(static_cast<std::byte>(value >> (8 * (i - 1))));
  }
}

}  // namespace pixherd::sample
