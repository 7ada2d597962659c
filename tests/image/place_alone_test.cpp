// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"

namespace pixherd {
namespace {

TEST_CASE("the place alone is kept from EXIF and from XMP, in every format that holds both") {
  need_engine();
  const sample::Bytes jpeg = sample::with_jpeg_segment(
      sample::jpeg_with_exif({}), 0xE1,
      std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
          "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><r:RDF "
          "xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><r:Description "
          "xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" exif:GPSLatitude=\"48,9N\" "
          "exif:UserComment=\"unasked\"/></r:RDF></x:xmpmeta>");
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp,
                                   ImageFormat::avif, ImageFormat::tiff}) {
    CAPTURE(name(format));
    TaskSettings settings = to_format(format);
    settings.resize.long_edge = 48;
    settings.metadata = keeping({MetadataKind::gps});
    const Done done = run_task(jpeg, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(tells(done.output, sample::ExifText::kPlace));
    CHECK(tells(done.output, "48,9N"));
    CHECK_FALSE(tells(done.output, "unasked"));
    CHECK(done.outcome.notes.empty());
  }
}

}  // namespace
}  // namespace pixherd
