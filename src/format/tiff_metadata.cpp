// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <optional>
#include <set>

#include "exif_block.hpp"
#include "metadata_ways.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/exif.hpp"
#include "tiff_directory.hpp"
#include "tiff_tags.hpp"

namespace pixherd {
namespace {

/// Of tags that go or stay as a whole.
std::optional<MetadataKind> kind_of(tiff::TagUse use) {
  switch (use) {
    case tiff::TagUse::profile: return MetadataKind::icc;
    case tiff::TagUse::description: return MetadataKind::exif;
    case tiff::TagUse::copyright: return MetadataKind::copyright;
    case tiff::TagUse::place: return MetadataKind::gps;
    case tiff::TagUse::text: return MetadataKind::other;
    case tiff::TagUse::unknown:
    case tiff::TagUse::coding:
    case tiff::TagUse::picture:
    case tiff::TagUse::packet: break;
  }
  return std::nullopt;
}

/// The tags of one directory that must go; an Error where one is there that might say anything.
Result<std::set<std::uint32_t>> unwanted_in(exif::Block& file, std::uint64_t directory,
                                            MetadataSet kept) {
  std::set<std::uint32_t> unwanted;
  for (const exif::Entry& entry : file.entries(directory)) {
    const tiff::TagUse use = tiff::use_of(entry.tag);
    const std::optional<MetadataKind> kind = kind_of(use);
    if (kind && !kept.contains(*kind)) {
      unwanted.insert(entry.tag);
    }
    if (use == tiff::TagUse::unknown && !kept.contains(MetadataKind::other)) {
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
