// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/avif_xmp.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "avif_items.hpp"
#include "iso_boxes.hpp"
#include "pixherd/format/byte_view.hpp"

namespace pixherd {
namespace {

/// The items that are said to describe the main picture.
std::set<std::uint64_t> described_by(const avif::Items& items) {
  const unsigned bytes = items.references.body.u8(0) == 0 ? 2 : 4;
  std::set<std::uint64_t> describing;
  bool cut_short = false;
  for_each_box(items.references.body.from(4), cut_short, [&](const IsoBox& box) {
    const std::uint64_t count = box.type == "cdsc" ? box.body.be16(bytes) : 0;
    for (std::uint64_t i = 0; i < count && box.body.holds(bytes + 2 + i * bytes, bytes); ++i) {
      if (box.body.big(bytes + 2 + i * bytes, bytes) == items.main) {
        describing.insert(box.body.big(0, bytes));
      }
    }
  });
  return describing;
}

}  // namespace

AvifXmp xmp_of_avif(std::span<const std::byte> avif) {
  const ByteView file(avif);
  const avif::Items items = avif::read_items(file);
  const auto is_xmp = [](const avif::Item& item) { return item.is_xmp(); };
  const auto first = std::find_if(items.list.begin(), items.list.end(), is_xmp);
  if (first == items.list.end()) {
    return {};
  }
  const std::set<std::uint64_t> of_main = described_by(items);
  const auto main = std::find_if(first, items.list.end(), [&](const avif::Item& item) {
    return item.is_xmp() && of_main.contains(item.number);
  });
  const avif::Item& found = main == items.list.end() ? *first : *main;
  AvifXmp xmp{.there = true};
  if (found.packing.empty()) {
    xmp.packet = avif::bytes_of(items, found.number, file);
  }
  return xmp;
}

}  // namespace pixherd
