// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/source_facts.hpp"
#include "pixherd/format/xmp.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

const std::string kSecret = "WhereILiveInDetail";

bool tells_secret(const sample::Bytes& file) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  return text.find(kSecret) != std::string_view::npos;
}

TEST_CASE("no format carries metadata that was to be dropped") {
  need_engine();
  const sample::Bytes jpeg = sample::jpeg_with_metadata(kSecret);
  REQUIRE(tells_secret(jpeg));
  for (const ImageFormat format : kImageFormats) {
    for (const MetadataSet metadata : {MetadataSet::none(), MetadataSet::icc()}) {
      CAPTURE(name(format), metadata.bits());
      TaskSettings settings = to_format(format);
      settings.metadata = metadata;
      settings.resize.long_edge = 48;
      const Done done = run_task(jpeg, settings);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK_FALSE(tells_secret(done.output));
    }
  }
}

TEST_CASE("metadata that is to be kept is there, or a note says that it is not") {
  need_engine();
  for (const ImageFormat format : kImageFormats) {
    CAPTURE(name(format));
    TaskSettings settings = to_format(format);
    settings.metadata = MetadataSet::all();
    settings.resize.long_edge = 48;
    const Done done = run_task(sample::jpeg_with_metadata(kSecret), settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK((tells_secret(done.output) || notes_say(done.outcome, "metadata")));
    CHECK((tells_secret(done.output) || format == ImageFormat::gif));
  }
}

TEST_CASE("metadata that would be lost stops work in place") {
  need_engine();
  TaskSettings settings = in_place();
  settings.metadata = MetadataSet::all();
  settings.format = ImageFormat::gif;
  const Done done = run_task(sample::jpeg_with_metadata(kSecret), settings);
  CHECK(done.outcome.status == TaskStatus::skipped);
  CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
}

TEST_CASE("each format's metadata is seen in its structure") {
  need_engine();
  TaskSettings keeping;
  keeping.metadata = MetadataSet::all();
  keeping.resize.long_edge = 48;
  for (const ImageFormat format : kImageFormats) {
    CAPTURE(name(format));
    const Done bare = run_task(sample::jpeg_with_metadata(kSecret), to_format(format));
    // libvips 8.14 puts an EXIF of its own, with the resolution, into every WebP.
    CHECK((format == ImageFormat::webp || !read_source_facts(bare.output, format)->metadata.any));
    if (format != ImageFormat::gif) {
      keeping.format = format;
      const Done done = run_task(sample::jpeg_with_metadata(kSecret), keeping);
      CHECK(read_source_facts(done.output, format)->metadata.any);
    }
  }
}

TEST_CASE("a file that is copied leaves the metadata behind that was to be dropped") {
  need_engine();
  TaskSettings settings;
  settings.quality.jpeg = 100;
  settings.copy_unimproved = true;
  const Done copied = run_task(sample::jpeg_with_metadata(kSecret), settings);
  REQUIRE(copied.outcome.status == TaskStatus::copied);
  CHECK_FALSE(tells_secret(copied.output));
  CHECK(copied.outcome.notes.empty());
  settings.metadata = MetadataSet::all();
  const Done whole = run_task(sample::jpeg_with_metadata(kSecret), settings);
  CHECK(whole.output == sample::jpeg_with_metadata(kSecret));
  CHECK(whole.outcome.notes.empty());
}

TEST_CASE("segments of a JPEG that nobody writes again are named, whichever marker they have") {
  need_engine();
  const sample::Bytes jpeg = sample::image(ImageFormat::jpeg);
  const struct {
    std::uint8_t marker;
    std::string body;
    bool carried;
  } segments[] = {{0xE0, std::string("JFIF\0\1\2\0\0\1\0\1\0\0", 14), true},
                  {0xE0, std::string("JFXX\0\x13", 6), false},
                  {0xE1, sample::exif_with_orientation(1), true},
                  {0xE1, std::string("FLIR\0\1\0\1", 8) + "heat", false},
                  {0xE2, std::string("ICC_PROFILE\0\1\1", 14) + "colours", true},
                  {0xE2, std::string("FPXR\0\0", 6), false},
                  {0xED, std::string("Photoshop 3.0\0", 14), true},
                  {0xED, std::string("Adobe_CM\0", 9), false},
                  {0xEE, std::string("Adobe\0d\0\0\0\0\1", 12), true},
                  {0xEE, "of somebody else's", false},
                  {0xE5, "of anybody's", false}};
  for (const auto& [marker, body, carried] : segments) {
    CAPTURE(int{marker}, body);
    const sample::Bytes with = sample::with_jpeg_segment(jpeg, marker, body);
    const SourceFacts facts = read_source_facts(with, ImageFormat::jpeg).value();
    CHECK(facts.metadata.uncarried == !carried);
    if (!carried) {
      TaskSettings settings = in_place();
      settings.quality.global = 40;
      settings.metadata = MetadataSet::all();
      const Reason reason = run_task(with, settings).outcome.reason.value_or(Reason{});
      CHECK(reason.code == ReasonCode::metadata_lost);
      CHECK(reason.message.find("not done, since some metadata cannot be carried over: the segment "
                                "APP" +
                                std::to_string(marker & 0x0F)) == 0);
    }
  }
}

/// Unit and dots in both directions, as JFIF tells them; empty where it does not.
std::string density_in(const sample::Bytes& jpeg) {
  const std::string text(reinterpret_cast<const char*>(jpeg.data()), jpeg.size());
  const std::string start("\xFF\xD8\xFF\xE0\0\x10JFIF\0", 11);
  return text.starts_with(start) ? text.substr(13, 5) : "";
}

TEST_CASE("a JPEG keeps how large it is to be printed beside the metadata that it keeps") {
  need_engine();
  const std::string dots("\1\1\x2C\1\x2C", 5);
  const std::string metric("\2\0\x76\0\x76", 5);
  for (const std::string& density : {dots, metric}) {
    const sample::Bytes jpeg =
        sample::with_jpeg_segment(sample::jpeg_with_metadata(kSecret), 0xE0,
                                  std::string("JFIF\0\1\1", 7) + density + std::string(2, '\0'));
    REQUIRE(density_in(jpeg) == density);
    for (const Lane lane : {Lane::planes, Lane::libvips}) {
      for (const std::uint32_t edge : {0U, 48U}) {
        CAPTURE(density, name(lane), edge);
        TaskSettings settings = to_long_edge(edge);
        settings.lane = lane;
        settings.quality.global = 40;
        CHECK(density_in(run_task(jpeg, settings).output) != density);
        settings.metadata = MetadataSet::all();
        settings.metadata.remove(MetadataKind::gps);
        const Done done = run_task(jpeg, settings);
        REQUIRE(done.outcome.status == TaskStatus::saved);
        CHECK(density_in(done.output) == density);
        CHECK(decoded(done.output, ImageFormat::jpeg).width == (edge == 0 ? 96 : edge));
      }
    }
  }
}

TEST_CASE("an XMP packet says upright in every way of saying so, and nothing else changes") {
  const auto upright = [](const std::string& packet) {
    return with_upright_orientation(packet).value_or("nothing to do");
  };
  CHECK(upright("<a tiff:Orientation=\"6\" b=\"6\"/>") == "<a tiff:Orientation=\"1\" b=\"6\"/>");
  CHECK(upright("<a tiff:Orientation = '8'/>") == "<a tiff:Orientation = '1'/>");
  CHECK(upright("<tiff:Orientation> 3 </tiff:Orientation>") ==
        "<tiff:Orientation> 1 </tiff:Orientation>");
  for (const std::string packet :
       {"", "tiff:Orientation", "tiff:Orientation=", "tiff:Orientation=\"", "tiff:Orientation>12<",
        "<a tiff:Orientation=\"1\"/>", "<a exif:Orientation=\"6\"/>"}) {
    CHECK(upright(packet) == "nothing to do");
  }
}

TEST_CASE("XMP that is kept does not turn a picture a second time") {
  need_engine();
  const std::string xmp = std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
                          "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" tiff:Orientation=\"6\"/>";
  const sample::Bytes jpeg = sample::with_jpeg_segment(sample::oriented_jpeg(6), 0xE1, xmp);
  TaskSettings settings = to_long_edge(40);
  settings.metadata = MetadataSet::all();
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::webp, ImageFormat::tiff}) {
    settings.format = format;
    const Done done = run_task(jpeg, settings);
    CAPTURE(name(format));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    const std::string text(reinterpret_cast<const char*>(done.output.data()), done.output.size());
    CHECK(text.find("tiff:Orientation=\"1\"") != std::string::npos);
    CHECK(text.find("tiff:Orientation=\"6\"") == std::string::npos);
  }
}

TEST_CASE("lossless work carries the metadata of a JPEG byte for byte") {
  need_engine();
  const Done done = run_task(sample::jpeg_with_metadata(kSecret), lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(tells_secret(done.output));
}

}  // namespace
}  // namespace pixherd
