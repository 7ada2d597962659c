// SPDX-License-Identifier: Apache-2.0
#include "avif_edits.hpp"

#include <algorithm>
#include <utility>

#include "iso_boxes.hpp"
#include "metadata_ways.hpp"
#include "pixherd/format/container_metadata.hpp"

namespace pixherd::avif {
namespace {

/// How the picture is turned is not told by its EXIF here, but by properties of its own.
constexpr std::uint32_t kUpright = 1;

/// The EXIF in an item that begins with the length of what stands before the block itself.
ByteView block_in(ByteView item) { return item.from(4 + std::uint64_t{item.be32(0)}); }

bool is_unchanged(ByteView a, const Bytes& b) {
  return std::equal(a.bytes().begin(), a.bytes().end(), b.begin(), b.end());
}

void edit_exif(Edits& edits, const Item& item, const Bytes& now, MetadataSet kept,
               std::vector<std::string>& notes) {
  const ByteView block = block_in(ByteView(now));
  const Bytes edited = metadata::filtered_exif(block.bytes(), kept, kUpright, notes);
  if (edited.empty() || !is_unchanged(block, edited)) {
    edits.emplace(item.number, item_of_exif(edited));
  }
}

void edit_xmp(Edits& edits, const Item& item, const Bytes& now, MetadataSet kept,
              std::vector<std::string>& notes) {
  const Bytes readable = item.packing.empty() ? now : Bytes();
  if (readable.empty() && kept.contains(MetadataKind::xmp)) {
    metadata::note_dropped(notes, "the XMP cannot be read");
  }
  Bytes edited = metadata::filtered_xmp(readable, kept, notes);
  if (edited.empty() || edited != readable) {
    edits.emplace(item.number, std::move(edited));
  }
}

/// True where what nobody here understands has to go. Noted, once, where its kind was to be kept.
bool must_go(ByteView foreign, const char* what, MetadataSet kept,
             std::vector<std::string>& notes) {
  if (!kept.contains(MetadataKind::other)) {
    return true;
  }
  const bool tells = may_tell_more(foreign.text(), kept);
  if (tells) {
    metadata::note_dropped(
        notes, std::string(what).append(" of the AVIF may tell more than was to be kept"));
  }
  return tells;
}

}  // namespace

Bytes item_of_exif(std::span<const std::byte> block) {
  Bytes item;
  if (!block.empty()) {
    item.reserve(4 + block.size());
    item.resize(4);
    append(item, block);
  }
  return item;
}

Edits edits_for(const Items& items, ByteView file, MetadataSet kept,
                std::vector<std::string>& notes) {
  Edits edits;
  for (const Item& item : items.list) {
    if (item.type != "mime" && !item.is_exif()) {
      continue;
    }
    const Bytes now = bytes_of(items, item.number, file);
    if (item.is_exif()) {
      edit_exif(edits, item, now, kept, notes);
    } else if (item.is_xmp()) {
      edit_xmp(edits, item, now, kept, notes);
    } else if (must_go(ByteView(now), "an item", kept, notes)) {
      edits.emplace(item.number, Bytes());
    }
  }
  return edits;
}

std::vector<ByteView> unwanted_boxes(ByteView file, MetadataSet kept,
                                     std::vector<std::string>& notes) {
  std::vector<ByteView> unwanted;
  bool cut_short = false;
  for_each_box(file, cut_short, [&](const IsoBox& box) {
    if (box.type == "uuid" && must_go(box.body, "a box (uuid)", kept, notes)) {
      unwanted.push_back(box.whole);
    }
  });
  return unwanted;
}

}  // namespace pixherd::avif
