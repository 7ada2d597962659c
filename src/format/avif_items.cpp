// SPDX-License-Identifier: Apache-2.0
#include "avif_items.hpp"

#include "pixherd/base/bytes.hpp"

namespace pixherd::avif {
namespace {

/// The text at `at`, up to a zero.
std::string_view word_at(ByteView info, std::uint64_t at) {
  const std::string_view rest = info.from(at).text();
  return rest.substr(0, rest.find('\0'));
}

Item item_of(const IsoBox& box) {
  const ByteView& info = box.body;
  const unsigned version = info.u8(0);
  const unsigned number_bytes = version < 3 ? 2 : 4;
  Item item;
  item.number = static_cast<std::uint32_t>(info.big(4, number_bytes));
  item.whole = box.whole;
  if (version < 2) {
    return item;
  }
  const std::uint64_t type_at = 4 + number_bytes + 2;
  item.type = info.text(type_at, 4);
  if (item.type == "mime") {
    const std::uint64_t content_at = type_at + 4 + word_at(info, type_at + 4).size() + 1;
    item.content = word_at(info, content_at);
    item.packing = word_at(info, content_at + item.content.size() + 1);
  }
  return item;
}

}  // namespace

void for_each_association(ByteView ipma, const std::function<void(const Association&)>& visit) {
  const unsigned number_width = ipma.u8(0) < 1 ? 2 : 4;
  const unsigned index_width = (ipma.u8(3) & 1U) != 0 ? 2 : 1;
  std::uint64_t at = 8;
  for (std::uint64_t i = 0; i < ipma.be32(4) && ipma.holds(at, number_width + 1); ++i) {
    const auto item = static_cast<std::uint32_t>(ipma.big(at, number_width));
    const std::uint64_t count = ipma.u8(at + number_width);
    const std::uint64_t length = number_width + 1 + count * index_width;
    const ByteView whole = ipma.part(at, length);
    visit({item, whole, whole.from(number_width + 1), count, index_width});
    at += length;
  }
}

std::uint64_t Association::index(std::uint64_t n) const {
  const std::uint64_t essential = std::uint64_t{1} << (8 * width - 1);
  return indexes.big(n * width, width) & (essential - 1);
}

PlaceWidths widths_of(ByteView iloc) {
  const unsigned version = iloc.u8(0);
  const unsigned first = iloc.u8(4);
  const unsigned second = iloc.u8(5);
  return {.offset = first >> 4U,
          .length = first & 15U,
          .base = second >> 4U,
          .index = version == 0 ? 0 : second & 15U,
          .count = version < 2 ? 2U : 4U};
}

void for_each_extent(ByteView iloc, const std::function<bool(const Extent&)>& visit) {
  const bool has_method = iloc.u8(0) != 0;
  const PlaceWidths widths = widths_of(iloc);
  const std::uint64_t items = iloc.big(6, widths.count);
  std::uint64_t at = 6 + widths.count;
  for (std::uint64_t item = 0; item < items && iloc.holds(at, 6); ++item) {
    Extent extent;
    extent.entry_at = at;
    extent.item = static_cast<std::uint32_t>(iloc.big(at, widths.count));
    at += widths.count;
    extent.method = has_method ? iloc.be16(at) & 15U : 0;
    at += has_method ? 4 : 2;
    extent.base_at = at;
    extent.base = iloc.big(at, widths.base);
    at += widths.base;
    const std::uint64_t extents = iloc.be16(at);
    at += 2;
    const bool has_fields = widths.index + widths.offset + widths.length != 0;
    for (std::uint64_t i = 0; has_fields && i < extents && iloc.holds(at, 1); ++i) {
      extent.offset_at = at + widths.index;
      extent.offset = iloc.big(extent.offset_at, widths.offset);
      extent.length_at = extent.offset_at + widths.offset;
      extent.length = iloc.big(extent.length_at, widths.length);
      at = extent.length_at + widths.length;
      extent.end_at = at;
      if (!visit(extent)) {
        return;
      }
    }
  }
}

Items read_items(ByteView file) {
  Items items;
  bool cut_short = false;
  const auto visit_infos = [&](const IsoBox& box) {
    if (box.type == "infe") {
      items.list.push_back(item_of(box));
    }
  };
  const auto visit_meta = [&](const IsoBox& box) {
    if (box.type == "pitm") {
      items.main = static_cast<std::uint32_t>(box.body.big(4, box.body.u8(0) == 0 ? 2 : 4));
    } else if (box.type == "iinf") {
      items.infos = box;
      for_each_box(box.body.from(box.body.u8(0) == 0 ? 6 : 8), cut_short, visit_infos);
    } else if (box.type == "iloc") {
      items.places = box;
    } else if (box.type == "idat") {
      items.data = box;
    } else if (box.type == "iref") {
      items.references = box;
    } else if (box.type == "iprp") {
      items.properties = box;
    }
  };
  for_each_box(file, cut_short, [&](const IsoBox& box) {
    if (box.type == "meta") {
      items.meta = box;
      for_each_box(box.body.from(4), cut_short, visit_meta);
    }
  });
  return items;
}

std::vector<IsoBox> properties_of(const Items& items, std::uint32_t item) {
  std::vector<IsoBox> all;
  std::vector<IsoBox> found;
  bool cut_short = false;
  for_each_box(items.properties.body, cut_short, [&](const IsoBox& box) {
    if (box.type == "ipco") {
      for_each_box(box.body, cut_short, [&](const IsoBox& property) { all.push_back(property); });
    } else if (box.type == "ipma") {
      for_each_association(box.body, [&](const Association& association) {
        for (std::uint64_t n = 0; association.item == item && n < association.count; ++n) {
          const std::uint64_t index = association.index(n);
          if (index != 0 && index <= all.size()) {
            found.push_back(all[index - 1]);
          }
        }
      });
    }
  });
  return found;
}

bool has_reference(const Items& items, std::string_view type) {
  bool cut_short = false;
  bool found = false;
  for_each_box(items.references.body.from(4), cut_short,
               [&](const IsoBox& box) { found |= box.type == type; });
  return found;
}

Bytes bytes_of(const Items& items, std::uint32_t item, ByteView file) {
  Bytes made;
  bool whole = true;
  for_each_extent(items.places.body, [&](const Extent& extent) {
    if (extent.item != item) {
      return true;
    }
    const ByteView place = extent.method == Extent::kInFile   ? file
                           : extent.method == Extent::kInData ? items.data.body
                                                              : ByteView();
    const ByteView base = place.from(extent.base);
    // An item is no longer than its file: whoever says the same part again and again is not read.
    whole = extent.length != 0 && base.holds(extent.offset, extent.length) &&
            made.size() + extent.length <= file.size();
    if (whole) {
      append(made, base.part(extent.offset, extent.length).bytes());
    }
    return whole;
  });
  return whole ? made : Bytes();
}

}  // namespace pixherd::avif
