// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "exif_new.hpp"
#include "exif_writer.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/jpeg_quality.hpp"
#include "pixherd/format/jpeg_segments.hpp"
#include "pixherd/format/tiff_exif.hpp"
#include "structure.hpp"
#include "tiff_directory.hpp"
#include "tiff_kind.hpp"
#include "tiff_tags.hpp"

namespace pixherd::structure {
namespace {

std::uint32_t small(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

/// None, CCITT, LZW, Deflate (both numbers), PackBits, LZMA, Zstandard.
bool is_lossless(const tiff::Directory& page) {
  constexpr std::array<std::uint64_t, 10> kLossless{1, 2, 3, 4, 5, 8, 32773, 32946, 34925, 50000};
  const std::uint64_t coding = page.value(tiff::compression, 1);
  return std::find(kLossless.begin(), kLossless.end(), coding) != kLossless.end();
}

/// Pages that are alike in all of this are decoded in one go.
auto kind_of(const tiff::Directory& page) {
  const tiff::Samples samples = tiff::samples_of(page);
  const std::uint64_t height = page.value(tiff::image_length, 0);
  return std::tuple(page.value(tiff::image_width, 0), height, samples.bits, samples.count,
                    samples.photometric, samples.format, samples.extra, samples.extra_meaning,
                    page.value(tiff::compression, 1), page.value(tiff::planar, 1),
                    page.value(tiff::orientation, 1), page.value(tiff::tile_width, 0),
                    page.value(tiff::tile_length, 0),
                    std::min(page.value(tiff::rows_per_strip, height), height));
}

/// Compares the values of pages with those of the first. What that costs is limited: pages may
/// share values, so that there is more to compare than there are bytes.
class PageComparison {
 public:
  PageComparison(const tiff::Directory& first, std::uint64_t most_bytes)
      : first_(first), left_(most_bytes) {}

  void note(SourceFacts& facts, const tiff::Directory& page) {
    facts.tiff.unlike_pages |= kind_of(page) != kind_of(first_) || !same(page, tiff::icc_profile) ||
                               !same(page, tiff::color_map);
    for (const tiff::Tag tag :
         {tiff::new_subfile_type, tiff::x_resolution, tiff::y_resolution, tiff::resolution_unit}) {
      facts.tiff.pages_of_unlike_use |= !same(page, tag);
    }
    facts.tiff.pages_of_unlike_metadata |= page.entries.size() != first_.entries.size();
    for (const tiff::Entry& entry : page.entries) {
      facts.tiff.pages_of_unlike_metadata |= entry.tag != tiff::page_number &&
                                             !tiff::belongs_to_coding(entry.tag) &&
                                             !same(page, entry.tag);
    }
  }

 private:
  bool same(const tiff::Directory& page, std::uint32_t tag) {
    const tiff::Entry* a = first_.find(tag);
    const tiff::Entry* b = page.find(tag);
    if (a == nullptr || b == nullptr) {
      return a == b;
    }
    if (a->type != b->type || a->count != b->count) {
      return false;
    }
    const std::uint64_t length = a->bytes().size();
    if (a->at == b->at || length == 0) {
      return true;
    }
    if (length > left_) {
      return false;
    }
    left_ -= length;
    return a->bytes().text() == b->bytes().text();
  }

  const tiff::Directory& first_;
  std::uint64_t left_;
};

/// What becomes an EXIF block, and from that again tags of the first page.
bool is_told_in_exif(std::uint32_t tag) {
  return exif::describes_picture(tag) || tag == tiff::exif_directory || tag == tiff::gps_directory;
}

bool is_told_whole(const tiff::Directory& page, ByteView file) {
  return std::none_of(page.entries.begin(), page.entries.end(),
                      [](const tiff::Entry& entry) { return is_told_in_exif(entry.tag); }) ||
         (exif::tiff_tells_whole(file.bytes()) && tiff::holds_all_of(exif_of_tiff(file.bytes())));
}

void note_page(SourceFacts& facts, const tiff::Directory& page, bool carries_exif) {
  for (const tiff::Entry& entry : page.entries) {
    if (entry.tag != tiff::sub_directories && !(carries_exif && is_told_in_exif(entry.tag)) &&
        !tiff::is_carried(entry.tag)) {
      note_uncarried(facts, fmt::format("the tag {}", entry.tag));
    }
    facts.metadata.any |= tiff::holds_metadata(entry.tag);
    facts.metadata.profile |= entry.tag == tiff::icc_profile;
  }
  facts.tiff.pictures_below |= page.find(tiff::sub_directories) != nullptr;
  facts.lossless_coding &= is_lossless(page);
  facts.bits = std::max(facts.bits, small(page.value(tiff::bits_per_sample, 1)));
  if (facts.tiff.unwritable.empty()) {
    facts.tiff.unwritable = tiff::unwritable(page);
  }
}

/// A page that is larger than the first, of which the size is known.
void note_area(SourceFacts& facts, const tiff::Directory& page) {
  const std::uint64_t area = std::uint64_t{small(page.value(tiff::image_width, 0))} *
                             small(page.value(tiff::image_length, 0));
  const std::uint64_t first = std::uint64_t{facts.size.width} * facts.size.height;
  std::uint64_t& further = facts.further_pixels;
  if (__builtin_add_overflow(further, area - std::min(area, first), &further)) {
    further = std::numeric_limits<std::uint64_t>::max();
  }
}

std::uint32_t quality_in_stream(ByteView jpeg) {
  std::uint32_t quality = 0;
  (void)for_each_jpeg_segment(jpeg, [&](const JpegSegment& segment) {
    if (segment.marker == kJpegQuantisation && quality == 0) {
      quality = jpeg_quality_in(segment.body.bytes());
    }
  });
  return quality;
}

/// JPEG in a TIFF has its tables in a tag of their own, or in each strip.
std::uint32_t quality_of(const tiff::Directory& page, ByteView file) {
  if (page.value(tiff::compression, 1) != tiff::kJpegCoding) {
    return 0;
  }
  const tiff::Entry* tables = page.find(tiff::jpeg_tables);
  const std::uint32_t quality = tables != nullptr ? quality_in_stream(tables->bytes()) : 0;
  const bool tiled = page.find(tiff::tile_offsets) != nullptr;
  const std::uint64_t at = page.value(tiled ? tiff::tile_offsets : tiff::strip_offsets, 0);
  const std::uint64_t length = page.value(tiled ? tiff::tile_bytes : tiff::strip_bytes, 0);
  return quality != 0 ? quality : quality_in_stream(file.part(at, length));
}

void note_first_page(SourceFacts& facts, const tiff::Directory& page) {
  const tiff::Samples samples = tiff::samples_of(page);
  const std::uint64_t orientation = page.value(tiff::orientation, 1);
  facts.size = {small(page.value(tiff::image_width, 0)), small(page.value(tiff::image_length, 0))};
  facts.orientation = orientation >= 1 && orientation <= 8 ? small(orientation) : 1;
  facts.palette = samples.photometric == tiff::kPalette;
  facts.cmyk = samples.photometric == tiff::kInk;
  facts.tiff.lab = samples.photometric == tiff::kLab;
  facts.channels = facts.palette ? 3 : small(samples.count);
  facts.alpha = samples.extra > 0;
  facts.tiff.unexplained_extra =
      samples.extra > 1 || (samples.extra == 1 && samples.extra_meaning == 0);
  facts.unread_samples = tiff::unread_samples(page);
}

}  // namespace

Result<SourceFacts> of_tiff(ByteView file) {
  const Result<tiff::File> directories = tiff::read(file);
  if (!directories) {
    return directories.error();
  }
  SourceFacts facts;
  facts.format = ImageFormat::tiff;
  facts.frames = small(directories->pages.size());
  if (facts.frames == 0) {
    return facts;
  }
  facts.lossless_coding = true;
  facts.bits = 1;
  const tiff::Directory& first = directories->pages.front();
  note_first_page(facts, first);
  facts.quality = quality_of(first, file);
  if (std::string instead = tiff::unread_picture(*directories, file); !instead.empty()) {
    facts.unread_samples = std::move(instead);
  }
  facts.tiff.pictures_below = !directories->below.empty();
  PageComparison comparison(first, 4 * file.size());
  const bool carries_exif = facts.frames == 1 && is_told_whole(first, file);
  for (const tiff::Directory& page : directories->pages) {
    note_page(facts, page, carries_exif);
    note_area(facts, page);
    comparison.note(facts, page);
  }
  facts.trailing_bytes = trailing_bytes(file, directories->end);
  return facts;
}

}  // namespace pixherd::structure
