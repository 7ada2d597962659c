// SPDX-License-Identifier: Apache-2.0
#include "companion_contents.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "iso_boxes.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/iptc.hpp"
#include "pixherd/format/jpeg_segments.hpp"
#include "telling_segments.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kStartOfJpeg = "\xFF\xD8\xFF";

using Block = Bytes;

/// Filtering EXIF cuts off the zeros at its end.
bool same_but_for_zeros(const Block& edited, const Block& block) {
  const auto is_zero = [](std::byte byte) { return byte == std::byte{0}; };
  const auto behind = block.begin() + static_cast<std::ptrdiff_t>(edited.size());
  return edited.size() <= block.size() && std::equal(edited.begin(), edited.end(), block.begin()) &&
         std::all_of(behind, block.end(), is_zero);
}

/// A gain map's own XMP has the numbers without which the map is of no use: it stays.
bool xmp_may_stay(std::span<const std::byte> xmp, MetadataSet kept) {
  if (!kept.contains(MetadataKind::xmp)) {
    return xmp.empty() || names_companions(xmp);
  }
  const Block edited = kept_xmp(xmp, kept);
  return std::equal(edited.begin(), edited.end(), xmp.begin(), xmp.end());
}

bool picture_may_stay(ByteView jpeg, const JpegSegments& segments, MetadataSet kept) {
  const MetadataBlocks blocks = blocks_of_jpeg(jpeg.bytes());
  const bool exif = same_but_for_zeros(edited_exif(blocks.exif, {.kept = kept}), blocks.exif);
  return exif && xmp_may_stay(blocks.xmp, kept) &&
         kept_photoshop(blocks.photoshop, kept) == blocks.photoshop &&
         may_keep_more_xmp(segments, kept) && telling_markers(segments, kept).empty();
}

/// Where the picture ends; nullopt where it is none, or not whole. Sets `told`.
std::optional<std::uint64_t> look_at_picture(ByteView jpeg, MetadataSet kept, bool& told) {
  if (!jpeg.has(0, kStartOfJpeg)) {
    return std::nullopt;
  }
  const Result<JpegSegments> segments = read_jpeg_segments(jpeg);
  if (!segments) {
    return std::nullopt;
  }
  told = told || !picture_may_stay(jpeg.part(0, segments->end), *segments, kept);
  return segments->end;
}

/// Pictures one behind the other, zeros between them.
bool told_by_row_of_pictures(ByteView file, std::uint64_t at, MetadataSet kept) {
  bool told = false;
  while (!told) {
    while (at < file.size() && file.u8(at) == 0) {
      ++at;
    }
    const auto length = look_at_picture(file.from(at), kept, told);
    if (!length) {
      break;
    }
    at += *length;
  }
  return told;
}

bool told_by_index(ByteView file, const JpegIndex& index, MetadataSet kept) {
  bool told = false;
  for (const JpegIndex::Picture& picture : index.pictures) {
    if (picture.begin != 0) {
      look_at_picture(file.part(picture.begin, picture.size), kept, told);
    }
  }
  return told;
}

/// The names of what cameras write the place to: a text, a box, a key, and two kinds of tracks.
bool film_tells_place(ByteView film) {
  constexpr std::array kNames{"\xA9xyz"sv, "loci"sv, "location"sv, "camm"sv, "gpmd"sv};
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
    return film.text().find(name) != std::string_view::npos;
  });
}

/// Films anywhere in what stands behind the picture: some phones put names around them.
bool place_told_by_films(ByteView behind) {
  bool told = false;
  for (std::size_t at = behind.text().find("ftyp", 4); at != std::string_view::npos;) {
    bool cut_short = false;
    const std::uint64_t length =
        for_each_box(behind.from(at - 4), cut_short, [&](const IsoBox& box) {
          told = told || (box.type == "moov" && film_tells_place(box.body));
        });
    at = behind.text().find("ftyp", at + std::max<std::uint64_t>(length, 4));
  }
  return told;
}

}  // namespace

std::string told_by_companions(ByteView file, std::uint64_t end,
                               const std::optional<JpegIndex>& index, MetadataSet kept) {
  if (told_by_row_of_pictures(file, end, kept) || (index && told_by_index(file, *index, kept))) {
    return "a further picture in it tells what was to go, too";
  }
  if (!kept.contains(MetadataKind::gps) && place_told_by_films(file.from(end))) {
    return "the film behind it tells the place, too";
  }
  return "";
}

}  // namespace pixherd
