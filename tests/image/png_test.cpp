// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

/// `png` with one more chunk between its picture and its end.
Bytes with_chunk_behind(const Bytes& png, const std::string& type, const std::string& body) {
  constexpr std::ptrdiff_t kEndChunk = 12;
  Bytes made = sample::with_png_chunk(png, type, body);
  const auto added = static_cast<std::ptrdiff_t>(made.size() - png.size());
  const auto from = made.begin() + 8 + 25;
  std::rotate(from, from + added, made.end() - kEndChunk);
  return made;
}

std::string text_in(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

const std::string kXmpBody = std::string("XML:com.adobe.xmp\0\0\0\0\0", 22) +
                             "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">what it shows</x:xmpmeta>";

TEST_CASE("metadata that stands behind a PNG's picture is kept as if it stood before") {
  need_engine();
  const Bytes plain = sample::image(ImageFormat::png, {.width = 96, .height = 64});
  const std::string exif = text_in(sample::exif_block({.orientation = 6}));
  const Bytes before = sample::with_png_chunk(
      sample::with_png_chunk(sample::with_png_chunk(plain, "eXIf", exif), "iTXt", kXmpBody), "tEXt",
      std::string("Comment\0what is said", 20));
  const Bytes behind = with_chunk_behind(
      with_chunk_behind(with_chunk_behind(plain, "tEXt", std::string("Comment\0what is said", 20)),
                        "iTXt", kXmpBody),
      "eXIf", exif);
  for (const MetadataSet kept : {MetadataSet::all(), MetadataSet::none()}) {
    for (const ImageFormat format :
         {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::tiff}) {
      for (const bool lossless : {false, true}) {
        if (lossless && (format == ImageFormat::jpeg || format == ImageFormat::png)) {
          continue;
        }
        CAPTURE(kept.bits(), name(format), lossless);
        TaskSettings settings = to_format(format);
        settings.metadata = kept;
        settings.lossless = lossless;
        settings.resize.long_edge = lossless ? 0 : 48;
        const Done wanted = run_task(before, settings);
        const Done done = run_task(behind, settings);
        CAPTURE(wanted.outcome.reason.value_or(Reason{}).message);
        REQUIRE(wanted.outcome.status == TaskStatus::saved);
        CHECK(wanted.outcome.height > wanted.outcome.width);
        CHECK(done.outcome.status == TaskStatus::saved);
        CHECK(done.outcome.notes == wanted.outcome.notes);
        CHECK((done.output == wanted.output));
      }
    }
  }
}

TEST_CASE("a place goes from a PNG's XMP and texts, in whatever chunk it is told") {
  need_engine();
  const std::string keyword("XML:com.adobe.xmp\0", 18);
  const std::string xmp =
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" exif:GPSLatitude=\"48\""
      " exif:Flash=\"what stays\"/></rdf:RDF></x:xmpmeta>";
  TaskSettings placeless = lossless_in_place();
  placeless.metadata.remove(MetadataKind::gps);
  TaskSettings colourless = lossless_in_place();
  colourless.metadata.remove(MetadataKind::icc);
  const Bytes plain = sample::image(ImageFormat::png, {.width = 96, .height = 64});

  const Bytes bare = sample::with_png_chunk(plain, "tEXt", keyword + xmp);
  const Bytes cut = run_task(bare, placeless).output;
  CHECK(text_in(cut).find("GPSLatitude") == std::string::npos);
  CHECK(text_in(cut).find("what stays") != std::string::npos);

  const Bytes packed = sample::with_png_chunk(plain, "zTXt", keyword + std::string("\0zip", 4));
  CHECK(run_task(packed, placeless).outcome.reason.value_or(Reason{}).code ==
        ReasonCode::metadata_lost);
  TaskSettings elsewhere = placeless;
  elsewhere.replaces_source = false;
  const Done without = run_task(packed, elsewhere);
  CHECK(text_in(without.output).find("com.adobe") == std::string::npos);
  CHECK(notes_say(without.outcome, "compressed"));
  CHECK(text_in(run_task(packed, colourless).output).find("com.adobe") != std::string::npos);

  for (const char* word : {"geo:lat", "geo:long", "Location", "Latitude", "City"}) {
    CAPTURE(word);
    const Bytes told =
        sample::with_png_chunk(plain, "tEXt", std::string(word) + std::string("\0here", 5));
    CHECK(text_in(run_task(told, placeless).output).find(word) == std::string::npos);
    CHECK(text_in(run_task(told, colourless).output).find(word) != std::string::npos);
  }
}

TEST_CASE("a chunk that no encoder writes again is named as lost where it is to be kept") {
  need_engine();
  const Bytes png = with_chunk_behind(sample::image(ImageFormat::png), "caBX", "whose it is");
  TaskSettings settings = in_place();
  settings.quality.global = 60;
  CHECK(run_task(png, settings).outcome.status == TaskStatus::saved);
  settings.metadata = MetadataSet::all();
  CHECK(run_task(png, settings).outcome.reason.value_or(Reason{}).code ==
        ReasonCode::metadata_lost);
  TaskSettings lossless = lossless_in_place();
  lossless.format = ImageFormat::webp;
  CHECK(run_task(png, lossless).outcome.reason.value_or(Reason{}).code ==
        ReasonCode::metadata_lost);
  settings.replaces_source = lossless.replaces_source = false;
  for (TaskSettings elsewhere : {settings, lossless}) {
    elsewhere.format = ImageFormat::webp;
    const Done done = run_task(png, elsewhere);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, "some metadata cannot be carried over: the chunk caBX"));
  }
}

TEST_CASE("a PNG with Apple's places of its picture's parts gets smaller without them") {
  need_engine();
  const std::string places = std::string(27, '\0') + 'p';
  const Bytes png = sample::with_png_chunk(
      sample::with_png_chunk(sample::image(ImageFormat::png), "iDOT", places), "tEXt",
      std::string("Comment\0what is said", 20));
  const Done done = run_task(png, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(text_in(done.output).find("iDOT") == std::string::npos);
  CHECK(text_in(done.output).find("what is said") != std::string::npos);

  TaskSettings settings;
  settings.lossless = true;
  settings.copy_unimproved = true;
  settings.min_savings.bytes = 1'000'000;
  settings.metadata = MetadataSet::all();
  settings.metadata.remove(MetadataKind::gps);
  CHECK((run_task(png, settings).output == png));
  settings.metadata.remove(MetadataKind::other);
  const std::string copied = text_in(run_task(png, settings).output);
  CHECK(copied.find("IDAT") != std::string::npos);
  CHECK(copied.find("iDOT") == std::string::npos);
}

TEST_CASE("a chunk that no encoder writes again stays in a PNG that is done without loss") {
  need_engine();
  const Bytes png = with_chunk_behind(sample::image(ImageFormat::png), "prVt", "what is told");
  const Done done = run_task(png, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(text_in(done.output).find("what is told") != std::string::npos);
}

}  // namespace
}  // namespace pixherd
