// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace pixherd {

/// The words for the values of an enumeration that counts from 0, in its order.
template <std::size_t N>
using Names = std::array<std::string_view, N>;

template <class Enum, std::size_t N>
std::optional<Enum> value_named(const Names<N>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  return found == names.end() ? std::nullopt
                              : std::optional(static_cast<Enum>(found - names.begin()));
}

}  // namespace pixherd
