// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/avif_samples.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

/// With EXIF, and a track of frames such as an animation has; its picture can be decoded.
Bytes sequence_with_exif() {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::avif);
  settings.metadata = MetadataSet::all();
  Bytes avif = run_task(sample::jpeg_with_exif({}), settings).output;
  const std::string track = sample::iso_box("moov", sample::iso_box("trak", "where frames are"));
  const auto bytes = std::as_bytes(std::span(track));
  avif.insert(avif.end(), bytes.begin(), bytes.end());
  return avif;
}

TEST_CASE("no metadata is taken out of an AVIF whose frames stand at places of their own") {
  const Bytes source = sequence_with_exif();
  TaskSettings settings = lossless_in_place();
  settings.metadata.remove(MetadataKind::exif);
  const Done left = run_task(source, settings);
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_page);
  CHECK(left.output.empty());

  settings.replaces_source = false;
  settings.copy_unimproved = true;
  const Done copied = run_task(source, settings);
  CHECK(copied.outcome.status == TaskStatus::copied);
  CHECK((copied.output == source));
  CHECK(notes_say(copied.outcome, "with its metadata"));
}

std::string avif_numbers(std::initializer_list<std::uint32_t> values) {
  std::string made;
  for (const std::uint32_t value : values) {
    made += sample::big_endian(value, 4);
  }
  return made;
}

Bytes picture_as_avif(bool alpha = false) {
  need_engine();
  return sample::image(ImageFormat::avif, {.width = 96, .height = 64, .alpha = alpha});
}

const std::string kQuarterTurn("\1", 1);
/// 40 x 20 pixels in the middle of the picture.
const std::string kClean = avif_numbers({40, 1, 20, 1, 0, 1, 0, 1});

TEST_CASE("the size of an AVIF is what is shown: cut and turned as it says") {
  const Bytes plain = picture_as_avif();
  const Bytes turned = sample::with_avif_property(plain, "irot", kQuarterTurn);
  const Bytes cut = sample::with_avif_property(plain, "clap", kClean);
  const Bytes both = sample::with_avif_property(cut, "irot", kQuarterTurn);
  const struct {
    const Bytes& avif;
    PixelSize size;
  } cases[] = {{plain, {96, 64}}, {turned, {64, 96}}, {cut, {40, 20}}, {both, {20, 40}}};
  for (const auto& [avif, size] : cases) {
    CAPTURE(size.width, size.height);
    const SourceFacts facts = read_source_facts(avif, ImageFormat::avif).value();
    CHECK(facts.size == size);
    const Pixels pixels = decoded(avif, ImageFormat::avif);
    CHECK(PixelSize{pixels.width, pixels.height} == size);
    CHECK(facts.pixels() == 96 * 64);  // are decoded all the same
  }
}

TEST_CASE("an AVIF that is turned is not taken for one that is resized, nor the other way round") {
  const Bytes turned = sample::with_avif_property(picture_as_avif(), "irot", kQuarterTurn);
  TaskSettings settings = in_place();
  settings.resize.width = 64;
  CHECK(run_task(turned, settings).outcome.reason.value_or(Reason{}).code ==
        ReasonCode::lossy_source);
  settings.resize.width = 48;
  const Done done = run_task(turned, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.width == 48);
  CHECK(done.outcome.height == 72);
}

TEST_CASE("an AVIF with unusual tones is left alone in place, and elsewhere that is noted") {
  for (std::uint32_t transfer = 1; transfer <= 18; ++transfer) {
    CAPTURE(transfer);
    const bool usual =
        transfer == 1 || transfer == 2 || transfer == 6 || (transfer >= 13 && transfer <= 15);
    const Bytes source = sample::with_avif_property(
        picture_as_avif(), "colr",
        "nclx" + sample::big_endian(1, 2) + sample::big_endian(transfer, 2) +
            sample::big_endian(6, 2) + sample::big_endian(0x80, 1));
    CHECK(read_source_facts(source, ImageFormat::avif).value().uncarried_colour == !usual);
  }
  const Bytes linear =
      sample::with_avif_property(picture_as_avif(), "colr",
                                 "nclx" + sample::big_endian(1, 2) + sample::big_endian(8, 2) +
                                     sample::big_endian(6, 2) + sample::big_endian(0x80, 1));
  TaskSettings smaller = in_place();
  smaller.resize.width = 48;
  const Done left = run_task(linear, smaller);
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
  CHECK(notes_say(run_task(linear, to_format(ImageFormat::png)).outcome, "colour space"));
}

TEST_CASE("an AVIF whose colours are multiplied by its alpha is refused in words") {
  const Bytes source = sample::with_avif_reference(picture_as_avif(true), "prem");
  TaskSettings settings = in_place();
  settings.quality.global = 30;
  const Done left = run_task(source, settings);
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::colour_model);
  const Error error = run_task(source, to_format(ImageFormat::png)).outcome.error.value_or(Error{});
  CHECK(error.code == ErrorCode::unsupported_format);
  CHECK(error.message == "an AVIF with colours multiplied by their alpha is not read");
}

}  // namespace
}  // namespace pixherd
