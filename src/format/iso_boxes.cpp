// SPDX-License-Identifier: Apache-2.0
#include "iso_boxes.hpp"

namespace pixherd {

std::uint64_t for_each_box(ByteView parent, bool& cut_short,
                           const std::function<void(const IsoBox&)>& visit) {
  std::uint64_t at = 0;
  while (parent.holds(at, 8)) {
    std::uint64_t header = 8;
    std::uint64_t size = parent.be32(at);
    if (size == 1) {
      header = 16;
      size = parent.big(at + 8, 8);
    } else if (size == 0) {
      size = parent.size() - at;
    }
    if (size < header || !parent.holds(at, size)) {
      cut_short = true;
      return at;
    }
    visit({parent.text(at + 4, 4), parent.part(at + header, size - header), parent.part(at, size)});
    at += size;
  }
  return at;
}

}  // namespace pixherd
