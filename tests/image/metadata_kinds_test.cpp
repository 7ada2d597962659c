// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::ExifText;

MetadataSet stripping(MetadataKind kind) {
  MetadataSet kept = MetadataSet::all();
  kept.remove(kind);
  return kept;
}

/// The same metadata in each format that holds EXIF.
sample::Bytes tagged(ImageFormat format) {
  sample::Bytes jpeg = sample::jpeg_with_exif({});
  if (format == ImageFormat::jpeg) {
    return jpeg;
  }
  TaskSettings settings = to_format(format);
  settings.metadata = MetadataSet::all();
  return run_task(jpeg, settings).output;
}

TEST_CASE("every format that holds EXIF gets it whole, or without the place, or the owner alone") {
  need_engine();
  for (const std::optional<Lane> lane : {std::optional<Lane>(), std::optional(Lane::libvips)}) {
    for (const ImageFormat format :
         {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
      CAPTURE(name(format), lane.has_value());
      TaskSettings settings = to_format(format);
      settings.lane = lane;
      settings.resize.long_edge = 48;
      settings.metadata = MetadataSet::all();
      const Done whole = run_task(sample::jpeg_with_exif({}), settings);
      REQUIRE(whole.outcome.status == TaskStatus::saved);
      CHECK(tells(whole.output, ExifText::kMaker));
      CHECK(tells(whole.output, ExifText::kPlace));
      settings.metadata = stripping(MetadataKind::gps);
      const Done without = run_task(sample::jpeg_with_exif({}), settings);
      CHECK(tells(without.output, ExifText::kMaker));
      CHECK(tells(without.output, ExifText::kOwner));
      CHECK_FALSE(tells(without.output, ExifText::kPlace));
      settings.metadata = keeping({MetadataKind::copyright});
      const Done owner = run_task(sample::jpeg_with_exif({}), settings);
      CHECK(tells(owner.output, ExifText::kOwner));
      CHECK_FALSE(tells(owner.output, ExifText::kMaker));
      CHECK_FALSE(tells(owner.output, ExifText::kPlace));
    }
  }
}

TEST_CASE("a subset of the metadata stays in planes") {
  need_engine();
  TaskSettings settings = to_long_edge(48);
  settings.metadata = keeping({MetadataKind::copyright, MetadataKind::icc});
  CHECK(run_task(sample::jpeg_with_exif({}), settings).outcome.lane == Lane::planes);
}

TEST_CASE("what is dropped in place is dropped whatever the size, and once") {
  need_engine();
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
    CAPTURE(name(format));
    TaskSettings settings = lossless_in_place();
    const sample::Bytes source = tagged(format);
    const Done smallest = run_task(source, settings);
    const sample::Bytes& before =
        smallest.outcome.status == TaskStatus::saved ? smallest.output : source;
    REQUIRE(tells(before, ExifText::kPlace));
    settings.metadata = stripping(MetadataKind::gps);
    const Done done = run_task(before, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK_FALSE(tells(done.output, ExifText::kPlace));
    CHECK(tells(done.output, ExifText::kNote));
    CHECK(decoded(done.output, format) == decoded(before, format));
    CHECK(run_task(done.output, settings).outcome.status == TaskStatus::kept);
  }
}

TEST_CASE(
    "a turned picture stays as it is stored where the tag is to be kept, and fits the limits") {
  need_engine();
  for (std::uint32_t orientation = 2; orientation <= 8; ++orientation) {
    for (const std::optional<Lane> lane : {std::optional<Lane>(), std::optional(Lane::libvips)}) {
      for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp,
                                       ImageFormat::tiff, ImageFormat::avif}) {
        CAPTURE(orientation, lane.has_value(), name(format));
        TaskSettings settings = to_format(format);
        settings.lane = lane;
        settings.quality.global = 95;
        settings.resize.width = 48;
        settings.metadata = keeping({MetadataKind::orientation});
        const Done done = run_task(sample::oriented_jpeg(orientation), settings);
        REQUIRE(done.outcome.status == TaskStatus::saved);
        CHECK(done.outcome.width == 48);
        const SourceFacts facts = read_source_facts(done.output, format).value();
        const bool holds = format != ImageFormat::avif;
        CHECK(facts.orientation == (holds ? orientation : 1));
        CHECK(facts.size.width == (holds && orientation >= 5 ? 32 : 48));
        settings.metadata = MetadataSet::none();
        // Into another format, so that it is written whatever its size.
        settings.format = format == ImageFormat::png ? ImageFormat::tiff : ImageFormat::png;
        settings.resize = {};
        settings.quality = {};
        const auto pixels_of = [&](const sample::Bytes& source) {
          return decoded(run_task(source, settings).output, *settings.format);
        };
        const Pixels upright = pixels_of(done.output);
        settings.resize.width = 48;
        const Pixels expected = pixels_of(sample::oriented_jpeg(orientation));
        CHECK(difference(upright, expected) < 12);
      }
    }
  }
}

TEST_CASE("a thumbnail of what has been resized or turned is dropped, and else kept") {
  need_engine();
  for (const std::optional<Lane> lane : {std::optional<Lane>(), std::optional(Lane::libvips)}) {
    for (const std::uint32_t orientation : {1U, 6U}) {
      for (const std::uint32_t edge : {0U, 48U}) {
        CAPTURE(lane.has_value(), orientation, edge);
        TaskSettings settings;
        settings.lane = lane;
        settings.quality.jpeg = 40;
        settings.resize.long_edge = edge;
        settings.metadata = MetadataSet::all();
        const Done done = run_task(
            sample::jpeg_with_exif({.orientation = orientation, .thumbnail = true}), settings);
        REQUIRE(done.outcome.status == TaskStatus::saved);
        CHECK(tells(done.output, ExifText::kMaker));
        CHECK(tells(done.output, ExifText::kThumbnail) == (edge == 0 && orientation == 1));
      }
    }
  }
}

/// A JPEG whose XMP and Photoshop resources tell something, and hold a thumbnail each.
sample::Bytes jpeg_with_more_thumbnails(std::uint32_t orientation) {
  const auto resource = [](std::string number, const std::string& body) {
    return "8BIM" + std::move(number) + std::string("\0\0\0\0\0", 5) +
           static_cast<char>(body.size()) + body;
  };
  const std::string photoshop =
      std::string("Photoshop 3.0\0", 14) + resource("\x04\x0C", "small picture a.") +
      resource("\x04\x09", "small picture b.") + resource("\x03\xF3", "print flags");
  const std::string xmp =
      std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
      " xmp:CreatorTool=\"the tool\"><xmp:Thumbnails><rdf:Alt><rdf:li>small picture c"
      "</rdf:li></rdf:Alt></xmp:Thumbnails></rdf:Description></rdf:RDF></x:xmpmeta>";
  return sample::with_jpeg_segment(
      sample::with_jpeg_segment(sample::oriented_jpeg(orientation), 0xED, photoshop), 0xE1, xmp);
}

TEST_CASE("thumbnails of Photoshop and in XMP go where that of EXIF goes, and nothing else") {
  need_engine();
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::webp, ImageFormat::png}) {
    for (const std::optional<Lane> lane : {std::optional<Lane>(), std::optional(Lane::libvips)}) {
      for (const std::uint32_t orientation : {1U, 6U}) {
        for (const std::uint32_t edge : {0U, 48U}) {
          CAPTURE(name(format), lane.has_value(), orientation, edge);
          TaskSettings settings = to_format(format);
          settings.lane = lane;
          settings.quality.jpeg = 40;
          settings.resize.long_edge = edge;
          settings.metadata = MetadataSet::all();
          const Done done = run_task(jpeg_with_more_thumbnails(orientation), settings);
          REQUIRE(done.outcome.status == TaskStatus::saved);
          const bool same = edge == 0 && orientation == 1;
          CHECK(tells(done.output, "the tool"));
          CHECK(tells(done.output, "small picture c") == same);
          CHECK(tells(done.output, "print flags") == (format == ImageFormat::jpeg));
          CHECK(tells(done.output, "small picture a") == (same && format == ImageFormat::jpeg));
          CHECK(tells(done.output, "small picture b") == (same && format == ImageFormat::jpeg));
        }
      }
    }
  }
}

TEST_CASE("lossless work that drops EXIF does not turn the picture") {
  need_engine();
  TaskSettings settings = lossless_in_place();
  settings.metadata = stripping(MetadataKind::exif);
  settings.metadata.remove(MetadataKind::gps);
  settings.metadata.remove(MetadataKind::copyright);
  const Done done = run_task(sample::jpeg_with_exif({.orientation = 6}), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK_FALSE(tells(done.output, ExifText::kMaker));
  CHECK(read_source_facts(done.output, ImageFormat::jpeg).value().orientation == 6);
}

TEST_CASE("a profile that colours need stays where pixels do, and one that they do not need goes") {
  need_engine();
  TaskSettings settings = lossless_in_place();
  settings.metadata = stripping(MetadataKind::icc);
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
    CAPTURE(name(format));
    const Done stays =
        run_task(sample::with_profile(format, sample::display_p3_profile()), settings);
    if (stays.outcome.status == TaskStatus::saved) {
      CHECK(tells(stays.output, "mntrRGB") == (format != ImageFormat::png));
      CHECK(notes_say(stays.outcome, "the colour profile is kept"));
    }
    const Done goes = run_task(sample::with_profile(format, sample::srgb_profile()), settings);
    REQUIRE(goes.outcome.status == TaskStatus::saved);
    CHECK_FALSE(tells(goes.output, "mntrRGB"));
    CHECK_FALSE(tells(goes.output, "iCCP"));
    CHECK_FALSE(tells(goes.output, "ICCP"));
  }
}

TEST_CASE("a copy in the output folder holds nothing that was to be dropped") {
  need_engine();
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
    CAPTURE(name(format));
    TaskSettings settings;
    settings.copy_unimproved = true;
    settings.quality.global = 100;
    settings.min_savings = {99, 0};
    settings.metadata = keeping({MetadataKind::copyright});
    const sample::Bytes source = tagged(format);
    const Done done = run_task(source, settings);
    REQUIRE(done.outcome.status == TaskStatus::copied);
    CHECK(tells(done.output, ExifText::kOwner));
    CHECK_FALSE(tells(done.output, ExifText::kPlace));
    CHECK_FALSE(tells(done.output, ExifText::kMaker));
    CHECK(done.outcome.optimized_bytes == done.output.size());
    CHECK(done.outcome.notes.empty());
    CHECK(decoded(done.output, format) == decoded(source, format));
  }
}

TEST_CASE("of a picture with data behind it only the data are left where that is allowed to go") {
  need_engine();
  TaskSettings settings = lossless_in_place();
  settings.metadata = stripping(MetadataKind::gps);
  settings.allowed_losses.insert(LossKind::trailer);
  const sample::Bytes motion =
      sample::with_trailer(sample::jpeg_with_exif({}), std::string(5000, 'v'));
  const Done allowed = run_task(motion, settings);
  REQUIRE(allowed.outcome.status == TaskStatus::saved);
  CHECK_FALSE(tells(allowed.output, ExifText::kPlace));
  CHECK_FALSE(tells(allowed.output, "vvvv"));
}

/// What stands behind it goes with nothing but the whole.
sample::Bytes png_that_cannot_be_cut() {
  return sample::with_trailer(tagged(ImageFormat::png), std::string(5000, 'v'));
}

TEST_CASE("where nothing can be taken out of a file it is written anew, however large") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::png);
  settings.copy_unimproved = true;
  settings.min_savings = {99, 0};
  const Done done = run_task(png_that_cannot_be_cut(), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK_FALSE(tells(done.output, ExifText::kPlace));
  CHECK(notes_say(done.outcome, "written anew, since no copy could do without what is to go"));
}

TEST_CASE("where nothing can be taken out of a file, its copy and the reason to leave it say so") {
  need_engine();
  const sample::Bytes png = png_that_cannot_be_cut();
  TaskSettings settings = lossless_in_place();
  settings.metadata = MetadataSet::none();
  settings.replaces_source = false;
  settings.copy_unimproved = true;
  const Done done = run_task(png, settings);
  REQUIRE(done.outcome.status == TaskStatus::copied);
  CHECK(done.output == png);
  CHECK(notes_say(done.outcome, "copied as it is, with its metadata"));
  settings = lossless_in_place();
  settings.metadata = stripping(MetadataKind::gps);
  const Done left = run_task(png, settings);
  CHECK(left.outcome.status == TaskStatus::skipped);
  const std::string message = left.outcome.reason.value_or(Reason{}).message;
  CHECK(message.find("its metadata stays in it") != std::string::npos);
}

TEST_CASE("a picture that lossy work in place leaves alone still loses what was to go") {
  need_engine();
  TaskSettings settings = in_place();
  settings.quality.jpeg = 100;
  CHECK(run_task(sample::jpeg_with_exif({}), settings).outcome.status == TaskStatus::kept);
  settings.metadata_asked = true;
  for (const MetadataSet kept :
       {stripping(MetadataKind::gps), MetadataSet::none(), MetadataSet::icc()}) {
    CAPTURE(kept.bits());
    settings.metadata = kept;
    const Done done = run_task(sample::jpeg_with_exif({}), settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK_FALSE(tells(done.output, ExifText::kPlace));
    CHECK(decoded(done.output, ImageFormat::jpeg) ==
          decoded(sample::jpeg_with_exif({}), ImageFormat::jpeg));
    CHECK(run_task(done.output, settings).outcome.status == TaskStatus::kept);
  }
}

TEST_CASE("EXIF that is not there is not said to be dropped") {
  need_engine();
  const sample::Bytes source = sample::with_jpeg_segment(
      sample::image(ImageFormat::jpeg), 0xE1,
      std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
          "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\""
          " exif:GPSAltitude=\"1\"/>");
  TaskSettings settings = lossless_in_place();
  settings.metadata = stripping(MetadataKind::gps);
  const Done done = run_task(source, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK_FALSE(tells(done.output, "GPSAltitude"));
  CHECK(done.outcome.notes.empty());
}

TEST_CASE("texts of a PNG are kept or dropped by what they tell, encoded again or not") {
  need_engine();
  sample::Bytes png = sample::image(ImageFormat::png, {.width = 90, .height = 60});
  for (const auto& [keyword, text] : std::map<std::string, std::string>{
           {"exif:GPSLatitude", "48 deg"}, {"Copyright", "of Ann"}, {"Comment", "a remark"}}) {
    png = sample::with_png_chunk(png, "tEXt", keyword + '\0' + text);
  }
  // The encoder compresses texts, but not their keywords.
  const auto encoded = [&](MetadataSet kept) {
    TaskSettings settings = to_format(ImageFormat::png);
    settings.metadata = kept;
    settings.resize.long_edge = 40;
    Done done = run_task(png, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    return std::move(done.output);
  };
  const sample::Bytes whole = encoded(MetadataSet::all());
  CHECK((tells(whole, "GPSLatitude") && tells(whole, "Copyright") && tells(whole, "Comment")));
  const sample::Bytes placeless = encoded(stripping(MetadataKind::gps));
  CHECK_FALSE(tells(placeless, "GPSLatitude"));
  CHECK((tells(placeless, "Copyright") && tells(placeless, "Comment")));
  const sample::Bytes owned = encoded(keeping({MetadataKind::copyright}));
  CHECK(tells(owned, "Copyright"));
  CHECK_FALSE((tells(owned, "GPSLatitude") || tells(owned, "Comment")));
  CHECK_FALSE(tells(encoded(stripping(MetadataKind::copyright)), "Copyright"));
}

}  // namespace
}  // namespace pixherd
