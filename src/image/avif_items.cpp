// SPDX-License-Identifier: Apache-2.0
#include "avif_items.hpp"

namespace pixherd::avif {

void for_each_extent(ByteView iloc, const std::function<bool(const Extent&)>& visit) {
  const unsigned version = iloc.u8(0);
  const unsigned offset_bytes = iloc.u8(4) >> 4U;
  const unsigned length_bytes = iloc.u8(4) & 15U;
  const unsigned base_bytes = iloc.u8(5) >> 4U;
  const unsigned index_bytes = version == 0 ? 0 : iloc.u8(5) & 15U;
  const unsigned count_bytes = version < 2 ? 2 : 4;
  const std::uint64_t items = iloc.big(6, count_bytes);
  std::uint64_t at = 6 + count_bytes;
  for (std::uint64_t item = 0; item < items && iloc.holds(at, 6); ++item) {
    Extent extent;
    extent.item = static_cast<std::uint32_t>(iloc.big(at, count_bytes));
    at += count_bytes;
    extent.method = version == 0 ? 0 : iloc.be16(at) & 15U;
    at += version == 0 ? 2 : 4;
    extent.base = iloc.big(at, base_bytes);
    at += base_bytes;
    const std::uint64_t extents = iloc.be16(at);
    at += 2;
    const bool has_fields = index_bytes + offset_bytes + length_bytes != 0;
    for (std::uint64_t i = 0; has_fields && i < extents && iloc.holds(at, 1); ++i) {
      at += index_bytes;
      extent.offset = iloc.big(at, offset_bytes);
      at += offset_bytes;
      extent.length = iloc.big(at, length_bytes);
      at += length_bytes;
      if (!visit(extent)) {
        return;
      }
    }
  }
}

}  // namespace pixherd::avif
