// SPDX-License-Identifier: Apache-2.0
#include "exif_new.hpp"

#include <algorithm>

#include "exif_block.hpp"
#include "exif_writer.hpp"
#include "pixherd/base/bytes.hpp"
#include "structure.hpp"
#include "tiff_kind.hpp"

namespace pixherd {
namespace exif {
namespace {

std::uint64_t length_of(const NewDirectory& directory) {
  std::uint64_t length = 2 + directory.size() * 12 + 4;
  for (const NewEntry& entry : directory) {
    length += entry.values.size() > 4 ? Writer::padded(entry.values.size()) : 0;
  }
  return length;
}

struct Parts {
  NewDirectory first;
  NewDirectory details;  ///< the EXIF directory
  NewDirectory place;    ///< the GPS directory
};

Bytes written(Parts parts, bool big_endian) {
  Writer writer(big_endian);
  const auto add = [&](std::uint32_t tag, std::uint32_t type, std::uint64_t value) {
    parts.first.push_back({tag, type, 1, writer.numbered(value, type == kShort ? 2 : 4)});
  };
  const bool details = !parts.details.empty();
  const bool place = !parts.place.empty();
  if (details) {
    add(kExifDirectory, kLong, 0);
  }
  if (place) {
    add(kGpsDirectory, kLong, 0);
  }
  if (parts.first.empty()) {
    return {};
  }
  const std::uint64_t details_at = kHeader + length_of(parts.first);
  const std::uint64_t place_at = details_at + (details ? length_of(parts.details) : 0);
  for (NewEntry& entry : parts.first) {
    if (entry.tag == kExifDirectory || entry.tag == kGpsDirectory) {
      entry.values = writer.numbered(entry.tag == kGpsDirectory ? place_at : details_at, 4);
    }
  }
  std::stable_sort(parts.first.begin(), parts.first.end(),
                   [](const NewEntry& a, const NewEntry& b) { return a.tag < b.tag; });
  const std::string_view mark = big_endian ? "MM" : "II";
  writer.put(std::as_bytes(std::span(mark)));
  writer.put(42, 2);
  writer.put(kHeader, 4);
  writer.put(parts.first);
  if (details) {
    writer.put(parts.details);
  }
  if (place) {
    writer.put(parts.place);
  }
  return std::move(writer.out);
}

/// Of the directories below: what means the same elsewhere.
bool moves(std::uint32_t tag) {
  return tag != kMakerNote && tag != kInteroperability && tag != kExifDirectory &&
         tag != kGpsDirectory;
}

NewEntry orientation_entry(std::uint32_t orientation, bool big_endian) {
  return {kOrientation, kShort, 1, Writer(big_endian).numbered(orientation, 2)};
}

}  // namespace

NewDirectory copied(BlockView& block, std::uint64_t directory,
                    const std::function<bool(std::uint32_t)>& wanted) {
  NewDirectory made;
  std::uint64_t room = block.view().size();  // values may overlap: no more than there are bytes
  for (const Entry& entry : block.entries(directory)) {
    const ByteView values = block.view().part(entry.data, entry.length);
    if (wanted(entry.tag) && entry.length != 0 && values.size() == entry.length &&
        entry.length <= room) {
      room -= entry.length;
      made.push_back(
          {entry.tag, entry.type, entry.count, {values.bytes().begin(), values.bytes().end()}});
    }
  }
  return made;
}

bool copies_whole(BlockView& block, std::uint64_t directory,
                  const std::function<bool(std::uint32_t)>& wanted) {
  const std::vector<Entry> all = block.entries(directory);
  const auto told = std::count_if(all.begin(), all.end(), [&](const Entry& entry) {
    return wanted(entry.tag) && entry.count != 0;
  });
  const std::size_t copies = copied(block, directory, wanted).size();
  return block.whole(directory) && block.readable() && copies == static_cast<std::size_t>(told);
}

bool describes_picture(std::uint32_t tag) {
  constexpr std::array<std::uint32_t, 9> kDescribing{0x010E, 0x010F, 0x0110, 0x0131, 0x0132,
                                                     0x013B, 0x8298, 0x9C9B, 0x9C9D};
  return std::find(kDescribing.begin(), kDescribing.end(), tag) != kDescribing.end();
}

bool tiff_tells_whole(std::span<const std::byte> tiff) {
  BlockView block{ByteView(tiff)};
  const std::uint64_t first = block.number(4, 4);
  const auto details = block.below(first, kExifDirectory);
  const auto place = block.below(first, kGpsDirectory);
  return block.readable() && copies_whole(block, first, describes_picture) &&
         (!details ||
          (copies_whole(block, *details, moves) && !block.find(*details, kMakerNote))) &&
         (!place || copies_whole(block, *place, moves));
}

std::uint32_t orientation_in(std::span<const std::byte> block) {
  return structure::exif_orientation(ByteView(block));
}

Bytes new_block(std::span<const std::byte> old, const ExifEdit& edit) {
  BlockView block{ByteView(old)};
  Parts parts;
  if (block.readable() && edit.kept.contains(MetadataKind::copyright)) {
    parts.first = copied(block, block.number(4, 4), is_copyright);
  }
  if (block.readable() && edit.kept.contains(MetadataKind::gps)) {
    if (const auto place = block.below(block.number(4, 4), kGpsDirectory)) {
      parts.place = copied(block, *place, [](std::uint32_t) { return true; });
    }
  }
  if (edit.orientation > 1) {
    parts.first.push_back(orientation_entry(edit.orientation, block.big_endian()));
  }
  return written(std::move(parts), block.big_endian());
}

Bytes with_orientation_added(std::span<const std::byte> bytes, std::uint32_t orientation) {
  BlockView block{ByteView(bytes)};
  if (!block.stands()) {
    return exif_of_orientation(orientation);
  }
  const std::uint64_t first = block.number(4, 4);
  const std::vector<Entry> entries = block.entries(first);
  Writer writer(block.big_endian());
  writer.put(bytes.first(4));
  writer.put(Writer::padded(bytes.size()), 4);
  writer.put(bytes.subspan(kHeader));
  writer.put(0, static_cast<unsigned>(bytes.size() % 2));
  const auto put_entry = [&](const NewEntry& entry) {
    writer.put(entry.tag, 2);
    writer.put(entry.type, 2);
    writer.put(entry.count, 4);
    writer.put(entry.values);
    writer.put(0, static_cast<unsigned>(4 - entry.values.size()));
  };
  const auto others = [](const Entry& entry) { return entry.tag != kOrientation; };
  writer.put(1 + static_cast<std::uint64_t>(std::count_if(entries.begin(), entries.end(), others)),
             2);
  bool put = false;
  for (const Entry& entry : entries) {
    if (!put && entry.tag > kOrientation) {
      put_entry(orientation_entry(orientation, block.big_endian()));
      put = true;
    }
    if (others(entry)) {
      writer.put(bytes.subspan(entry.at, 12));
    }
  }
  if (!put) {
    put_entry(orientation_entry(orientation, block.big_endian()));
  }
  writer.put(block.number(first + 2 + entries.size() * 12, 4), 4);
  return std::move(writer.out);
}

}  // namespace exif

Bytes exif_of_orientation(std::uint32_t orientation) {
  return exif::new_block({}, {.kept = MetadataSet::none(), .orientation = orientation});
}

Bytes exif_of_tiff(std::span<const std::byte> tiff) {
  exif::BlockView block{ByteView(tiff)};
  if (!block.readable()) {
    return {};
  }
  const std::uint64_t first = block.number(4, 4);
  exif::Parts parts;
  parts.first = exif::copied(block, first, exif::describes_picture);
  if (const auto details = block.below(first, exif::kExifDirectory)) {
    parts.details = exif::copied(block, *details, exif::moves);
  }
  if (const auto place = block.below(first, exif::kGpsDirectory)) {
    parts.place = exif::copied(block, *place, exif::moves);
  }
  return exif::written(std::move(parts), block.big_endian());
}

}  // namespace pixherd
