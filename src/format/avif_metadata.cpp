// SPDX-License-Identifier: Apache-2.0
// An AVIF with less beside its picture: items of metadata are taken out, and whatever tells where
// the others stand is told anew. (ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, annex A.)
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "avif_edits.hpp"
#include "avif_items.hpp"
#include "metadata_ways.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "splices.hpp"

namespace pixherd {
namespace {

using avif::Edits;
using avif::Extent;
using avif::Item;
using avif::Items;

Error not_in_this_file(const char* why) {
  return {ErrorCode::unsupported_format,
          std::string("its metadata cannot be taken out without encoding it again: ") + why};
}

bool has_profile(const Items& items) {
  bool cut_short = false;
  bool found = false;
  for_each_box(items.properties.body, cut_short, [&](const IsoBox& box) {
    if (box.type == "ipco") {
      for_each_box(box.body, cut_short, [&](const IsoBox& property) {
        found |= property.type == "colr" &&
                 (property.body.has(0, "prof") || property.body.has(0, "rICC"));
      });
    }
  });
  return found;
}

bool has_track(ByteView file) {
  bool cut_short = false;
  bool found = false;
  for_each_box(file, cut_short, [&](const IsoBox& box) { found |= box.type == "moov"; });
  return found;
}

/// A run over the boxes that collects what has to change.
class Rewrite {
 public:
  Rewrite(ByteView file, const Items& items, const Edits& edits,
          std::vector<ByteView> unwanted = {})
      : file_(file), items_(items), edits_(edits), unwanted_(std::move(unwanted)) {
    for (const auto& [item, bytes] : edits) {
      if (bytes.empty()) {
        dropped_.insert(item);
      }
    }
  }

  Result<Bytes> made() {
    if (Attempt replaced = replace_contents(); !replaced) {
      return std::move(replaced).error();
    }
    for (const ByteView& box : unwanted_) {
      take_out(box);
    }
    take_out_infos();
    take_out_references();
    take_out_properties();
    take_out_places();
    const Shifts shifts = splices_.shifts();
    if (!tell_places(shifts)) {
      return not_in_this_file("the file has no room to tell where its parts are then");
    }
    tell_lengths(file_, shifts);
    tell_lengths(items_.meta.body.from(4), shifts);
    tell_lengths(items_.properties.body, shifts);
    auto bytes = splices_.applied(file_.bytes());
    return bytes ? Result<Bytes>(std::move(*bytes))
                 : not_in_this_file("its parts lie within one another");
  }

 private:
  [[nodiscard]] std::uint64_t place_of(ByteView part) const {
    return static_cast<std::uint64_t>(part.bytes().data() - file_.bytes().data());
  }
  void take_out(ByteView part) { splices_.take_out(place_of(part), part.size()); }
  void count_less(ByteView box, std::uint64_t at, unsigned width, std::uint64_t less) {
    splices_.overwrite(place_of(box) + at, box.big(at, width) - less, width);
  }

  [[nodiscard]] Attempt replace_contents();
  void take_out_infos();
  void take_out_references();
  void take_out_properties();
  void take_out_places();
  [[nodiscard]] bool tell_places(const Shifts& shifts);
  void tell_lengths(ByteView parent, const Shifts& shifts);

  ByteView file_;
  const Items& items_;
  const Edits& edits_;
  std::vector<ByteView> unwanted_;
  std::set<std::uint32_t> dropped_;
  std::set<std::uint32_t> found_;
  Splices splices_;
};

Attempt Rewrite::replace_contents() {
  std::map<std::uint64_t, std::uint64_t> replaced;  // begin and end
  const char* why = nullptr;
  avif::for_each_extent(items_.places.body, [&](const Extent& extent) {
    const auto edit = edits_.find(extent.item);
    if (edit == edits_.end()) {
      return true;
    }
    const std::uint64_t at = extent.base + extent.offset;
    if (extent.method != Extent::kInFile) {
      why = "it stands within the boxes";
    } else if (extent.length == 0 || !file_.holds(at, extent.length)) {
      why = "it is not where it should be";
    } else if (!found_.insert(extent.item).second) {
      why = "it stands in several pieces";
    } else {
      replaced.emplace(at, at + extent.length);
      splices_.replace(at, extent.length, edit->second);
    }
    return why == nullptr;
  });
  if (why == nullptr && found_.size() != edits_.size()) {
    why = "it is not where it should be";
  }
  avif::for_each_extent(items_.places.body, [&](const Extent& extent) {
    const std::uint64_t begin = extent.base + extent.offset;
    const bool stays = extent.method == Extent::kInFile && !edits_.contains(extent.item);
    const bool shared = stays && std::any_of(replaced.begin(), replaced.end(), [&](auto& part) {
                          return begin < part.second && part.first < begin + extent.length;
                        });
    why = shared ? "it shares its bytes with another part" : why;
    return why == nullptr;
  });
  return why == nullptr ? success() : Attempt(not_in_this_file(why));
}

void Rewrite::take_out_infos() {
  std::uint64_t gone = 0;
  for (const Item& item : items_.list) {
    if (dropped_.contains(item.number)) {
      take_out(item.whole);
      ++gone;
    }
  }
  const ByteView& body = items_.infos.body;
  count_less(body, 4, body.u8(0) == 0 ? 2 : 4, gone);
}

void Rewrite::take_out_references() {
  const unsigned width = items_.references.body.u8(0) == 0 ? 2 : 4;
  std::uint64_t staying = 0;
  std::vector<ByteView> going;
  bool cut_short = false;
  for_each_box(items_.references.body.from(4), cut_short, [&](const IsoBox& box) {
    if (dropped_.contains(static_cast<std::uint32_t>(box.body.big(0, width)))) {
      going.push_back(box.whole);
    } else {
      ++staying;
    }
  });
  if (staying == 0 && !going.empty()) {
    going = {items_.references.whole};
  }
  for (const ByteView& part : going) {
    take_out(part);
  }
}

void Rewrite::take_out_properties() {
  bool cut_short = false;
  for_each_box(items_.properties.body, cut_short, [&](const IsoBox& box) {
    if (box.type != "ipma") {
      return;
    }
    std::uint64_t gone = 0;
    avif::for_each_association(box.body, [&](const avif::Association& association) {
      if (dropped_.contains(association.item)) {
        take_out(association.whole);
        ++gone;
      }
    });
    if (gone != 0) {
      count_less(box.body, 4, 4, gone);
    }
  });
}

void Rewrite::take_out_places() {
  const ByteView& body = items_.places.body;
  std::uint64_t gone = 0;
  avif::for_each_extent(body, [&](const Extent& extent) {
    if (dropped_.contains(extent.item)) {
      take_out(body.part(extent.entry_at, extent.end_at - extent.entry_at));
      ++gone;
    }
    return true;
  });
  count_less(body, 6, avif::widths_of(body).count, gone);
}

/// Where what stays is then. False where a number would not fit.
bool Rewrite::tell_places(const Shifts& shifts) {
  const ByteView& body = items_.places.body;
  const std::uint64_t at = place_of(body);
  const avif::PlaceWidths widths = avif::widths_of(body);
  bool all_fit = true;
  const auto tell = [&](std::uint64_t where, std::int64_t value, unsigned width) {
    const auto number = static_cast<std::uint64_t>(value);
    all_fit &= value >= 0 && width != 0 && (width >= 8 || number >> (8 * width) == 0);
    splices_.overwrite(at + where, number, width);
  };
  std::optional<std::uint64_t> entry;  // that the base below is of
  std::int64_t base = 0;
  avif::for_each_extent(body, [&](const Extent& extent) {
    if (extent.method != Extent::kInFile || dropped_.contains(extent.item)) {
      return true;
    }
    const std::uint64_t place = extent.base + extent.offset;
    const std::int64_t shift = shifts.of(place);
    if (entry != extent.entry_at) {
      entry = extent.entry_at;
      const auto old_base = static_cast<std::int64_t>(extent.base);
      base = old_base == 0 ? 0 : old_base + shift;
      if (base != old_base) {
        tell(extent.base_at, base, widths.base);
      }
    }
    const std::int64_t offset = static_cast<std::int64_t>(place) + shift - base;
    if (offset != static_cast<std::int64_t>(extent.offset)) {
      tell(extent.offset_at, offset, widths.offset);
    }
    if (const auto edit = edits_.find(extent.item); edit != edits_.end()) {
      tell(extent.length_at, static_cast<std::int64_t>(edit->second.size()), widths.length);
    }
    return all_fit;
  });
  return all_fit;
}

/// How long the boxes in `parent` are then. One that reaches to the end of the file does not tell.
void Rewrite::tell_lengths(ByteView parent, const Shifts& shifts) {
  bool cut_short = false;
  for_each_box(parent, cut_short, [&](const IsoBox& box) {
    const std::uint64_t at = place_of(box.whole);
    const std::int64_t growth = shifts.growth(at, box.whole.size());
    const bool is_gone = static_cast<std::int64_t>(box.whole.size()) + growth == 0;
    if (growth == 0 || is_gone || box.whole.be32(0) == 0) {
      return;
    }
    const bool is_large = box.whole.be32(0) == 1;
    splices_.overwrite(
        at + (is_large ? 8 : 0),
        static_cast<std::uint64_t>(static_cast<std::int64_t>(box.whole.size()) + growth),
        is_large ? 8 : 4);
  });
}

}  // namespace

namespace metadata {

Bytes avif_with_exif(Bytes file, std::span<const std::byte> block) {
  const ByteView view(file);
  const Items items = avif::read_items(view);
  Edits edits;
  for (const Item& item : items.list) {
    if (item.is_exif()) {
      edits.emplace(item.number, avif::item_of_exif(block));
    }
  }
  Result<Bytes> made = edits.empty() ? Result<Bytes>(not_in_this_file("there is none"))
                                     : Rewrite(view, items, edits).made();
  return made ? std::move(*made) : std::move(file);
}

Result<Filtered> filter_avif(std::span<const std::byte> file, MetadataSet kept) {
  const ByteView view(file);
  const Items items = avif::read_items(view);
  const auto metadata_items =
      std::count_if(items.list.begin(), items.list.end(),
                    [](const Item& i) { return i.is_exif() || i.type == "mime"; });
  if (static_cast<std::size_t>(metadata_items) > avif::kMostItems) {
    return not_in_this_file("it has too many parts");
  }
  Filtered out;
  if (!kept.contains(MetadataKind::icc) && has_profile(items)) {
    out.notes.emplace_back("the colour profile is kept: in an AVIF it belongs to the picture");
  }
  const Edits edits = avif::edits_for(items, view, kept, out.notes);
  std::vector<ByteView> unwanted = avif::unwanted_boxes(view, kept, out.notes);
  if (edits.empty() && unwanted.empty()) {
    out.bytes.assign(file.begin(), file.end());
    return out;
  }
  if (has_track(view)) {
    return not_in_this_file("the places of its frames are told elsewhere");
  }
  Result<Bytes> made = Rewrite(view, items, edits, std::move(unwanted)).made();
  if (!made) {
    return std::move(made).error();
  }
  out.bytes = std::move(*made);
  return out;
}

}  // namespace metadata
}  // namespace pixherd
