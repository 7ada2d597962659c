// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/container_metadata.hpp"

#include <algorithm>
#include <utility>

#include "metadata_ways.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/iptc.hpp"

namespace pixherd {
namespace {

constexpr const char* kUncutXmp = "the XMP is such that nothing can be cut out of it";

}  // namespace

std::optional<std::string_view> dropped_whole(std::string_view note) {
  return note.ends_with(kDroppedWhole)
             ? std::optional(note.substr(0, note.size() - kDroppedWhole.size()))
             : std::nullopt;
}

bool holds_blocks(ImageFormat format) {
  return format == ImageFormat::jpeg || format == ImageFormat::png || format == ImageFormat::webp ||
         format == ImageFormat::gif;
}

Bytes with_blocks(std::span<const std::byte> file, ImageFormat format,
                  const MetadataBlocks& blocks) {
  switch (format) {
    case ImageFormat::jpeg: return metadata::jpeg_with(file, blocks);
    case ImageFormat::png: return metadata::png_with(file, blocks);
    case ImageFormat::webp: return metadata::webp_with(file, blocks);
    case ImageFormat::gif: return metadata::gif_with(file, blocks);
    case ImageFormat::avif:
    case ImageFormat::tiff: break;
  }
  return {file.begin(), file.end()};
}

MetadataBlocks kept_blocks(const MetadataBlocks& blocks, const ExifEdit& edit,
                           std::vector<std::string>& notes) {
  const MetadataSet kept = edit.kept;
  MetadataBlocks made;
  made.exif = edited_exif(blocks.exif, edit, notes);
  made.xmp = metadata::filtered_xmp(blocks.xmp, kept, notes);
  if (!edit.keeps_thumbnail && names_thumbnails(made.xmp)) {
    made.xmp = without_thumbnails(made.xmp);
    if (made.xmp.empty()) {
      metadata::note_dropped(notes, kUncutXmp);
    }
  }
  if (names_gain_map(made.xmp)) {
    made.xmp = without_gain_map(made.xmp);  // an encoder writes the picture alone
    if (made.xmp.empty()) {
      metadata::note_dropped(notes, kUncutXmp);
    }
  }
  const std::string_view packet(reinterpret_cast<const char*>(made.xmp.data()), made.xmp.size());
  const auto upright = edit.orientation == 1 ? with_upright_orientation(packet) : std::nullopt;
  if (upright) {
    const auto bytes = std::as_bytes(std::span(*upright));
    made.xmp.assign(bytes.begin(), bytes.end());
  }
  made.photoshop = kept_photoshop(blocks.photoshop, kept);
  if (!edit.keeps_thumbnail) {
    made.photoshop = photoshop_without_thumbnails(made.photoshop);
  }
  made.jpeg_comments = metadata::filtered_comments(blocks.jpeg_comments, kept, notes);
  return made;
}

Result<Filtered> with_kept_metadata(std::span<const std::byte> file, ImageFormat format,
                                    MetadataSet kept, std::uint32_t orientation) {
  switch (format) {
    case ImageFormat::jpeg: return metadata::filter_jpeg(file, kept, orientation);
    case ImageFormat::png: return metadata::filter_png(file, kept, orientation);
    case ImageFormat::webp: return metadata::filter_webp(file, kept, orientation);
    case ImageFormat::tiff: return metadata::filter_tiff(file, kept);
    case ImageFormat::avif: return metadata::filter_avif(file, kept);
    case ImageFormat::gif: return metadata::filter_gif(file, kept);
  }
  return Error{ErrorCode::unsupported_format, "an image of a kind whose metadata is not known"};
}

namespace metadata {

void note_dropped(std::vector<std::string>& notes, std::string_view what) {
  std::string note = std::string(what).append(kDroppedWhole);
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) {
    notes.push_back(std::move(note));
  }
}

Bytes filtered_exif(std::span<const std::byte> exif, MetadataSet kept, std::uint32_t orientation,
                    std::vector<std::string>& notes) {
  const bool whole = kept.contains(MetadataKind::exif);
  if (exif.empty()) {
    return {};
  }
  Bytes edited = edited_exif(exif, {.kept = kept, .orientation = whole ? 0 : orientation}, notes);
  return whole && edited.empty() ? exif_of_orientation(orientation) : edited;
}

Bytes filtered_xmp(std::span<const std::byte> xmp, MetadataSet kept,
                   std::vector<std::string>& notes, XmpCompanions companions) {
  Bytes edited = kept_xmp(xmp, kept, companions);
  if (edited.empty() && !xmp.empty() && kept.contains(MetadataKind::xmp)) {
    note_dropped(notes, kUncutXmp);
  }
  return edited;
}

}  // namespace metadata
}  // namespace pixherd
