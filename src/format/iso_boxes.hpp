// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "pixherd/format/byte_view.hpp"

namespace pixherd {

/// A box of the ISO base media format, as AVIF and MP4 have them: its four letters and what it
/// holds.
struct IsoBox {
  std::string_view type;
  ByteView body;
  ByteView whole;  ///< with its header
};

/// Calls `visit` for each box in `parent`; returns the offset behind the last complete one.
/// `cut_short` becomes true where a box is longer than its parent.
std::uint64_t for_each_box(ByteView parent, bool& cut_short,
                           const std::function<void(const IsoBox&)>& visit);

}  // namespace pixherd
