// SPDX-License-Identifier: Apache-2.0
#include <initializer_list>
#include <string>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::ExifText;

constexpr const char* kUncarried = "some metadata cannot be carried over";

std::string exif_body() {
  const sample::Bytes block = sample::exif_block({});
  return std::string("Exif\0\0", 6) +
         std::string(reinterpret_cast<const char*>(block.data()), block.size());
}

std::string xmp_body(const std::string& words) {
  return std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\""
         " exif:GPSAltitude=\"of " +
         words + "\" x:words=\"" + words + "\"/>";
}

std::string more_xmp_body() {
  return std::string("http://ns.adobe.com/xmp/extension/\0", 35) + std::string(40, 'a') +
         "the rest of the XMP";
}

/// The segments stand in this order.
sample::Bytes jpeg_with(const std::string& first, const std::string& second) {
  return sample::with_jpeg_segment(
      sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1, second), 0xE1, first);
}

struct Further {
  sample::Bytes jpeg;
  MetadataKind kind;
};

std::vector<Further> with_further_blocks() {
  return {{jpeg_with(exif_body(), exif_body()), MetadataKind::exif},
          {jpeg_with(xmp_body("one"), xmp_body("two")), MetadataKind::xmp},
          {jpeg_with(xmp_body("one"), more_xmp_body()), MetadataKind::xmp}};
}

TEST_CASE(
    "a second EXIF or XMP of a JPEG, and what goes on from its XMP, stop lossy work in place") {
  need_engine();
  for (const auto& [jpeg, kind] : with_further_blocks()) {
    CHECK(read_source_facts(jpeg, ImageFormat::jpeg).value().metadata.uncarried);
    for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
      for (const MetadataSet kept : {MetadataSet::all(), keeping({kind})}) {
        CAPTURE(static_cast<int>(kind), name(format), kept.bits());
        TaskSettings settings = in_place();
        settings.format = format;
        settings.quality.global = 40;
        settings.metadata = kept;
        const Done left = run_task(jpeg, settings);
        CHECK(left.outcome.status == TaskStatus::skipped);
        CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
        settings.replaces_source = false;
        const Done beside = run_task(jpeg, settings);
        CHECK(beside.outcome.status == TaskStatus::saved);
        CHECK(notes_say(beside.outcome, kUncarried));
      }
    }
    TaskSettings settings = in_place();
    settings.quality.global = 40;
    settings.metadata = MetadataSet::icc();
    CHECK(run_task(jpeg, settings).outcome.status == TaskStatus::saved);
  }
}

TEST_CASE("a second XMP of a PNG stops lossy work in place, and stays where nothing is lost") {
  need_engine();
  sample::Bytes png = sample::image(ImageFormat::png);
  for (const char* words : {"one", "two"}) {
    png =
        sample::with_png_chunk(png, "iTXt",
                               std::string("XML:com.adobe.xmp\0\0\0\0\0", 22) +
                                   "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:w=\"" + words + "\"/>");
  }
  TaskSettings settings = in_place();
  settings.quality.global = 40;
  settings.metadata = MetadataSet::all();
  CHECK(run_task(png, settings).outcome.reason.value_or(Reason{}).code ==
        ReasonCode::metadata_lost);
  const Done done = run_task(png, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const std::string text(reinterpret_cast<const char*>(done.output.data()), done.output.size());
  CHECK((text.find("\"one\"") != std::string::npos && text.find("\"two\"") != std::string::npos));
}

TEST_CASE("each kind of part that is not carried is named once, whatever others are called") {
  sample::Bytes jpeg = sample::jpeg_of(sample::picture(), {});
  for (const std::uint8_t marker : std::initializer_list<std::uint8_t>{0xE1, 0xEC, 0xE1, 0xEC}) {
    jpeg = sample::with_jpeg_segment(jpeg, marker, "a program's own");
  }
  CHECK(read_source_facts(jpeg, ImageFormat::jpeg).value().metadata.uncarried_parts ==
        "the segment APP12, the segment APP1");
}

TEST_CASE("one EXIF and one XMP are carried over without a word") {
  need_engine();
  TaskSettings settings = in_place();
  settings.quality.global = 40;
  settings.metadata = MetadataSet::all();
  const Done done = run_task(jpeg_with(exif_body(), xmp_body("one")), settings);
  CHECK(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.notes.empty());
}

TEST_CASE("lossless work carries further EXIF and XMP, and takes out of all what is to go") {
  need_engine();
  const sample::Bytes exif = jpeg_with(exif_body(), exif_body());
  const sample::Bytes xmp = jpeg_with(xmp_body("one"), xmp_body("two"));
  const Done whole = run_task(xmp, lossless_in_place());
  REQUIRE(whole.outcome.status == TaskStatus::saved);
  CHECK((tells(whole.output, "of one") && tells(whole.output, "of two")));
  TaskSettings settings = lossless_in_place();
  settings.metadata.remove(MetadataKind::gps);
  const Done less = run_task(xmp, settings);
  REQUIRE(less.outcome.status == TaskStatus::saved);
  CHECK((tells(less.output, "words=\"one\"") && tells(less.output, "words=\"two\"")));
  CHECK_FALSE(tells(less.output, "GPSAltitude"));
  CHECK(less.outcome.notes.empty());
  const Done placeless = run_task(exif, settings);
  REQUIRE(placeless.outcome.status == TaskStatus::saved);
  CHECK_FALSE(tells(placeless.output, ExifText::kPlace));
  const std::string text(reinterpret_cast<const char*>(placeless.output.data()),
                         placeless.output.size());
  const std::size_t first = text.find(ExifText::kMaker);
  REQUIRE(first != std::string::npos);
  CHECK(text.find(ExifText::kMaker, first + 1) != std::string::npos);
}

}  // namespace
}  // namespace pixherd
