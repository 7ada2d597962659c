// SPDX-License-Identifier: Apache-2.0
// What stands beside pixels that go into another format without loss.
#include <string>
#include <utility>
#include <vector>

#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

TaskSettings without_loss_to(ImageFormat format, MetadataSet kept) {
  TaskSettings settings = to_format(format);
  settings.lossless = true;
  settings.copy_unimproved = true;
  settings.metadata = kept;
  return settings;
}

/// With an extension of its own in front of the trailer.
Bytes gif_with_extension(const std::string& name, const std::string& blocks) {
  Bytes gif = sample::image(ImageFormat::gif);
  gif.pop_back();
  return sample::with_trailer(std::move(gif),
                              "!\xFF\x0B" + name + blocks + std::string(1, '\0') + ";");
}

Bytes tiff_with(std::vector<sample::TiffTag> tags) {
  sample::TiffPage page;
  page.tags = std::move(tags);
  return sample::tiff_of({page});
}

struct Uncarried {
  std::string what;
  Bytes bytes;
};

std::vector<Uncarried> with_what_nobody_carries() {
  return {{"a block of a program", gif_with_extension("GAMMABLOCK!", "\4\1\2\3\4")},
          {"a white point", tiff_with({{318, 5, {3127, 10000, 329, 1000}}})},
          {"the name of a page", tiff_with({sample::tiff_text(285, "a name")})}};
}

TEST_CASE("what is to go anyway is in the way of no other format") {
  need_engine();
  for (const auto& [what, bytes] : with_what_nobody_carries()) {
    for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp}) {
      for (const bool in_place : {false, true}) {
        for (const MetadataSet kept :
             {MetadataSet::none(), MetadataSet::icc(), keeping({MetadataKind::copyright})}) {
          CAPTURE(what, name(format), in_place, kept.bits());
          TaskSettings settings = without_loss_to(format, kept);
          settings.replaces_source = in_place;
          const Done done = run_task(bytes, settings);
          CHECK(done.outcome.reason.value_or(Reason{}).message.empty());
          CHECK(done.outcome.status == TaskStatus::saved);
          CHECK(done.outcome.notes.empty());
        }
      }
    }
  }
}

TEST_CASE("what another format is not given is told, and in place the file stays for it") {
  need_engine();
  for (const auto& [what, bytes] : with_what_nobody_carries()) {
    for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp}) {
      CAPTURE(what, name(format));
      TaskSettings settings = without_loss_to(format, MetadataSet::all());
      const Done beside = run_task(bytes, settings);
      REQUIRE(beside.outcome.status == TaskStatus::saved);
      CHECK(notes_say(beside.outcome, "some metadata cannot be carried over"));
      settings.replaces_source = true;
      settings.copy_unimproved = false;
      const Done left = run_task(bytes, settings);
      CHECK(left.outcome.status == TaskStatus::skipped);
      CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
      settings.allowed_losses.insert(LossKind::metadata);
      CHECK(run_task(bytes, settings).outcome.status == TaskStatus::saved);
    }
  }
}

TEST_CASE("what a TIFF tells as EXIF does goes along into another format, without a word") {
  need_engine();
  const Bytes tiff =
      tiff_with({sample::tiff_text(271, "whose camera"), sample::tiff_text(315, "whose picture")});
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp}) {
    CAPTURE(name(format));
    TaskSettings settings = without_loss_to(format, MetadataSet::all());
    settings.replaces_source = true;
    const Done done = run_task(tiff, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK((tells(done.output, "whose camera") && tells(done.output, "whose picture")));
    CHECK(done.outcome.notes.empty());
  }
}

TEST_CASE("a gamma that another format does not hold is told, and in place the file stays for it") {
  need_engine();
  const Bytes png = sample::with_png_chunk(sample::image(ImageFormat::png), "gAMA",
                                           std::string("\0\1\x86\xA0", 4));
  TaskSettings settings = without_loss_to(ImageFormat::webp, MetadataSet::all());
  const Done beside = run_task(png, settings);
  REQUIRE(beside.outcome.status == TaskStatus::saved);
  CHECK(notes_say(beside.outcome, "the colour space is told by numbers"));
  settings.replaces_source = true;
  settings.copy_unimproved = false;
  CHECK(run_task(png, settings).outcome.reason.value_or(Reason{}).code ==
        ReasonCode::metadata_lost);
  settings.allowed_losses.insert(LossKind::metadata);
  const Done allowed = run_task(png, settings);
  REQUIRE(allowed.outcome.status == TaskStatus::saved);
  CHECK(allowed.outcome.notes == beside.outcome.notes);
}

TEST_CASE("a profile that another format does not hold keeps the pixels from going there") {
  need_engine();
  Pixels pixels = sample::picture({.few_colours = true});
  const Result<Bytes> png =
      encode_pixels(pixels, {.format = ImageFormat::png, .profile = sample::display_p3_profile()});
  REQUIRE(png.ok());
  const Done done = run_task(*png, without_loss_to(ImageFormat::gif, MetadataSet::all()));
  CHECK(done.outcome.status == TaskStatus::copied);
  CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
}

}  // namespace
}  // namespace pixherd
