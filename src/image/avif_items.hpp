// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "byte_view.hpp"

namespace pixherd::avif {

/// A piece of an item: where it stands in what `method` names.
struct Extent {
  static constexpr unsigned kInFile = 0;
  static constexpr unsigned kInData = 1;  ///< in the "idat" box
  std::uint32_t item = 0;
  unsigned method = kInFile;
  std::uint64_t base = 0;
  std::uint64_t offset = 0;  ///< from `base` on
  std::uint64_t length = 0;
};

/// Calls `visit` for each extent that an item location box lists, until it returns false.
void for_each_extent(ByteView iloc, const std::function<bool(const Extent&)>& visit);

}  // namespace pixherd::avif
