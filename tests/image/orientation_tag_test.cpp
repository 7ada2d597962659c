// SPDX-License-Identifier: Apache-2.0
// Where --keep orientation is to leave the pixels as they are stored.
#include <string>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

TaskSettings keeping_tag(ImageFormat format) {
  TaskSettings settings = to_format(format);
  settings.metadata = keeping({MetadataKind::orientation, MetadataKind::icc});
  return settings;
}

sample::Bytes turned_png(std::uint32_t orientation) {
  return with_blocks(sample::image(ImageFormat::png), ImageFormat::png,
                     {.exif = exif_of_orientation(orientation)});
}

TEST_CASE("a picture that is turned though its tag was to be kept is told so") {
  need_engine();
  for (const ImageFormat format : {ImageFormat::avif, ImageFormat::gif}) {
    CAPTURE(name(format));
    const Done done = run_task(sample::oriented_jpeg(6), keeping_tag(format));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, "the picture is turned: " + std::string(title(format)) +
                                      " holds no orientation tag"));
    CHECK(run_task(sample::oriented_jpeg(1), keeping_tag(format)).outcome.notes.empty());
    TaskSettings unasked = to_format(format);
    CHECK(run_task(sample::oriented_jpeg(6), unasked).outcome.notes.empty());
  }
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp, ImageFormat::tiff}) {
    CAPTURE(name(format));
    CHECK(run_task(sample::oriented_jpeg(6), keeping_tag(format)).outcome.notes.empty());
  }
}

TEST_CASE("a conversion without loss keeps the tag that is to be kept, or tells of it") {
  need_engine();
  for (const std::uint32_t orientation : {3U, 6U, 8U}) {
    const sample::Bytes png = turned_png(orientation);
    const Pixels stored = decoded(png, ImageFormat::png);
    for (const ImageFormat format : {ImageFormat::webp, ImageFormat::tiff}) {
      CAPTURE(orientation, name(format));
      TaskSettings settings = keeping_tag(format);
      settings.lossless = true;
      const Done done = run_task(png, settings);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(read_source_facts(done.output, format).value().orientation == orientation);
      CHECK(same_picture(decoded(done.output, format), stored));
      CHECK(done.outcome.width == (orientation >= 5 ? stored.height : stored.width));
      CHECK(done.outcome.notes.empty());
    }
    const sample::Bytes webp =
        with_blocks(run_task(sample::image(ImageFormat::png),
                             [] {
                               TaskSettings settings = to_format(ImageFormat::webp);
                               settings.lossless = true;
                               return settings;
                             }())
                        .output,
                    ImageFormat::webp, {.exif = exif_of_orientation(orientation)});
    TaskSettings to_png = keeping_tag(ImageFormat::png);
    to_png.lossless = true;
    const Done back = run_task(webp, to_png);
    REQUIRE(back.outcome.status == TaskStatus::saved);
    CHECK(read_source_facts(back.output, ImageFormat::png).value().orientation == orientation);
    CHECK(same_picture(decoded(back.output, ImageFormat::png), stored));
  }
  TaskSettings to_gif = keeping_tag(ImageFormat::gif);
  to_gif.lossless = true;
  const sample::Bytes few = with_blocks(sample::image(ImageFormat::png, {.few_colours = true}),
                                        ImageFormat::png, {.exif = exif_of_orientation(6)});
  const Done gif = run_task(few, to_gif);
  REQUIRE(gif.outcome.status == TaskStatus::saved);
  CHECK(notes_say(gif.outcome, "GIF holds no orientation tag"));
}

}  // namespace
}  // namespace pixherd
