// SPDX-License-Identifier: Apache-2.0
// Metadata is filtered block by block and file by file: what comes out must be readable again, hold
// no more than before, and not change when it is filtered once more.
#include <array>
#include <string_view>

#include "fuzz/fuzz.hpp"
#include "pixherd/format/companion_strip.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/iptc.hpp"
#include "pixherd/format/jpeg_companions.hpp"
#include "pixherd/format/source_facts.hpp"
#include "pixherd/format/tiff_layout.hpp"
#include "pixherd/format/xmp.hpp"

namespace pixherd::fuzz {
namespace {

using Block = std::vector<std::byte>;

void filter_exif(Input block, MetadataSet kept) {
  const Block made = edited_exif(block, {.kept = kept});
  if (kept.contains(MetadataKind::exif)) {
    PIXHERD_CHECK(made.size() <= block.size());
    PIXHERD_CHECK(made.empty() || edited_exif(made, {.kept = kept}).size() <= made.size());
  }
  const Block told = edited_exif(block, {.kept = kept, .orientation = 6, .size = {640, 480}});
  PIXHERD_CHECK(told.size() <= 2 * block.size() + 256);
  PIXHERD_CHECK(exif_of_tiff(block).size() <= 3 * block.size() + 256);
}

void filter_packets(Input block, MetadataSet kept) {
  const Block xmp = kept_xmp(block, kept);
  if (kept.contains(MetadataKind::xmp)) {
    PIXHERD_CHECK(xmp.size() <= block.size());
    PIXHERD_CHECK(xmp.empty() || kept_xmp(xmp, kept) == xmp);
  }
  PIXHERD_CHECK(without_gain_map(block).size() <= block.size());
  const Block records = kept_iptc(block, kept);
  PIXHERD_CHECK(records.size() <= block.size() && kept_iptc(records, kept) == records);
  const Block resources = kept_photoshop(block, kept);
  PIXHERD_CHECK(resources.size() <= block.size() + 1);
  const Block others = photoshop_without_iptc(block);
  PIXHERD_CHECK(others.size() <= block.size() + 1 && iptc_of_photoshop(others).empty());
  PIXHERD_CHECK(iptc_of_tiff(block).size() <= block.size());
}

void filter_file(Input file, ImageFormat format, MetadataSet kept) {
  const Result<SourceFacts> facts = read_source_facts(file, format);
  if (!facts) {
    return;
  }
  const Result<Filtered> made = with_kept_metadata(file, format, kept, facts->orientation);
  const bool is_checked_by_its_pixels = format == ImageFormat::tiff || format == ImageFormat::avif;
  if (made && !is_checked_by_its_pixels) {
    const Result<SourceFacts> again = read_source_facts(made->bytes, format);
    PIXHERD_CHECK(again.ok() && again->size == facts->size && again->frames == facts->frames);
  }
  if (format == ImageFormat::tiff) {
    std::size_t left = file.size();
    const Attempt shown = tiff::for_each_jpeg_tile(file, [&](const Block& jpeg) {
      PIXHERD_CHECK(jpeg.size() > 0 && left > 0);
      --left;
      return success();
    });
    PIXHERD_CHECK(shown.ok() || shown.error().code == ErrorCode::damaged);
  }
  const Block beside = with_blocks(file, format, {.exif = exif_of_orientation(6)});
  PIXHERD_CHECK(read_source_facts(beside, format).ok());
  if (format == ImageFormat::jpeg) {
    PIXHERD_CHECK(
        read_source_facts(without_companion_marks({file.begin(), file.end()}), format).ok());
    const Result<Filtered> all = filter_beside_companions(file, kept, facts->orientation);
    PIXHERD_CHECK(!all || check_companions(file, all->bytes).ok());
  }
}

}  // namespace
}  // namespace pixherd::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixherd;
  if (size < 1) {
    return 0;
  }
  const MetadataSet kept(data[0] & kMetadataBits);
  const fuzz::Input input = fuzz::input(data + 1, size - 1);
  fuzz::filter_exif(input, kept);
  fuzz::filter_packets(input, kept);
  for (const ImageFormat format : kImageFormats) {
    fuzz::filter_file(input, format, kept);
  }
  return 0;
}
