// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exif_block.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/exif.hpp"
#include "tiff_directory.hpp"
#include "tiff_kind.hpp"

namespace pixherd {
namespace {

/// What a TIFF tells in its own tags of what EXIF tells, too: description, maker, model, software,
/// date, and Windows' title, comment, keywords and subject.
constexpr std::array<std::uint32_t, 9> kDescribing{270,   271,   272,   305,  306,
                                                   40091, 40092, 40094, 40095};
/// Names of the document and of the page, the computer.
constexpr std::array<std::uint32_t, 3> kOtherText{269, 285, 316};
/// Of no kind of metadata: what the pixels are, how large they are printed, what they are of.
constexpr std::array<std::uint32_t, 27> kOfPicture{254, 255, 256, 257, 258, 259, 262, 266, 274,
                                                   277, 280, 281, 282, 283, 296, 297, 301, 318,
                                                   319, 320, 332, 338, 339, 347, 530, 531, 532};

template <std::size_t N>
bool holds_tag(const std::array<std::uint32_t, N>& tags, std::uint32_t tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

enum class TagKind : std::uint8_t { picture, packet, kind, unknown };

TagKind kind_of_tag(std::uint32_t tag, MetadataKind& kind) {
  if (tag == tiff::xmp || tag == tiff::iptc || tag == tiff::photoshop) {
    return TagKind::packet;
  }
  if (tag == tiff::gps_directory) {
    kind = MetadataKind::gps;
  } else if (exif::is_copyright(tag)) {
    kind = MetadataKind::copyright;
  } else if (tag == tiff::exif_directory || holds_tag(kDescribing, tag)) {
    kind = MetadataKind::exif;
  } else if (tag == tiff::icc_profile) {
    kind = MetadataKind::icc;
  } else if (holds_tag(kOtherText, tag)) {
    kind = MetadataKind::other;
  } else {
    return tiff::belongs_to_coding(tag) || holds_tag(kOfPicture, tag) ? TagKind::picture
                                                                      : TagKind::unknown;
  }
  return TagKind::kind;
}

/// The tags of one directory that must go; an Error where one is there that might say anything.
Result<std::set<std::uint32_t>> unwanted_in(exif::Block& file, std::uint64_t directory,
                                            MetadataSet kept) {
  std::set<std::uint32_t> unwanted;
  for (const exif::Entry& entry : file.entries(directory)) {
    MetadataKind kind{};
    const TagKind told = kind_of_tag(entry.tag, kind);
    if (told == TagKind::kind && !kept.contains(kind)) {
      unwanted.insert(entry.tag);
    }
    if (told == TagKind::unknown && !kept.contains(MetadataKind::other)) {
      return Error{ErrorCode::unsupported_format,
                   fmt::format("it is not known what {} tells", tiff::tag_in_words(entry.tag))};
    }
  }
  return unwanted;
}

}  // namespace

namespace metadata {

Result<Filtered> filter_tiff(std::span<const std::byte> bytes, MetadataSet kept) {
  exif::Block file(bytes);
  const std::vector<std::uint64_t> pages = file.chain();
  if (!file.readable() || pages.empty() || pages.size() == exif::kMostDirectories) {
    return Error{ErrorCode::unsupported_format,
                 "its metadata cannot be taken out of a TIFF of this kind"};
  }
  std::vector<std::string> notes;
  for (const std::uint64_t page : pages) {
    const Result<std::set<std::uint32_t>> unwanted = unwanted_in(file, page, kept);
    if (!unwanted) {
      return unwanted.error();
    }
    if (const auto below = file.below(page, exif::kExifDirectory)) {
      file.drop(*below, {exif::kGpsDirectory});
    }
    file.drop(page, *unwanted);
    exif::edit_packets(file, page, kept, notes);
  }
  if (!file.readable()) {
    return Error{ErrorCode::unsupported_format, "its tags overlap: none can be taken out"};
  }
  return Filtered{std::move(file).take(), std::move(notes)};
}

}  // namespace metadata
}  // namespace pixherd
