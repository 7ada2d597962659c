// SPDX-License-Identifier: Apache-2.0
// What is copied into an output folder loses what was to go, or its record says what stays.
#include <string>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

constexpr const char* kProfileIsKept = "the colour profile is kept";
constexpr const char* kTagIsKept = "the orientation tag is kept";

TaskSettings copying(MetadataSet kept) {
  TaskSettings settings;
  settings.copy_unimproved = true;
  settings.quality.global = 100;
  settings.min_savings = {99, 0};
  settings.metadata = kept;
  return settings;
}

MetadataSet without_profile() {
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::icc);
  return kept;
}

TEST_CASE("a profile goes from a copy where colours do not need it, and is told where they do") {
  need_engine();
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::tiff}) {
    const sample::Bytes srgb = sample::with_profile(format, sample::srgb_profile());
    const sample::Bytes wide = sample::with_profile(format, sample::display_p3_profile());
    REQUIRE(read_source_facts(srgb, format).value().metadata.profile);
    CHECK_FALSE(read_source_facts(sample::image(format), format).value().metadata.profile);
    for (const MetadataSet kept :
         {without_profile(), MetadataSet::none(), keeping({MetadataKind::exif})}) {
      CAPTURE(name(format), kept.bits());
      const Done goes = run_task(srgb, copying(kept));
      REQUIRE(goes.outcome.status == TaskStatus::copied);
      CHECK_FALSE(read_source_facts(goes.output, format).value().metadata.profile);
      CHECK(decoded(goes.output, format) == decoded(srgb, format));
      CHECK(goes.outcome.optimized_bytes == goes.output.size());
      CHECK(goes.outcome.notes.empty());
      const Done stays = run_task(wide, copying(kept));
      REQUIRE(stays.outcome.status == TaskStatus::copied);
      CHECK(read_source_facts(stays.output, format).value().metadata.profile);
      CHECK(notes_say(stays.outcome, kProfileIsKept));
    }
    CAPTURE(name(format));
    for (const MetadataSet kept : {MetadataSet::all(), MetadataSet::icc()}) {
      const Done whole = run_task(wide, copying(kept));
      REQUIRE(whole.outcome.status == TaskStatus::copied);
      CHECK(read_source_facts(whole.output, format).value().metadata.profile);
      CHECK(whole.outcome.notes.empty());
    }
  }
}

TEST_CASE("a profile in an AVIF that is copied stays, and that is told") {
  need_engine();
  for (const sample::Bytes& profile : {sample::srgb_profile(), sample::display_p3_profile()}) {
    const sample::Bytes avif = sample::with_profile(ImageFormat::avif, profile);
    REQUIRE(read_source_facts(avif, ImageFormat::avif).value().metadata.profile);
    const Done done = run_task(avif, copying(MetadataSet::none()));
    REQUIRE(done.outcome.status == TaskStatus::copied);
    CHECK(notes_say(done.outcome, kProfileIsKept));
  }
}

TEST_CASE("a profile that cannot be taken out of what is copied is told") {
  need_engine();
  const sample::Bytes png = sample::with_trailer(
      sample::with_profile(ImageFormat::png, sample::srgb_profile()), std::string(5000, 'v'));
  const Done done = run_task(png, copying(MetadataSet::none()));
  REQUIRE(done.outcome.status == TaskStatus::copied);
  CHECK(done.output == png);
  CHECK(notes_say(done.outcome, "copied as it is, with its metadata"));
}

TEST_CASE("the tag of what is copied since it could not be converted is told, too") {
  need_engine();
  TaskSettings settings = copying(MetadataSet::all());
  settings.orientation_unwanted = true;
  for (const std::optional<ImageFormat> format :
       {std::optional<ImageFormat>(), std::optional(ImageFormat::png)}) {
    settings.format = format;
    settings.lossless = format.has_value();
    const Done done = run_task(sample::oriented_jpeg(6), settings);
    REQUIRE(done.outcome.status == TaskStatus::copied);
    CHECK(notes_say(done.outcome, kTagIsKept));
    CHECK(run_task(sample::oriented_jpeg(1), settings).outcome.notes.empty());
  }
}

}  // namespace
}  // namespace pixherd
