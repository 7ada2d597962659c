// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "pixherd/image/exif.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"

namespace pixherd {
namespace {

using sample::ExifText;

bool holds_text(const sample::Bytes& file, std::string_view words) {
  return std::string_view(reinterpret_cast<const char*>(file.data()), file.size()).find(words) !=
         std::string_view::npos;
}

TEST_CASE("a TIFF tells whose a picture is and where it was taken, in either byte order") {
  need_engine();
  for (const bool big_endian : {false, true}) {
    CAPTURE(big_endian);
    const sample::Bytes jpeg = sample::jpeg_with_exif({.big_endian = big_endian});
    const auto made = [&](MetadataSet kept) {
      TaskSettings settings = to_format(ImageFormat::tiff);
      settings.metadata = kept;
      const Done done = run_task(jpeg, settings);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      return exif_of_tiff(done.output);
    };
    const auto whole =
        made(keeping({MetadataKind::exif, MetadataKind::gps, MetadataKind::copyright}));
    CHECK(holds_text(whole, ExifText::kMaker));
    CHECK(holds_text(whole, ExifText::kOwner));
    CHECK(holds_text(whole, ExifText::kPlace));
    CHECK(sample::exif_pixel_size(whole) == PixelSize{96, 64});
    const auto owned = made(keeping({MetadataKind::copyright}));
    CHECK(holds_text(owned, ExifText::kOwner));
    CHECK_FALSE((holds_text(owned, ExifText::kMaker) || holds_text(owned, ExifText::kPlace)));
    CHECK(made(MetadataSet::none()).empty());
  }
}

TEST_CASE("a TIFF that is made smaller in place keeps whose it is") {
  need_engine();
  TaskSettings to_tiff = to_format(ImageFormat::tiff);
  to_tiff.metadata = keeping({MetadataKind::gps, MetadataKind::copyright});
  const sample::Bytes tiff = run_task(sample::jpeg_with_exif({}), to_tiff).output;
  TaskSettings settings = to_long_edge(48);
  settings.replaces_source = true;
  settings.metadata = MetadataSet::all();
  const Done done = run_task(tiff, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.notes.empty());
  CHECK(exif_of_tiff(done.output) == exif_of_tiff(tiff));
}

TEST_CASE(
    "what was asked to be kept and the output cannot hold is noted, and stops work in place") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::tiff);
  settings.metadata = keeping({MetadataKind::exif, MetadataKind::gps, MetadataKind::copyright});
  const Done done = run_task(sample::jpeg_with_exif({}), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "a part of the EXIF"));  // the maker's note
  settings.replaces_source = true;
  const Done stays = run_task(sample::jpeg_with_exif({}), settings);
  CHECK(stays.outcome.status == TaskStatus::skipped);
  CHECK(stays.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
}

}  // namespace
}  // namespace pixherd
