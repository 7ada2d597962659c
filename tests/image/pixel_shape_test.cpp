// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>

#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kShapeAt = 13;  // behind SOI, APP0's header, its name and version

/// A JPEG of that unit (0: none, 1: inch) and dots, across and down.
sample::Bytes jpeg_of_shape(unsigned unit, unsigned across, unsigned down,
                            sample::Bytes jpeg = sample::jpeg_of(sample::picture())) {
  PIXHERD_CHECK(tells(jpeg, std::string("\xFF\xD8\xFF\xE0\0\x10JFIF\0", 11)));
  const unsigned shape[] = {unit, across >> 8U, across & 0xFFU, down >> 8U, down & 0xFFU};
  for (std::size_t i = 0; i < 5; ++i) {
    jpeg[kShapeAt + i] = static_cast<std::byte>(shape[i]);
  }
  return jpeg;
}

std::string shape_in(const sample::Bytes& jpeg) {
  return {reinterpret_cast<const char*>(jpeg.data()) + kShapeAt, 5};
}

TEST_CASE("a JPEG whose pixels are not square stays so, whatever is kept of its metadata") {
  need_engine();
  for (const unsigned unit : {0U, 1U, 2U}) {
    const sample::Bytes jpeg = jpeg_of_shape(unit, 200, 100);
    for (const std::optional<Lane> lane : {std::optional<Lane>(), std::optional(Lane::libvips)}) {
      for (const MetadataSet kept : {MetadataSet::all(), MetadataSet::icc(), MetadataSet::none()}) {
        for (const std::uint32_t width : {0U, 48U}) {
          CAPTURE(unit, lane.has_value(), kept.bits(), width);
          TaskSettings settings = in_place();
          settings.lane = lane;
          settings.quality.global = 40;
          settings.resize.width = width;
          settings.metadata = kept;
          const Done done = run_task(jpeg, settings);
          REQUIRE(done.outcome.status == TaskStatus::saved);
          CHECK(shape_in(done.output) == shape_in(jpeg));
        }
      }
    }
    const Done lossless = run_task(jpeg, lossless_in_place());
    REQUIRE(lossless.outcome.status == TaskStatus::saved);
    CHECK(shape_in(lossless.output) == shape_in(jpeg));
  }
}

/// EXIF that stands behind JFIF's header.
sample::Bytes turned_jpeg(std::uint32_t orientation, unsigned across, unsigned down) {
  const sample::Bytes jpeg = jpeg_of_shape(0, across, down);
  const sample::Bytes tagged =
      sample::with_jpeg_segment(jpeg, 0xE1, sample::exif_with_orientation(orientation));
  const std::size_t added = tagged.size() - jpeg.size();
  sample::Bytes made(jpeg.begin(), jpeg.begin() + 20);
  made.insert(made.end(), tagged.begin() + 2, tagged.begin() + 2 + static_cast<long>(added));
  made.insert(made.end(), jpeg.begin() + 20, jpeg.end());
  return made;
}

TEST_CASE("pixels that are not square are turned with their picture") {
  need_engine();
  for (const std::optional<Lane> lane : {std::optional<Lane>(), std::optional(Lane::libvips)}) {
    for (const std::uint32_t orientation : {3U, 6U}) {
      for (const bool keeps_tag : {false, true}) {
        CAPTURE(lane.has_value(), orientation, keeps_tag);
        TaskSettings settings = in_place();
        settings.lane = lane;
        settings.quality.global = 40;
        settings.metadata = keeps_tag ? keeping({MetadataKind::orientation}) : MetadataSet::icc();
        const Done done = run_task(turned_jpeg(orientation, 2, 1), settings);
        REQUIRE(done.outcome.status == TaskStatus::saved);
        const bool swapped = orientation == 6 && !keeps_tag;
        CHECK(shape_in(done.output) ==
              (swapped ? std::string("\0\0\1\0\2", 5) : std::string("\0\0\2\0\1", 5)));
      }
    }
  }
}

TEST_CASE("pixels that are not square stop work in place that would make them so") {
  need_engine();
  const sample::Bytes jpeg = jpeg_of_shape(0, 2, 1);
  TaskSettings to_fill = in_place();
  to_fill.resize.width = 40;
  to_fill.resize.height = 40;
  to_fill.resize.fit = Fit::fill;
  std::vector<TaskSettings> all{to_fill};
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp, ImageFormat::avif,
                                   ImageFormat::tiff, ImageFormat::gif}) {
    all.push_back(in_place());
    all.back().format = format;
    all.push_back(all.back());
    all.back().lossless = true;
  }
  for (TaskSettings& settings : all) {
    CAPTURE(name(settings.output_format(ImageFormat::jpeg)), settings.lossless);
    settings.metadata = MetadataSet::icc();
    const Done left = run_task(jpeg, settings);
    CHECK(left.outcome.status == TaskStatus::skipped);
    CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
    settings.replaces_source = false;
    if (!settings.lossless) {
      const Done beside = run_task(jpeg, settings);
      CHECK(beside.outcome.status == TaskStatus::saved);
      CHECK(notes_say(beside.outcome, "not square"));
    }
    settings.replaces_source = true;
    const Reason square =
        run_task(jpeg_of_shape(0, 1, 1), settings).outcome.reason.value_or(Reason{});
    CHECK(square.message.find("not square") == std::string::npos);
  }
}

TEST_CASE("PNG holds the dots in an inch of pixels that are not square") {
  need_engine();
  TaskSettings settings = in_place();
  settings.format = ImageFormat::png;
  const Done done = run_task(jpeg_of_shape(1, 200, 100), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.notes.empty());
  CHECK(tells(done.output, std::string("pHYs\0\0\x1E\xC2\0\0\x0F\x61\1", 13)));
}

/// As pHYs has it: dots across and down, and whether they are those of a metre.
std::string png_density(unsigned across, unsigned down, bool in_metre) {
  std::string body;
  for (const unsigned dots : {across, down}) {
    body += {0, 0, static_cast<char>(dots >> 8U), static_cast<char>(dots & 0xFFU)};
  }
  return body + std::string(1, in_metre ? '\1' : '\0');
}

std::optional<std::string> dots_in(const sample::Bytes& png) {
  const Result<PngChunks> chunks = read_png_chunks(png);
  PIXHERD_CHECK(chunks.ok());
  for (const PngChunk& chunk : chunks->list) {
    if (chunk.type == "pHYs") {
      return std::string(ByteView(chunk.body).text());
    }
  }
  return std::nullopt;
}

sample::Bytes smaller_png(const sample::Bytes& source, MetadataSet kept) {
  TaskSettings settings = to_format(ImageFormat::png);
  settings.resize.percent = 50;
  settings.metadata = kept;
  const Done done = run_task(source, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  return done.output;
}

TEST_CASE("a PNG says of its dots what its source has said, and nothing where that was silent") {
  need_engine();
  const sample::Bytes plain = smaller_png(
      sample::image(ImageFormat::webp, {.width = 60, .height = 40}), MetadataSet::all());
  REQUIRE_FALSE(dots_in(plain));
  for (const MetadataSet kept : {MetadataSet::all(), MetadataSet::icc()}) {
    CHECK_FALSE(dots_in(smaller_png(plain, kept)));
    for (const bool in_metre : {false, true}) {
      const std::string oblong = png_density(300, 200, in_metre);
      CHECK(dots_in(smaller_png(sample::with_png_chunk(plain, "pHYs", oblong), kept)) == oblong);
    }
  }
  for (const bool in_metre : {false, true}) {
    const std::string square = png_density(5905, 5905, in_metre);
    const sample::Bytes told = sample::with_png_chunk(plain, "pHYs", square);
    CHECK(dots_in(smaller_png(told, MetadataSet::all())) == square);
    CHECK_FALSE(dots_in(smaller_png(told, MetadataSet::icc())));
  }
}

TEST_CASE("the dots of a PNG are turned with its picture") {
  need_engine();
  const sample::Bytes turned = sample::with_png_chunk(
      sample::with_png_chunk(sample::image(ImageFormat::png, {.width = 60, .height = 40}), "pHYs",
                             png_density(300, 200, true)),
      "eXIf", sample::exif_with_orientation(6).substr(6));
  CHECK(dots_in(smaller_png(turned, MetadataSet::icc())) == png_density(200, 300, true));
}

}  // namespace
}  // namespace pixherd
