// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr const char* kCreator = "CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n";
constexpr const char* kUncarriedComments = "some metadata cannot be carried over";

sample::Bytes commented_jpeg(const std::string& second = "a second one") {
  return sample::with_jpeg_segment(
      sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xFE, second), 0xFE, kCreator);
}

TaskSettings of_quality_40(TaskSettings settings, MetadataSet kept) {
  settings.quality.global = 40;
  settings.metadata = kept;
  return settings;
}

MetadataSet all_but(MetadataKind kind) {
  MetadataSet kept = MetadataSet::all();
  kept.remove(kind);
  return kept;
}

TEST_CASE("comments of a JPEG are kept with all else where it is encoded again") {
  need_engine();
  for (const Lane lane : {Lane::planes, Lane::libvips}) {
    for (const bool halved : {false, true}) {
      CAPTURE(static_cast<int>(lane), halved);
      TaskSettings settings = of_quality_40(in_place(), MetadataSet::all());
      settings.lane = lane;
      settings.resize.width = halved ? 48 : 0;
      const Done done = run_task(commented_jpeg(), settings);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(done.outcome.notes.empty());
      CHECK((tells(done.output, kCreator) && tells(done.output, "a second one")));
      settings.metadata = all_but(MetadataKind::gps);
      CHECK(tells(run_task(commented_jpeg(), settings).output, kCreator));
    }
  }
}

TEST_CASE("comments of a JPEG go where they are not asked for") {
  need_engine();
  for (const MetadataSet kept : {MetadataSet::none(), MetadataSet::icc(),
                                 keeping({MetadataKind::exif, MetadataKind::copyright})}) {
    CAPTURE(kept.bits());
    const Done done = run_task(commented_jpeg(), of_quality_40(in_place(), kept));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK_FALSE((tells(done.output, "gd-jpeg") || tells(done.output, "a second one")));
    CHECK(done.outcome.notes.empty());
  }
}

TEST_CASE("a comment that may tell a place goes with it, and that is told") {
  need_engine();
  const sample::Bytes jpeg = commented_jpeg("GPS: 48 N 11 E");
  TaskSettings settings = of_quality_40(in_place(), all_but(MetadataKind::gps));
  CHECK(run_task(jpeg, settings).outcome.status == TaskStatus::skipped);
  settings.replaces_source = false;
  const Done done = run_task(jpeg, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK_FALSE(tells(done.output, "48 N"));
  CHECK(notes_say(done.outcome, "what programs left in COM may tell more"));
}

TEST_CASE("other formats are given no comments of a JPEG, which is told") {
  need_engine();
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp, ImageFormat::tiff}) {
    CAPTURE(name(format));
    TaskSettings settings = of_quality_40(in_place(), MetadataSet::all());
    settings.format = format;
    CHECK(run_task(commented_jpeg(), settings).outcome.reason.value_or(Reason{}).code ==
          ReasonCode::metadata_lost);
    settings.replaces_source = false;
    const Done done = run_task(commented_jpeg(), settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, kUncarriedComments));
  }
}

}  // namespace
}  // namespace pixherd
