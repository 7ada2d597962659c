// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "pixherd/format/png_chunks.hpp"
#include "pixherd/format/source_facts.hpp"
#include "pixherd/jpeg/lossless_jpeg.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"
#include "support/lossless_avif_samples.hpp"

namespace pixherd {
namespace {

TEST_CASE("lossless work keeps every pixel of every kind of picture, or the file") {
  need_engine();
  for (const sample::Named& source : sample::one_of_each()) {
    CAPTURE(source.name);
    const Done done = run_task(source.bytes, lossless_in_place());
    CAPTURE(done.outcome.error ? done.outcome.error->message : "");
    if (done.outcome.status == TaskStatus::kept) {
      CHECK(done.output.empty());
      continue;
    }
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.output.size() < source.bytes.size());
    CHECK(decoded(done.output, source.format) == decoded(source.bytes, source.format));
    const Result<SourceFacts> before = read_source_facts(source.bytes, source.format);
    const Result<SourceFacts> after = read_source_facts(done.output, source.format);
    CHECK(after->delays_ms == before->delays_ms);
    CHECK(after->loop_count == before->loop_count);
    CHECK((after->bits == before->bits || (after->bits < 8 && before->bits == 8)));
  }
}

TEST_CASE("lossless work finds nothing more to do the second time") {
  need_engine();
  for (const sample::Named& source : sample::one_of_each()) {
    CAPTURE(source.name);
    const Done once = run_task(source.bytes, lossless_in_place());
    if (once.outcome.status == TaskStatus::saved) {
      CHECK(run_task(once.output, lossless_in_place()).outcome.status == TaskStatus::kept);
    }
  }
}

TEST_CASE("a lossy source is not encoded again in the name of losslessness") {
  need_engine();
  for (const auto& [format, bytes] :
       {std::pair{ImageFormat::webp, sample::lossy_webp()},
        std::pair{ImageFormat::avif, sample::avif_of_rounded_colours()},
        std::pair{ImageFormat::tiff, sample::lossy_tiff()}}) {
    CAPTURE(name(format));
    const Done done = run_task(bytes, lossless_in_place());
    CHECK(done.outcome.status == TaskStatus::kept);
    CHECK(done.outcome.reason->code == ReasonCode::lossy_source);
  }
}

TEST_CASE("an AVIF without loss is told from one of finest steps, and converted as it is") {
  need_engine();
  const struct {
    const char* what = "";
    sample::Bytes avif;
    bool lossless = false;
  } each[] = {{"RGB", sample::lossless_avif(), true},
              {"alpha", sample::lossless_avif_with_alpha(), true},
              {"lossy alpha", sample::avif_of_lossy_alpha()},
              {"rounded colours", sample::avif_of_rounded_colours()}};
  for (const auto& one : each) {
    CAPTURE(one.what);
    CHECK(read_source_facts(one.avif, ImageFormat::avif)->lossless_coding == one.lossless);
    TaskSettings settings = to_format(ImageFormat::png);
    settings.lossless = true;
    settings.copy_unimproved = true;
    const Done done = run_task(one.avif, settings);
    if (one.lossless) {
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(decoded(done.output, ImageFormat::png) == decoded(one.avif, ImageFormat::avif));
    } else {
      CHECK(done.outcome.reason->code == ReasonCode::lossy_source);
    }
    // Again as AVIF, or as it is where the engine writes none without loss.
    const Done again = run_task(one.avif, lossless_in_place());
    CHECK(again.outcome.status != TaskStatus::failed);
    if (again.outcome.status == TaskStatus::saved) {
      CHECK(decoded(again.output, ImageFormat::avif) == decoded(one.avif, ImageFormat::avif));
    }
  }
}

TEST_CASE("a JPEG keeps every marker once, in place and in order") {
  need_engine();
  sample::Bytes jpeg = sample::with_profile(ImageFormat::jpeg, sample::display_p3_profile());
  jpeg = sample::with_jpeg_segment(jpeg, 0xFE, "a comment");
  jpeg = sample::with_jpeg_segment(jpeg, 0xEB, "an unknown application");
  const Done done = run_task(jpeg, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const std::string text(reinterpret_cast<const char*>(done.output.data()), done.output.size());
  for (const std::string part : {"a comment", "an unknown application", "ICC_PROFILE", "JFIF"}) {
    CAPTURE(part);
    const std::size_t first = text.find(part);
    CHECK((first != std::string::npos) ==
          (std::string(reinterpret_cast<const char*>(jpeg.data()), jpeg.size()).find(part) !=
           std::string::npos));
    CHECK((first == std::string::npos || text.find(part, first + 1) == std::string::npos));
  }
}

TEST_CASE("a JPEG that cannot get smaller is handed back as nothing") {
  need_engine();
  const auto once = recode_jpeg(sample::image(ImageFormat::jpeg));
  REQUIRE((once.ok() && once->has_value()));
  const auto twice = recode_jpeg(**once);
  REQUIRE(twice.ok());
  CHECK_FALSE(twice->has_value());
}

TEST_CASE("a PNG keeps all its other chunks, byte for byte") {
  need_engine();
  sample::Bytes png = sample::image(ImageFormat::png);
  png = sample::with_png_chunk(png, "tEXt", std::string("Title\0a title", 13));
  png = sample::with_png_chunk(png, "gAMA", std::string("\0\0\xB1\x8F", 4));
  png = sample::with_png_chunk(png, "prVt", "unknown, but safe to copy");
  const Done done = run_task(png, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const auto kinds = [](const sample::Bytes& file) {
    std::set<std::string> found;
    const Result<PngChunks> chunks = read_png_chunks(file);
    for (const PngChunk& chunk : chunks->list) {
      found.insert(std::string(chunk.type));
    }
    return found;
  };
  CHECK(kinds(done.output).count("tEXt") == 1);
  CHECK(kinds(done.output).count("gAMA") == 1);
  CHECK(kinds(done.output).count("prVt") == 1);
}

TEST_CASE("an opaque alpha equals none, any other difference counts") {
  const Pixels rgb{.width = 1, .height = 1, .data = {std::byte{1}, std::byte{2}, std::byte{3}}};
  Pixels rgba = rgb;
  rgba.bands = 4;
  rgba.data.push_back(std::byte{255});
  CHECK(same_picture(rgb, rgba));
  CHECK(same_picture(rgba, rgb));
  rgba.data[3] = std::byte{254};
  CHECK_FALSE(same_picture(rgb, rgba));
  rgba.data[3] = std::byte{255};
  rgba.data[0] = std::byte{0};
  CHECK_FALSE(same_picture(rgb, rgba));
}

TEST_CASE("a PNG with an unknown chunk that is unsafe to copy is left alone") {
  need_engine();
  const sample::Bytes png =
      sample::with_png_chunk(sample::image(ImageFormat::png), "prVT", "bound to the pixels");
  const Done done = run_task(png, lossless_in_place());
  CHECK(done.outcome.status == TaskStatus::kept);
  CHECK(done.output.empty());
}

TEST_CASE("a true colour PNG of few colours gets a palette, pixel for pixel") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png, {.few_colours = true});
  const Done done = run_task(png, lossless_in_place());
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(read_source_facts(done.output, ImageFormat::png)->palette);
  CHECK(decoded(done.output, ImageFormat::png) == sample::picture({.few_colours = true}));
}

TEST_CASE("lossless work with an output folder refuses losses too") {
  need_engine();
  TaskSettings settings = lossless_in_place();
  settings.replaces_source = false;
  settings.copy_unimproved = true;
  const sample::Bytes jpeg = sample::with_trailer(sample::image(ImageFormat::jpeg), "a video");
  const Done done = run_task(jpeg, settings);
  CHECK(done.outcome.status == TaskStatus::copied);
  CHECK(done.outcome.reason->code == ReasonCode::trailing_data);
  CHECK(done.output == jpeg);
}

TEST_CASE("a JPEG in arithmetic coding is left alone without loss, or copied") {
  need_engine();
  const sample::Bytes source = sample::jpeg_of(sample::picture(), {.arithmetic = true});
  const Done left = run_task(source, lossless_in_place());
  CHECK(left.outcome.status == TaskStatus::kept);
  CHECK(left.outcome.reason.value_or(Reason{}).message.find("arithmetic") != std::string::npos);
  TaskSettings copying;
  copying.lossless = true;
  copying.copy_unimproved = true;
  const Done copied = run_task(source, copying);
  CHECK(copied.outcome.status == TaskStatus::copied);
}

}  // namespace
}  // namespace pixherd
