// SPDX-License-Identifier: Apache-2.0
#include "kept_fields.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "load.hpp"
#include "pixherd/format/avif_xmp.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/iptc.hpp"
#include "pixherd/format/png_texts.hpp"
#include "pixherd/format/tiff_exif.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kExifName = "Exif\0\0"sv;
constexpr std::string_view kPhotoshopName = "Photoshop 3.0\0"sv;
constexpr const char* kPhotoshopField = "photoshop-data";
// Of our own, which no encoder sees: whole chunks and segments, and a block of EXIF.
constexpr const char* kPngTextsField = "pixherd-png-texts";
constexpr const char* kJpegCommentsField = "pixherd-jpeg-comments";
constexpr const char* kAvifExifField = "pixherd-avif-exif";

std::span<const std::byte> blob(const Image& image, const char* field) {
  const void* data = nullptr;
  std::size_t length = 0;
  if (vips_image_get_typeof(image.get(), field) == 0 ||
      vips_image_get_blob(image.get(), field, &data, &length) != 0) {
    return {};
  }
  return {static_cast<const std::byte*>(data), length};
}

void set_blob(const Image& image, const char* field, const Bytes& bytes) {
  if (!bytes.empty()) {
    vips_image_set_blob_copy(image.get(), field, bytes.data(), bytes.size());
  }
}

Bytes joined(std::string_view name, std::span<const std::byte> block) {
  Bytes made;
  if (!block.empty()) {
    append(made, name);
    append(made, block);
  }
  return made;
}

Bytes copy_of(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

/// HEIF puts a length before the name, some programs the name before a second one.
std::span<const std::byte> exif_of(const Image& image) {
  ByteView exif(blob(image, VIPS_META_EXIF_NAME));
  while (exif.has(0, kExifName)) {
    exif = exif.from(kExifName.size());
  }
  return exif.bytes();
}

/// `iptc`: bare records, or resources that say what they are.
Bytes photoshop_of(ByteView iptc, std::span<const std::byte> resources) {
  if (iptc.has(0, kPhotoshopName)) {
    return copy_of(iptc.from(kPhotoshopName.size()).bytes());
  }
  if (iptc.size() == 0 || !iptc_of_photoshop(resources).empty()) {
    return copy_of(resources);
  }
  Bytes made = photoshop_of_iptc(iptc.bytes());
  append(made, resources);
  return made;
}

Bytes photoshop_of(const Image& image) {
  return photoshop_of(ByteView(blob(image, VIPS_META_IPTC_NAME)), blob(image, kPhotoshopField));
}

Bytes photoshop_of_tiff(const Image& image, std::span<const std::byte> file) {
  const Bytes records = iptc_of_tiff(file);
  return records.empty() ? photoshop_of(image)
                         : photoshop_of(ByteView(records), blob(image, kPhotoshopField));
}

void remove_fields(const Image& image, MetadataSet kept) {
  char** fields = vips_image_get_fields(image.get());
  for (char** field = fields; *field != nullptr; ++field) {
    if (is_block_field(*field) || !keeps_text_field(*field, kept)) {
      vips_image_remove(image.get(), *field);
    }
  }
  g_strfreev(fields);
}

/// libvips cuts the XMP of a PNG at its first zero, Debian's hands out none of an AVIF, and neither
/// any of a GIF: it is read from the file itself.
Bytes xmp_of(const Image& image, std::span<const std::byte> file, ImageFormat format) {
  if (format == ImageFormat::gif) {
    return metadata::xmp_of_gif(file);
  }
  if (Bytes whole = format == ImageFormat::png ? metadata::xmp_of_png(file) : Bytes();
      !whole.empty()) {
    return whole;
  }
  const std::span<const std::byte> packet = blob(image, VIPS_META_XMP_NAME);
  return packet.empty() && format == ImageFormat::avif ? xmp_of_avif(file).packet : copy_of(packet);
}

MetadataBlocks found_blocks(const Image& image, const Source& source, ImageFormat output) {
  const bool tiff = source.facts.format == ImageFormat::tiff;
  const bool takes_comments = source.facts.jpeg.comments && output == ImageFormat::jpeg;
  return {.exif = tiff ? exif_of_tiff(source.bytes) : copy_of(exif_of(image)),
          .xmp = xmp_of(image, source.bytes, source.facts.format),
          .photoshop = tiff ? photoshop_of_tiff(image, source.bytes) : photoshop_of(image),
          .jpeg_comments = takes_comments ? blocks_of_jpeg(source.bytes).jpeg_comments : Bytes()};
}

/// The texts of a PNG for an output that holds them; blocks within them go to `found` where it does
/// not.
Bytes texts_for(ImageFormat output, const Image& image, const Source& source, ExifEdit edit,
                MetadataBlocks& found, std::vector<std::string>& notes) {
  if (source.facts.format != ImageFormat::png) {
    return {};
  }
  // EXIF in a text turns no picture, but tells of one that has been turned.
  const bool turned =
      source.facts.orientation != 1 && !edit.kept.contains(MetadataKind::orientation);
  edit.orientation = turned ? 1 : 0;
  edit.size = edit.keeps_thumbnail ? PixelSize{} : frame_size(image);
  return output == ImageFormat::png ? png::kept_texts(source.bytes, edit, notes)
                                    : png::take_blocks_of_texts(source.bytes, edit, found, notes);
}

void set_blocks(const Image& image, const MetadataBlocks& blocks, ImageFormat output) {
  set_blob(image, VIPS_META_XMP_NAME, blocks.xmp);
  set_blob(image, kJpegCommentsField, blocks.jpeg_comments);
  if (output == ImageFormat::tiff) {
    set_blob(image, VIPS_META_IPTC_NAME, iptc_of_photoshop(blocks.photoshop));
    set_blob(image, kPhotoshopField, photoshop_without_iptc(blocks.photoshop));
  } else {
    set_blob(image, VIPS_META_IPTC_NAME, joined(kPhotoshopName, blocks.photoshop));
  }
  if (output == ImageFormat::avif) {
    set_blob(image, kAvifExifField, blocks.exif);
  } else {
    set_blob(image, VIPS_META_EXIF_NAME, joined(kExifName, blocks.exif));
  }
}

}  // namespace

bool is_block_field(std::string_view field) {
  const auto begins = [&](std::string_view start) { return field.starts_with(start); };
  return begins("exif-") || begins("xmp-") || begins("iptc-") || begins("photoshop-") ||
         begins("jpeg-thumbnail") || begins("pixherd-");
}

bool keeps_text_field(std::string_view field, MetadataSet kept) {
  if (field.starts_with("png-comment-")) {
    return false;  // the encoder would write them otherwise: they go from chunk to chunk
  }
  const bool other = field.starts_with("gif-comment") || field.starts_with("image-description");
  return !other || kept.contains(MetadataKind::other);
}

Result<Image> with_kept_fields(const Image& image, const Source& source, MetadataSet kept,
                               ImageFormat output, std::vector<std::string>& notes) {
  if (kept.icc_at_most()) {
    return share(image);  // the saver drops everything
  }
  // Of a picture that has been cut or turned the thumbnail would show what is not to be seen.
  const bool same = source.facts.orientation == 1 && frame_size(image) == source.facts.size;
  const ExifEdit edit{.kept = kept, .orientation = 1, .keeps_thumbnail = same};
  MetadataBlocks found = found_blocks(image, source, output);
  const Bytes texts = texts_for(output, image, source, edit, found, notes);
  const MetadataBlocks blocks = kept_blocks(found, edit, notes);
  Result<Image> copy = Operation("copy").set("in", image).image();
  if (!copy) {
    return copy;
  }
  remove_fields(*copy, kept);
  set_blob(*copy, kPngTextsField, texts);
  set_blocks(*copy, blocks, output);
  return copy;
}

Bytes exif_for_avif(const Image& image) {
  const std::span<const std::byte> exif = blob(image, kAvifExifField);
  return exif.empty() ? Bytes() : edited_exif(exif, {.size = frame_size(image)});
}

MetadataBlocks blocks_of_image(const Image& image, MetadataSet kept) {
  const auto keeps = [&](MetadataKind kind) { return kept.contains(kind); };
  const bool keeps_any_exif = keeps(MetadataKind::exif) || keeps(MetadataKind::gps) ||
                              keeps(MetadataKind::copyright) || keeps(MetadataKind::orientation);
  MetadataBlocks blocks;
  if (kept.icc_at_most()) {
    return blocks;
  }
  if (keeps_any_exif) {
    const std::span<const std::byte> exif = exif_of(image);
    const auto orientation = static_cast<std::uint32_t>(orientation_of(image));
    blocks.exif = exif.empty() ? exif_of_orientation(orientation)
                               : edited_exif(exif, {.kept = MetadataSet::all(),
                                                    .orientation = orientation,
                                                    .size = frame_size(image)});
  }
  const bool keeps_parts = keeps(MetadataKind::gps) || keeps(MetadataKind::copyright);
  if (keeps(MetadataKind::xmp) || keeps_parts) {
    blocks.xmp = copy_of(blob(image, VIPS_META_XMP_NAME));
  }
  if (keeps(MetadataKind::iptc) || keeps_parts || keeps(MetadataKind::other)) {
    blocks.photoshop = photoshop_of(image);
  }
  blocks.png_texts = copy_of(blob(image, kPngTextsField));
  blocks.jpeg_comments = copy_of(blob(image, kJpegCommentsField));
  return blocks;
}

bool is_turned_by_tag(int orientation, int frames, MetadataSet kept, ImageFormat output,
                      std::vector<std::string>& notes) {
  if (orientation == 1 || !kept.contains(MetadataKind::orientation)) {
    return false;
  }
  const bool holds_tag = output != ImageFormat::avif && output != ImageFormat::gif;
  if (!holds_tag) {
    notes.push_back(
        fmt::format("the picture is turned: {} holds no orientation tag", title(output)));
  } else if (frames > 1) {
    notes.emplace_back("the pages are turned: what has several is given no orientation tag");
  }
  return holds_tag && frames == 1;
}

Result<Image> turned_back(const Image& image, int orientation) {
  constexpr int kQuarterRight = 6;
  constexpr int kQuarterLeft = 8;
  const int back = orientation == kQuarterRight  ? kQuarterLeft
                   : orientation == kQuarterLeft ? kQuarterRight
                                                 : orientation;
  Result<Image> now = in_memory(image);
  if (now) {
    now = Operation("copy").set("in", *now).image();
  }
  if (now) {
    vips_image_set_int(now->get(), VIPS_META_ORIENTATION, back);
    now = Operation("autorot").set("in", *now).image();
  }
  if (now) {
    now = Operation("copy").set("in", *now).image();
  }
  if (now) {
    vips_image_set_int(now->get(), VIPS_META_ORIENTATION, orientation);
  }
  return now;
}

Result<Image> with_room_for_iptc(const Image& image) {
  const std::span<const std::byte> records = blob(image, VIPS_META_IPTC_NAME);
  if (records.empty()) {
    return share(image);
  }
  Result<Image> copy = Operation("copy").set("in", image).image();
  if (copy) {
    Bytes padded = copy_of(records);
    padded.resize(4 * records.size());
    set_blob(*copy, VIPS_META_IPTC_NAME, padded);
  }
  return copy;
}

std::string uncarried_blocks(const Image& image, const Bytes& file, ImageFormat format) {
  const Result<Image> again = load(file, format, {});
  std::string lost;
  const auto tell = [&](const char* field, const char* title, bool carried) {
    if (!blob(image, field).empty() && !carried) {
      lost += (lost.empty() ? "" : ", ") + std::string(title);
    }
  };
  const auto has = [&](const char* field) { return again.ok() && !blob(*again, field).empty(); };
  if (format == ImageFormat::tiff) {
    const std::span<const std::byte> exif = exif_of(image);
    const bool any = !exif_of_tiff(file).empty();
    const bool all = tiff::holds_all_of(exif) && (any || exif_of_tiff(exif).empty());
    tell(VIPS_META_EXIF_NAME, any ? "a part of the EXIF" : "EXIF", all);
  } else if (format == ImageFormat::avif) {
    const Bytes exif = exif_for_avif(image);
    tell(kAvifExifField, "EXIF",
         again.ok() && ByteView(exif_of(*again)).text() == ByteView(exif).text());
  } else {
    tell(VIPS_META_EXIF_NAME, "EXIF", has(VIPS_META_EXIF_NAME));
  }
  const std::span<const std::byte> xmp = blob(image, VIPS_META_XMP_NAME);
  tell(VIPS_META_XMP_NAME, "XMP", again.ok() && xmp_of(*again, file, format) == copy_of(xmp));
  // In a TIFF the records stand bare, so that they can be compared.
  const bool whole_iptc =
      format != ImageFormat::tiff ||
      (again.ok() && ByteView(blob(*again, VIPS_META_IPTC_NAME))
                         .has(0, ByteView(blob(image, VIPS_META_IPTC_NAME)).text()));
  const bool any_iptc =
      format == ImageFormat::tiff || !iptc_of_photoshop(photoshop_of(image)).empty();
  tell(VIPS_META_IPTC_NAME, any_iptc ? "IPTC" : "Photoshop data",
       has(VIPS_META_IPTC_NAME) && whole_iptc);
  const std::span<const std::byte> resources = blob(image, kPhotoshopField);
  tell(kPhotoshopField, "Photoshop data",
       again.ok() && ByteView(blob(*again, kPhotoshopField)).has(0, ByteView(resources).text()));
  tell(kPngTextsField, "text", format == ImageFormat::png);
  return lost;
}

}  // namespace pixherd
