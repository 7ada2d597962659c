// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace pixherd {

/// What tells the bytes of a file from all others: XXH3-128 of them. Good against chance, not
/// against people: nothing is removed for its sake, and overwritten only what has the name and the
/// size of a run's own output, too.
struct ContentHash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  /// False where nobody has looked at the bytes.
  [[nodiscard]] bool known() const { return (low | high) != 0; }
  bool operator==(const ContentHash&) const = default;
};

ContentHash content_hash(std::span<const std::byte> bytes);

/// XXH3-64, for keys and checksums.
std::uint64_t short_hash(std::string_view text);

}  // namespace pixherd

template <>
struct std::hash<pixherd::ContentHash> {
  std::size_t operator()(const pixherd::ContentHash& value) const noexcept { return value.low; }
};
