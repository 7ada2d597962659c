// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "av1_coding.hpp"
#include "avif_items.hpp"
#include "iso_boxes.hpp"
#include "pixherd/format/avif_xmp.hpp"
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

/// What is left of a picture by a clean aperture: width and height, each a fraction.
PixelSize cut_to(ByteView clap, PixelSize whole) {
  const auto side = [&](std::uint64_t at, std::uint32_t most) {
    const std::uint64_t below = clap.be32(at + 4);
    const std::uint64_t rounded = below == 0 ? most : (clap.be32(at) + below / 2) / below;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(rounded, most));
  };
  return {side(0, whole.width), side(8, whole.height)};
}

/// As decoders hand the main picture out: cut and turned; `coded` where nothing tells its size.
PixelSize shown_size(const avif::Items& items, PixelSize coded) {
  PixelSize size = coded;
  for (const IsoBox& property : avif::properties_of(items, items.main)) {
    if (property.type == "ispe") {
      size = {property.body.be32(4), property.body.be32(8)};
    } else if (property.type == "clap") {
      size = cut_to(property.body, size);
    } else if (property.type == "irot" && (property.body.u8(0) & 1U) != 0) {
      size = {size.height, size.width};
    }
  }
  return size;
}

/// The first piece of an item's data; empty where it does not stand in the file by itself.
ByteView beginning_of(std::uint32_t item, const avif::Items& items, ByteView file) {
  ByteView beginning;
  avif::for_each_extent(items.places.body, [&](const avif::Extent& extent) {
    if (extent.item != item) {
      return true;
    }
    if (extent.method == avif::Extent::kInFile) {
      beginning = file.part(extent.base + extent.offset, extent.length);
    }
    return false;
  });
  return beginning;
}

/// True where the samples of the main picture, told by `coding`, are those that are shown.
bool shows_own_samples(const avif::Items& items, const Av1Coding& coding) {
  std::uint32_t matrix = coding.matrix;
  for (const IsoBox& property : avif::properties_of(items, items.main)) {
    if (property.type == "colr" && property.body.has(0, "nclx")) {
      matrix = property.body.be16(8);
    }
  }
  return coding.grey || (coding.full_chroma && matrix == 0);
}

/// True where each picture in the file is as it was given to the encoder: the main one and its
/// alpha, which stand in the file by themselves. False for very many, since each is looked up.
bool is_coded_without_loss(const avif::Items& items, const Av1Coding& main, ByteView file) {
  const auto is_picture = [](const avif::Item& item) { return item.type == "av01"; };
  const auto pictures = std::count_if(items.list.begin(), items.list.end(), is_picture);
  return main.lossless && shows_own_samples(items, main) &&
         static_cast<std::size_t>(pictures) <= avif::kMostItems &&
         std::all_of(items.list.begin(), items.list.end(), [&](const avif::Item& item) {
           return !is_picture(item) || item.number == items.main ||
                  av1_coding(beginning_of(item.number, items, file)).lossless;
         });
}

/// Decoders take the samples for sRGB's, whatever is said. Unspecified, sRGB itself and the curve
/// of BT.709, which has several numbers, look nearly so.
bool has_usual_tones(std::uint32_t transfer) {
  constexpr std::array<std::uint32_t, 6> kUsual{1, 2, 6, 13, 14, 15};
  return std::find(kUsual.begin(), kUsual.end(), transfer) != kUsual.end();
}

void note_colour(SourceFacts& facts, ByteView colr) {
  facts.metadata.profile |= colr.has(0, "prof") || colr.has(0, "rICC");
  if (!colr.has(0, "nclx")) {
    return;
  }
  const std::uint32_t primaries = colr.be16(4);
  const std::uint32_t transfer = colr.be16(6);
  facts.uncarried_colour |= (primaries != 1 && primaries != 2) || !has_usual_tones(transfer);
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

/// The largest size that is told counts as decoded.
void note_shown_size(SourceFacts& facts, const avif::Items& items) {
  const auto pixels = [](PixelSize size) { return std::uint64_t{size.width} * size.height; };
  const std::uint64_t coded = pixels(facts.size);
  facts.size = shown_size(items, facts.size);
  facts.further_pixels = coded - std::min(coded, pixels(facts.size));
}

/// The boxes of a file, walked once.
struct Boxes {
  bool whole = false;     ///< every box but the last, every item's data, and one item at least
  std::uint64_t end = 0;  ///< behind the last whole box
};

Boxes note_boxes(SourceFacts& facts, ByteView file) {
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
      facts.metadata.any |= items.find("Exif") != std::string_view::npos ||
                            items.find("mime") != std::string_view::npos;
    }
  };
  bool odd_end = false;  // data behind the image: the last box holds none of the picture
  const std::uint64_t end = for_each_box(file, odd_end, [&](const IsoBox& box) {
    if (box.type == "ftyp") {
      facts.avif.image_sequence |= box.body.text().find("avis") != std::string_view::npos;
    } else if (box.type == "moov") {
      facts.avif.image_sequence = true;
    } else if (box.type == "uuid") {
      note_uncarried(facts, "a box of a program (uuid)");
    } else if (box.type == "meta") {
      for_each_box(box.body.from(4), cut_short, visit_meta);
    }
  });
  return {!cut_short && has_items && extents_whole, end};
}

/// What the items are, and how the main one is coded.
void note_items(SourceFacts& facts, ByteView file) {
  const avif::Items items = avif::read_items(file);
  if (std::any_of(items.list.begin(), items.list.end(),
                  [](const avif::Item& item) { return item.type == "mime" && !item.is_xmp(); })) {
    note_uncarried(facts, "an item that is no XMP (mime)");
  }
  const Av1Coding coding = av1_coding(beginning_of(items.main, items, file));
  facts.avif.quantiser = coding.quantiser;
  note_shown_size(facts, items);
  facts.lossless_coding = facts.further_pixels == 0 && is_coded_without_loss(items, coding, file);
  if (avif::has_reference(items, "prem")) {
    facts.unread_samples = "colours multiplied by their alpha";
  }
}

}  // namespace

Result<SourceFacts> of_avif(ByteView file) {
  SourceFacts facts;
  facts.format = ImageFormat::avif;
  facts.whole_frame_decode = true;
  const Boxes boxes = note_boxes(facts, file);
  if (!boxes.whole) {
    return damaged("the AVIF is cut short");
  }
  const AvifXmp xmp = xmp_of_avif(file.bytes());
  facts.metadata.unread_xmp = xmp.there && xmp.packet.empty();
  note_items(facts, file);
  facts.channels = facts.alpha ? 4 : 3;
  facts.trailing_bytes = trailing_bytes(file, boxes.end);
  return facts;
}

}  // namespace pixherd::structure
