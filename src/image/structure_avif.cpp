// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "av1_quantiser.hpp"
#include "avif_items.hpp"
#include "iso_boxes.hpp"
#include "pixherd/image/avif_xmp.hpp"
#include "structure.hpp"

namespace pixherd::structure {
namespace {

/// True where every extent that the item location box gives lies within the file.
bool extents_are_there(ByteView iloc, ByteView file) {
  bool there = true;
  avif::for_each_extent(iloc, [&](const avif::Extent& extent) {
    there = extent.method != avif::Extent::kInFile ||
            (file.holds(extent.base, extent.offset) &&
             file.holds(extent.base + extent.offset, extent.length));
    return there;
  });
  return there;
}

/// The first piece of the main item's data; empty where it does not stand in the file by itself.
ByteView beginning_of_picture(const avif::Items& items, ByteView file) {
  ByteView beginning;
  avif::for_each_extent(items.places.body, [&](const avif::Extent& extent) {
    if (extent.item != items.main) {
      return true;
    }
    if (extent.method == avif::Extent::kInFile) {
      beginning = file.part(extent.base + extent.offset, extent.length);
    }
    return false;
  });
  return beginning;
}

void note_colour(SourceFacts& facts, ByteView colr) {
  if (!colr.has(0, "nclx")) {
    return;
  }
  const std::uint32_t primaries = colr.be16(4);
  const std::uint32_t transfer = colr.be16(6);
  facts.uncarried_colour |= (primaries != 1 && primaries != 2) || transfer == 16 || transfer == 18;
}

void note_property(SourceFacts& facts, const IsoBox& property) {
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
  const auto visit_properties = [&](const IsoBox& box) {
    if (box.type == "ipco") {
      for_each_box(box.body, cut_short,
                   [&](const IsoBox& property) { note_property(facts, property); });
    }
  };
  const auto visit_meta = [&](const IsoBox& box) {
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
  const std::uint64_t end = for_each_box(file, odd_end, [&](const IsoBox& box) {
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
  const AvifXmp xmp = xmp_of_avif(file.bytes());
  facts.unread_xmp = xmp.there && xmp.packet.empty();
  facts.quantiser = av1_quantiser(beginning_of_picture(avif::read_items(file), file));
  facts.channels = facts.alpha ? 4 : 3;
  facts.trailing_bytes = trailing_bytes(file, end);
  return facts;
}

}  // namespace pixherd::structure
