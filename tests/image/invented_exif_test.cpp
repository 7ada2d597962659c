// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/exif.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"

namespace pixherd {
namespace {

TEST_CASE("no EXIF is written where the source has none, and in place a second run finds nothing") {
  need_engine();
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
    for (const MetadataSet kept :
         {MetadataSet::all(), keeping({MetadataKind::exif}),
          keeping({MetadataKind::copyright, MetadataKind::icc}), MetadataSet::none()}) {
      CAPTURE(name(format), kept.bits());
      TaskSettings settings = to_format(format);
      settings.metadata = kept;
      settings.resize.long_edge = 48;
      const Done plain = run_task(sample::image(ImageFormat::png), settings);
      REQUIRE(plain.outcome.status == TaskStatus::saved);
      CHECK_FALSE(read_source_facts(plain.output, format).value().metadata.any);
      CHECK_FALSE(tells(plain.output, "Exif"));
      settings.replaces_source = true;
      settings.metadata_asked = true;
      settings.resize = {};
      settings.min_savings.percent = 5;
      const Done again = run_task(plain.output, settings);
      CHECK(again.outcome.status != TaskStatus::saved);
    }
  }
}

TEST_CASE("an AVIF has the very EXIF that is to be kept, with nothing invented beside it") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::avif);
  settings.metadata = MetadataSet::all();
  const sample::Bytes jpeg = sample::jpeg_with_exif({});
  const PixelSize size = read_source_facts(jpeg, ImageFormat::jpeg).value().size;
  const sample::Bytes block = edited_exif(sample::exif_block({}), {.size = size});
  settings.lane = Lane::libvips;
  CHECK(tells(run_task(jpeg, settings).output,
              {reinterpret_cast<const char*>(block.data()), block.size()}));
}

}  // namespace
}  // namespace pixherd
