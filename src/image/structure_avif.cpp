// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "structure.hpp"

namespace pixherd::structure {
namespace {

/// A box of the ISO base media format: its four letters and what it holds.
struct Box {
  std::string_view type;
  ByteView body;
};

/// Calls `visit` for each box in `parent`; returns the offset behind the last complete one.
/// `cut_short` becomes true where a box is longer than its parent.
std::uint64_t for_each_box(ByteView parent, bool& cut_short,
                           const std::function<void(const Box&)>& visit) {
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
    visit({parent.text(at + 4, 4), parent.part(at + header, size - header)});
    at += size;
  }
  return at;
}

/// True where every extent that the item location box gives lies within the file.
bool extents_are_there(ByteView iloc, ByteView file) {
  const unsigned version = iloc.u8(0);
  const unsigned offset_bytes = iloc.u8(4) >> 4U;
  const unsigned length_bytes = iloc.u8(4) & 15U;
  const unsigned base_bytes = iloc.u8(5) >> 4U;
  const unsigned index_bytes = version == 0 ? 0 : iloc.u8(5) & 15U;
  const unsigned count_bytes = version < 2 ? 2 : 4;
  const std::uint64_t items = iloc.big(6, count_bytes);
  std::uint64_t at = 6 + count_bytes;
  for (std::uint64_t item = 0; item < items && iloc.holds(at, 6); ++item) {
    at += count_bytes;
    const unsigned method = version == 0 ? 0 : iloc.be16(at) & 15U;
    at += version == 0 ? 2 : 4;
    const std::uint64_t base = iloc.big(at, base_bytes);
    at += base_bytes;
    const std::uint64_t extents = iloc.be16(at);
    at += 2;
    const bool has_fields = index_bytes + offset_bytes + length_bytes != 0;
    for (std::uint64_t i = 0; has_fields && i < extents && iloc.holds(at, 1); ++i) {
      at += index_bytes;
      const std::uint64_t offset = iloc.big(at, offset_bytes);
      at += offset_bytes;
      const std::uint64_t length = iloc.big(at, length_bytes);
      at += length_bytes;
      if (method == 0 && (!file.holds(base, offset) || !file.holds(base + offset, length))) {
        return false;
      }
    }
  }
  return true;
}

void note_colour(SourceFacts& facts, ByteView colr) {
  if (!colr.has(0, "nclx")) {
    return;
  }
  const std::uint32_t primaries = colr.be16(4);
  const std::uint32_t transfer = colr.be16(6);
  facts.uncarried_colour |= (primaries != 1 && primaries != 2) || transfer == 16 || transfer == 18;
}

void note_property(SourceFacts& facts, const Box& property) {
  const ByteView& body = property.body;
  if (property.type == "ispe") {
    const PixelSize size{body.be32(4), body.be32(8)};
    facts.size = {std::max(facts.size.width, size.width), std::max(facts.size.height, size.height)};
  } else if (property.type == "av1C") {
    const unsigned flags = body.u8(2);
    facts.bits = (flags & 0x40U) == 0 ? 8 : (flags & 0x20U) == 0 ? 10 : 12;
  } else if (property.type == "auxC") {
    facts.alpha |= body.text().find("auxiliary:alpha") != std::string_view::npos;
  } else if (property.type == "colr") {
    note_colour(facts, body);
  }
}

}  // namespace

Result<SourceFacts> of_avif(ByteView file) {
  SourceFacts facts;
  facts.format = ImageFormat::avif;
  facts.whole_frame_decode = true;
  bool cut_short = false;
  bool has_items = false;
  bool extents_whole = true;
  const auto visit_properties = [&](const Box& box) {
    if (box.type == "ipco") {
      for_each_box(box.body, cut_short,
                   [&](const Box& property) { note_property(facts, property); });
    }
  };
  const auto visit_meta = [&](const Box& box) {
    if (box.type == "iloc") {
      has_items = true;
      extents_whole = extents_are_there(box.body, file);
    } else if (box.type == "iprp") {
      for_each_box(box.body, cut_short, visit_properties);
    } else if (box.type == "iinf") {
      const std::string_view items = box.body.text();
      facts.gain_map |= items.find("tmap") != std::string_view::npos;
      facts.metadata |= items.find("Exif") != std::string_view::npos ||
                        items.find("mime") != std::string_view::npos;
    }
  };
  bool odd_end = false;
  const std::uint64_t end = for_each_box(file, odd_end, [&](const Box& box) {
    if (box.type == "ftyp") {
      facts.image_sequence |= box.body.text().find("avis") != std::string_view::npos;
    } else if (box.type == "moov") {
      facts.image_sequence = true;
    } else if (box.type == "meta") {
      for_each_box(box.body.from(4), cut_short, visit_meta);
    }
  });
  if (cut_short || !has_items || !extents_whole) {
    return damaged("the AVIF is cut short");
  }
  // A last box that is cut short holds none of the picture: it is data behind the image's end.
  facts.channels = facts.alpha ? 4 : 3;
  facts.trailing_bytes = trailing_bytes(file, end);
  return facts;
}

}  // namespace pixherd::structure
