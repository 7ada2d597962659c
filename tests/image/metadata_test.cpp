// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

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
    for (const Metadata metadata : {Metadata::none, Metadata::icc}) {
      CAPTURE(name(format), static_cast<int>(metadata));
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
    settings.metadata = Metadata::all;
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
  settings.metadata = Metadata::all;
  settings.format = ImageFormat::gif;
  const Done done = run_task(sample::jpeg_with_metadata(kSecret), settings);
  CHECK(done.outcome.status == TaskStatus::skipped);
  CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
}

TEST_CASE("lossless work carries the metadata of a JPEG byte for byte") {
  need_engine();
  const Done done = run_task(sample::jpeg_with_metadata(kSecret), lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(tells_secret(done.output));
}

}  // namespace
}  // namespace pixherd
