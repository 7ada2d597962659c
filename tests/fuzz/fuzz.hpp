// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "pixherd/base/check.hpp"

/// What libFuzzer calls with bytes of its own making, over and over, in one process.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace pixherd::fuzz {

using Input = std::span<const std::byte>;

inline Input input(const std::uint8_t* data, std::size_t size) {
  return std::as_bytes(std::span(data, size));
}

/// Two inputs from one: its first two bytes say how many of the rest are the first.
inline std::pair<Input, Input> halves(Input both) {
  if (both.size() < 2) {
    return {};
  }
  const std::size_t wanted =
      std::to_integer<std::size_t>(both[0]) | std::to_integer<std::size_t>(both[1]) << 8U;
  const Input rest = both.subspan(2);
  const std::size_t first = std::min(wanted, rest.size());
  return {rest.first(first), rest.subspan(first)};
}

}  // namespace pixherd::fuzz
