// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/avif_xmp.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "avif_items.hpp"
#include "byte_view.hpp"
#include "iso_boxes.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kXmpType = "application/rdf+xml";

/// The boxes within "meta" that lead to an item's bytes.
struct Items {
  std::uint32_t main = 0;
  std::vector<ByteView> infos;  ///< one an item
  ByteView places;
  ByteView data;
  ByteView references;
};

/// Behind an item info's version and flags its number stands, of two or four bytes.
unsigned number_bytes(ByteView info) { return info.u8(0) < 3 ? 2 : 4; }

std::uint32_t number_of(ByteView info) {
  return static_cast<std::uint32_t>(info.big(4, number_bytes(info)));
}

/// The text at `at`, up to a zero.
std::string_view word_at(ByteView info, std::uint64_t at) {
  const std::string_view rest = info.from(at).text();
  return rest.substr(0, rest.find('\0'));
}

/// What an item info says of an item of bytes: its type and how they are packed.
struct Content {
  std::string_view type;
  std::string_view packing;
};

Content content_of(ByteView info) {
  const std::uint64_t at = 4 + number_bytes(info) + 2;
  if (info.u8(0) < 2 || !info.has(at, "mime")) {
    return {};
  }
  const std::uint64_t type_at = at + 4 + word_at(info, at + 4).size() + 1;
  const std::string_view type = word_at(info, type_at);
  return {type, word_at(info, type_at + type.size() + 1)};
}

Items read_items(ByteView file) {
  Items items;
  bool cut_short = false;
  const auto visit_infos = [&](const IsoBox& box) {
    if (box.type == "infe") {
      items.infos.push_back(box.body);
    }
  };
  const auto visit_meta = [&](const IsoBox& box) {
    if (box.type == "pitm") {
      items.main = static_cast<std::uint32_t>(box.body.big(4, box.body.u8(0) == 0 ? 2 : 4));
    } else if (box.type == "iinf") {
      for_each_box(box.body.from(box.body.u8(0) == 0 ? 6 : 8), cut_short, visit_infos);
    } else if (box.type == "iloc") {
      items.places = box.body;
    } else if (box.type == "idat") {
      items.data = box.body;
    } else if (box.type == "iref") {
      items.references = box.body;
    }
  };
  for_each_box(file, cut_short, [&](const IsoBox& box) {
    if (box.type == "meta") {
      for_each_box(box.body.from(4), cut_short, visit_meta);
    }
  });
  return items;
}

/// The items that are said to describe the main picture.
std::set<std::uint64_t> described_by(const Items& items) {
  const unsigned bytes = items.references.u8(0) == 0 ? 2 : 4;
  std::set<std::uint64_t> describing;
  bool cut_short = false;
  for_each_box(items.references.from(4), cut_short, [&](const IsoBox& box) {
    const std::uint64_t count = box.type == "cdsc" ? box.body.be16(bytes) : 0;
    for (std::uint64_t i = 0; i < count && box.body.holds(bytes + 2 + i * bytes, bytes); ++i) {
      if (box.body.big(bytes + 2 + i * bytes, bytes) == items.main) {
        describing.insert(box.body.big(0, bytes));
      }
    }
  });
  return describing;
}

/// Empty where a part of the item is not where it should be.
std::vector<std::byte> bytes_of(const Items& items, std::uint32_t item, ByteView file) {
  std::vector<std::byte> made;
  bool whole = true;
  avif::for_each_extent(items.places, [&](const avif::Extent& extent) {
    if (extent.item != item) {
      return true;
    }
    const ByteView place = extent.method == avif::Extent::kInFile   ? file
                           : extent.method == avif::Extent::kInData ? items.data
                                                                    : ByteView();
    const ByteView base = place.from(extent.base);
    // An item is no longer than its file: whoever says the same part again and again is not read.
    whole = extent.length != 0 && base.holds(extent.offset, extent.length) &&
            made.size() + extent.length <= file.size();
    if (whole) {
      const auto part = base.part(extent.offset, extent.length).bytes();
      made.insert(made.end(), part.begin(), part.end());
    }
    return whole;
  });
  return whole ? made : std::vector<std::byte>();
}

}  // namespace

AvifXmp xmp_of_avif(std::span<const std::byte> avif) {
  const ByteView file(avif);
  const Items items = read_items(file);
  const auto is_xmp = [](ByteView info) { return content_of(info).type == kXmpType; };
  const auto first = std::find_if(items.infos.begin(), items.infos.end(), is_xmp);
  if (first == items.infos.end()) {
    return {};
  }
  const std::set<std::uint64_t> of_main = described_by(items);
  const auto main = std::find_if(first, items.infos.end(), [&](ByteView info) {
    return is_xmp(info) && of_main.contains(number_of(info));
  });
  const ByteView info = main == items.infos.end() ? *first : *main;
  AvifXmp xmp{.there = true};
  if (content_of(info).packing.empty()) {
    xmp.packet = bytes_of(items, number_of(info), file);
  }
  return xmp;
}

}  // namespace pixherd
