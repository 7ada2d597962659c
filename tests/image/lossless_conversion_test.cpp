// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/format/source_facts.hpp"
#include "pixherd/jpeg/lossless_jpeg.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/damage.hpp"
#include "support/exif_samples.hpp"

namespace pixherd {
namespace {

TaskSettings lossless_to(std::optional<ImageFormat> format) {
  TaskSettings settings;
  settings.lossless = true;
  settings.format = format;
  settings.copy_unimproved = true;
  settings.metadata = MetadataSet::all();
  return settings;
}

/// One task of the table below: what a source becomes, or why it stays as it is.
struct Way {
  std::string source;
  ImageFormat to;
  std::optional<ReasonCode> reason = {};
};

const sample::Named& named(const std::vector<sample::Named>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const sample::Named& each) { return each.name == name; });
  REQUIRE(found != all.end());
  return *found;
}

TEST_CASE("a lossless source goes to any format that can hold it, or stays for a reason") {
  need_engine();
  using enum ImageFormat;
  const std::vector<sample::Named> samples = sample::one_of_each();
  for (const Way& way : {
           Way{"png", webp},
           Way{"png", tiff},
           Way{"png with alpha", webp},
           Way{"png with alpha", tiff},
           Way{"grey png", webp},
           Way{"grey png", tiff},
           Way{"16-bit png", tiff},
           Way{"palette png", webp},
           Way{"palette png", gif},
           Way{"lossless webp", png},
           Way{"lossless webp with alpha", png},
           Way{"lossless webp", tiff},
           Way{"gif", png},
           Way{"gif", webp},
           Way{"animated gif", webp},
           Way{"tiff", png},
           Way{"tiff", webp},
           Way{"16-bit tiff", png},
           Way{"png", jpeg, ReasonCode::pixels_changed},
           Way{"png", gif, ReasonCode::pixels_changed},
           Way{"16-bit png", webp, ReasonCode::depth_lost},
           Way{"16-bit tiff", avif, ReasonCode::depth_lost},
           Way{"animated gif", png, ReasonCode::multi_page},
           Way{"animated webp", tiff, ReasonCode::multi_page},
           Way{"tiff with pages", png, ReasonCode::multi_page},
           Way{"tiff with pages", webp, ReasonCode::multi_page},
           Way{"jpeg", webp, ReasonCode::lossy_source},
           Way{"lossy webp", png, ReasonCode::lossy_source},
           Way{"jpeg in tiff", png, ReasonCode::lossy_source},
       }) {
    CAPTURE(way.source, name(way.to));
    const sample::Named& source = named(samples, way.source);
    const Done done = run_task(source.bytes, lossless_to(way.to));
    CAPTURE(done.outcome.reason ? done.outcome.reason->message : "");
    if (way.reason) {
      CHECK(done.outcome.status == TaskStatus::copied);
      REQUIRE(done.outcome.reason);
      CHECK(done.outcome.reason->code == *way.reason);
      CHECK(done.output == source.bytes);
      CHECK(done.outcome.format == source.format);
      continue;
    }
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.format == way.to);
    CHECK(same_picture(decoded(done.output, way.to), decoded(source.bytes, source.format)));
    const Result<SourceFacts> before = read_source_facts(source.bytes, source.format);
    const Result<SourceFacts> after = read_source_facts(done.output, way.to);
    if (before->frames > 1) {
      CHECK(after->delays_ms == before->delays_ms);
      CHECK(after->loop_count == before->loop_count);
    }
  }
}

TEST_CASE("whatever comes out of lossless work shows the very same pixels") {
  need_engine();
  for (const sample::Named& source : sample::one_of_each()) {
    for (const ImageFormat to : {ImageFormat::png, ImageFormat::webp, ImageFormat::tiff,
                                 ImageFormat::gif, ImageFormat::avif}) {
      CAPTURE(source.name, name(to));
      const Done done = run_task(source.bytes, lossless_to(to));
      REQUIRE(done.outcome.status != TaskStatus::failed);
      const bool converted = done.outcome.status == TaskStatus::saved && to != source.format;
      if (converted && done.outcome.format == to) {
        CHECK(same_picture(decoded(done.output, to), decoded(source.bytes, source.format)));
      } else if (done.outcome.status == TaskStatus::copied) {
        CHECK(done.output == source.bytes);
      }
    }
  }
}

TEST_CASE("frames that are equal may become one, and are shown as long as before") {
  need_engine();
  Pixels pixels = sample::picture({.pages = 2, .few_colours = true});
  const std::size_t frame = pixels.data.size() / 2;
  pixels.pages = 3;  // the second one twice
  pixels.data.insert(pixels.data.end(), pixels.data.begin() + static_cast<std::ptrdiff_t>(frame),
                     pixels.data.begin() + static_cast<std::ptrdiff_t>(2 * frame));
  const auto gif = encode_pixels(
      pixels, {.format = ImageFormat::gif, .delays_ms = {100, 200, 300}, .loop_count = 0});
  REQUIRE(gif.ok());
  const Done done = run_task(*gif, lossless_to(ImageFormat::webp));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Result<SourceFacts> facts = read_source_facts(done.output, ImageFormat::webp);
  std::uint32_t shown_ms = 0;
  for (const std::uint32_t delay : facts->delays_ms) {
    shown_ms += delay;
  }
  CHECK(shown_ms == 600);
}

TEST_CASE("a turned picture is upright in another format, without loss") {
  need_engine();
  const Pixels stored = sample::picture();
  const auto tiff = encode_pixels(stored, {.format = ImageFormat::tiff, .orientation = 6});
  REQUIRE(tiff.ok());
  const Done done = run_task(*tiff, lossless_to(ImageFormat::png));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels upright = decoded(done.output, ImageFormat::png);
  REQUIRE(upright.width == stored.height);
  CHECK(read_source_facts(done.output, ImageFormat::png)->orientation == 1);
  for (std::uint32_t band = 0; band < 3; ++band) {
    CHECK(sample_at(upright, upright.width - 1, 0, band) == sample_at(stored, 0, 0, band));
    CHECK(sample_at(upright, 0, 0, band) == sample_at(stored, 0, stored.height - 1, band));
  }
}

TEST_CASE("a profile goes with its pixels into another format, which must be able to hold it") {
  need_engine();
  const sample::Bytes png = sample::with_profile(ImageFormat::png, sample::display_p3_profile());
  TaskSettings settings = lossless_to(ImageFormat::webp);
  settings.metadata = MetadataSet::none();
  const Done done = run_task(png, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const std::string text(reinterpret_cast<const char*>(done.output.data()), done.output.size());
  CHECK(text.find("ICCP") != std::string::npos);
  CHECK(run_task(png, lossless_to(ImageFormat::gif)).outcome.reason->code ==
        ReasonCode::metadata_lost);
}

TEST_CASE("EXIF that goes along into a PNG without loss tells that picture's size") {
  need_engine();
  const auto webp =
      encode_pixels(sample::picture(), {.format = ImageFormat::webp, .lossless = true});
  REQUIRE(webp.ok());
  const Bytes told = with_blocks(*webp, ImageFormat::webp, {.exif = sample::exif_block({})});
  const Done done = run_task(told, lossless_to(ImageFormat::png));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Result<PngChunks> chunks = read_png_chunks(done.output);
  REQUIRE(chunks.ok());
  const auto is_exif = [](const PngChunk& chunk) { return chunk.type == "eXIf"; };
  REQUIRE(std::count_if(chunks->list.begin(), chunks->list.end(), is_exif) == 1);
  const auto exif = std::find_if(chunks->list.begin(), chunks->list.end(), is_exif);
  const Pixels picture = sample::picture();
  CHECK(sample::exif_pixel_size({exif->body.begin(), exif->body.end()}) ==
        PixelSize{picture.width, picture.height});
}

TEST_CASE("text beside the pixels goes along into a PNG") {
  need_engine();
  const auto tiff = encode_pixels(
      sample::picture(), {.format = ImageFormat::tiff, .profile = sample::display_p3_profile()});
  REQUIRE(tiff.ok());
  const Done done = run_task(*tiff, lossless_to(ImageFormat::png));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const std::string text(reinterpret_cast<const char*>(done.output.data()), done.output.size());
  CHECK(text.find("iCCP") != std::string::npos);
}

TEST_CASE("a damaged source fails lossless work, whatever the format asked for") {
  need_engine();
  for (const sample::Named& each : sample::small_of_each()) {
    CAPTURE(each.name);
    const sample::Bytes cut = sample::cut(each.bytes, each.bytes.size() / 2);
    for (const std::optional<ImageFormat> to :
         {std::optional<ImageFormat>(), std::optional(ImageFormat::png)}) {
      const Done done = run_task(cut, lossless_to(to));
      CHECK(done.outcome.status == TaskStatus::failed);
      CHECK(done.output.empty());
    }
  }
}

TEST_CASE("lossless JPEG work writes the scans that were asked for, or nothing") {
  need_engine();
  const sample::Bytes source = sample::image(ImageFormat::jpeg, {.width = 400, .height = 300});
  const auto made = [&](Scans scans) {
    Result<std::optional<std::vector<std::byte>>> recoded =
        recode_jpeg(source, JpegScrutiny::usual, scans);
    REQUIRE(recoded.ok());
    REQUIRE(recoded->has_value());
    return **recoded;
  };
  const auto scans_in = [](const std::vector<std::byte>& jpeg) {
    return read_source_facts(jpeg, ImageFormat::jpeg)->jpeg.scans;
  };
  CHECK(scans_in(made(Scans::baseline)) <= 1);
  CHECK(scans_in(made(Scans::progressive)) > 1);
  CHECK(made(Scans::as_fits).size() ==
        std::min(made(Scans::baseline).size(), made(Scans::progressive).size()));
}

TEST_CASE("effort changes what encoders make without loss, and never a pixel") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png, {.width = 200, .height = 150});
  const auto with_effort = [&](std::uint8_t effort) {
    TaskSettings settings = lossless_to(ImageFormat::webp);
    settings.encoder.effort.webp = effort;
    return run_task(png, settings).output;
  };
  const sample::Bytes fast = with_effort(1);
  const sample::Bytes small = with_effort(10);
  CHECK(small.size() < fast.size());
  CHECK(decoded(fast, ImageFormat::webp).data == decoded(small, ImageFormat::webp).data);
}

}  // namespace
}  // namespace pixherd
