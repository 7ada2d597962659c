// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

Bytes made(const Bytes& source, const TaskSettings& settings) {
  const Done done = run_task(source, settings);
  INFO((done.outcome.error ? done.outcome.error->message : ""));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  return done.output;
}

TaskSettings jpeg_in(Lane lane) {
  TaskSettings settings = to_long_edge(80);
  settings.lane = lane;
  return settings;
}

struct Frame {
  bool progressive = false;
  int luma_sampling = 0;
};

/// The first frame header: SOF0 or SOF2.
Frame frame_of(const Bytes& jpeg) {
  for (std::size_t i = 0; i + 12 < jpeg.size(); ++i) {
    const int marker = std::to_integer<int>(jpeg[i + 1]);
    if (jpeg[i] == std::byte{0xFF} && (marker == 0xC0 || marker == 0xC2)) {
      return {marker == 0xC2, std::to_integer<int>(jpeg[i + 11])};
    }
  }
  FAIL("no frame");
  return {};
}

TEST_CASE("a JPEG is baseline unless it is asked to be progressive, in each lane") {
  need_engine();
  const Bytes jpeg = sample::jpeg_of(sample::picture());
  for (const Lane lane : {Lane::planes, Lane::libvips}) {
    CAPTURE(name(lane));
    TaskSettings settings = jpeg_in(lane);
    CHECK_FALSE(frame_of(made(jpeg, settings)).progressive);
    settings.encoder.scans = Scans::progressive;
    const Bytes progressive = made(jpeg, settings);
    CHECK(frame_of(progressive).progressive);
    settings.encoder.scans = Scans::baseline;
    const Bytes baseline = made(jpeg, settings);
    CHECK_FALSE(frame_of(baseline).progressive);
    CHECK(decoded(progressive, ImageFormat::jpeg) == decoded(baseline, ImageFormat::jpeg));
  }
}

TEST_CASE("chroma is as large as asked for, whatever the quality, in each lane") {
  need_engine();
  const Bytes jpeg = sample::jpeg_of(sample::picture());
  for (const Lane lane : {Lane::planes, Lane::libvips}) {
    for (const std::uint8_t quality : std::array<std::uint8_t, 2>{50, 95}) {
      CAPTURE(name(lane), static_cast<int>(quality));
      TaskSettings settings = jpeg_in(lane);
      settings.quality.jpeg = quality;
      CHECK(frame_of(made(jpeg, settings)).luma_sampling == (quality < 90 ? 0x22 : 0x11));
      settings.encoder.chroma = ChromaSubsampling::halved;
      CHECK(frame_of(made(jpeg, settings)).luma_sampling == 0x22);
      settings.encoder.chroma = ChromaSubsampling::full;
      CHECK(frame_of(made(jpeg, settings)).luma_sampling == 0x11);
    }
  }
}

/// What the AV1 configuration box says of the coding.
struct Av1Facts {
  bool high_depth = false;
  bool twelve_bits = false;
  bool halved = false;
};

Av1Facts av1_of(const Bytes& avif) {
  constexpr std::array kName{std::byte{'a'}, std::byte{'v'}, std::byte{'1'}, std::byte{'C'}};
  const auto box = std::search(avif.begin(), avif.end(), kName.begin(), kName.end());
  REQUIRE(avif.end() - box > 8);
  const int flags = std::to_integer<int>(box[6]);
  return {(flags & 0x40) != 0, (flags & 0x20) != 0, (flags & 0x08) != 0};
}

/// Some builds of libvips cannot: the error says so, and what works.
bool is_refused_10_bits(const Bytes& png) {
  TaskSettings settings = to_format(ImageFormat::avif);
  settings.encoder.bit_depth = 10;
  const Done done = run_task(png, settings);
  if (done.outcome.status == TaskStatus::saved) {
    return false;
  }
  REQUIRE(done.outcome.error.has_value());
  CHECK(done.outcome.error->code == ErrorCode::unsupported_format);
  CHECK(done.outcome.error->message.find("--bit-depth 8 and 12 work") != std::string::npos);
  return true;
}

TEST_CASE("an AVIF has the chroma and the bits a sample that were asked for") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png);
  TaskSettings settings = to_format(ImageFormat::avif);
  CHECK_FALSE(av1_of(made(png, settings)).high_depth);
  CHECK(av1_of(made(png, settings)).halved);
  settings.encoder.chroma = ChromaSubsampling::full;
  CHECK_FALSE(av1_of(made(png, settings)).halved);
  settings.quality.avif = 95;
  settings.encoder.chroma = ChromaSubsampling::halved;
  CHECK(av1_of(made(png, settings)).halved);
  for (const std::uint8_t bits : std::array<std::uint8_t, 2>{10, 12}) {
    settings.encoder.bit_depth = bits;
    if (bits == 10 && is_refused_10_bits(png)) {
      continue;
    }
    const Bytes deep = made(png, settings);
    CHECK(av1_of(deep).high_depth);
    CHECK(av1_of(deep).twelve_bits == (bits == 12));
    CHECK(read_source_facts(deep, ImageFormat::avif)->bits == bits);
  }
}

TEST_CASE("more bits of an AVIF keep more of sixteen") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.sixteen_bits = true});
  TaskSettings settings = to_format(ImageFormat::avif);
  settings.quality.avif = 90;
  settings.encoder.bit_depth = 12;
  const Done done = run_task(png, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "16 bits a sample become 12"));
  const Pixels pixels = decoded(done.output, ImageFormat::avif);
  CHECK(pixels.bits == 16);
  const Pixels before = decoded(png, ImageFormat::png);
  double sum = 0;
  for (std::uint32_t y = 0; y < before.height; ++y) {
    for (std::uint32_t x = 0; x < before.width; ++x) {
      sum += std::abs(static_cast<double>(sample_at(pixels, x, y, 1)) - sample_at(before, x, y, 1));
    }
  }
  CHECK(sum / (before.width * before.height) < 8 * 257);
}

TEST_CASE("white is white and what is opaque stays so in an AVIF of 12 bits") {
  need_engine();
  Pixels white{.width = 32, .height = 32, .pages = 1, .bands = 4, .bits = 8, .data = {}};
  white.data.resize(std::size_t{4} * 32 * 32, std::byte{255});
  white.data[3] = std::byte{0};  // or there were no need for an alpha
  const auto png = encode_pixels(white, {.format = ImageFormat::png});
  REQUIRE(png.ok());
  TaskSettings settings = to_format(ImageFormat::avif);
  settings.quality.avif = 100;
  settings.encoder.bit_depth = 12;
  const Pixels deep = decoded(made(*png, settings), ImageFormat::avif);
  REQUIRE(deep.bands == 4);
  for (std::uint32_t band = 0; band < 4; ++band) {
    CHECK(sample_at(deep, 31, 31, band) >= 65500);
  }
}

TEST_CASE("effort changes what an encoder makes, and not what it shows") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.width = 200, .height = 150});
  for (const ImageFormat format : {ImageFormat::webp, ImageFormat::avif, ImageFormat::png}) {
    CAPTURE(name(format));
    const auto with_effort = [&](std::uint8_t effort) {
      TaskSettings settings = to_format(format);
      settings.encoder.effort.global = effort;
      if (format == ImageFormat::png) {
        settings.resize.long_edge = 150;
      }
      return made(png, settings);
    };
    const Bytes fast = with_effort(1);
    const Bytes small = with_effort(10);
    CHECK(small.size() < fast.size());
    CHECK(difference(decoded(fast, format), decoded(small, format)) < 6);
  }
  TaskSettings settings = to_format(ImageFormat::webp);
  const Bytes usual = made(png, settings);
  settings.encoder.effort.avif = 1;
  CHECK(made(png, settings) == usual);  // another format's effort
  for (std::uint8_t effort = 1; effort <= 10; ++effort) {
    TaskSettings gif = to_format(ImageFormat::gif);
    gif.encoder.effort.gif = effort;
    CHECK(read_source_facts(made(png, gif), ImageFormat::gif)->size.width == 200);
  }
}

/// Red, green and blue of each pixel, distinct.
std::size_t colours_in(const Pixels& pixels) {
  std::set<std::uint32_t> colours;
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    for (std::uint32_t x = 0; x < pixels.width; ++x) {
      std::uint32_t colour = 0;
      for (std::uint32_t band = 0; band < pixels.bands; ++band) {
        colour = colour << 8U | sample_at(pixels, x, y, band);
      }
      colours.insert(colour);
    }
  }
  return colours.size();
}

TEST_CASE("a palette has no more colours than asked for, and uses most of them") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.width = 200, .height = 150});
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::gif}) {
    for (const std::uint16_t colours :
         std::array<std::uint16_t, 10>{2, 3, 4, 16, 40, 64, 100, 128, 255, 256}) {
      CAPTURE(name(format), colours);
      TaskSettings settings = to_format(format);
      settings.encoder.colours = colours;
      const Bytes output = made(png, settings);
      const std::size_t used = colours_in(decoded(output, format));
      CHECK(used <= colours);
      CHECK(used * 2 > colours);
    }
  }
}

double mean_of_samples(const Pixels& pixels) {
  double sum = 0;
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    for (std::uint32_t x = 0; x < pixels.width; ++x) {
      sum += sample_at(pixels, x, y, 0) + sample_at(pixels, x, y, 1) + sample_at(pixels, x, y, 2);
    }
  }
  return sum / (3.0 * pixels.width * pixels.height) / (pixels.bits > 8 ? 257 : 1);
}

TEST_CASE("a palette is made of sixteen bits as of eight") {
  need_engine();
  const sample::Options deep{.width = 200, .height = 150, .sixteen_bits = true};
  const Bytes png = sample::image(ImageFormat::png, deep);
  for (const std::uint16_t colours : std::array<std::uint16_t, 6>{0, 2, 4, 16, 100, 256}) {
    CAPTURE(colours);
    TaskSettings settings = to_format(ImageFormat::png);
    settings.encoder.colours = colours;
    if (colours == 0) {
      settings.quality.png = 80;
    }
    const Done done = run_task(png, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, "16 bits a sample become 8"));
    const SourceFacts facts = read_source_facts(done.output, ImageFormat::png).value();
    CHECK(facts.palette);
    CHECK(facts.bits <= 8);
    const Pixels pixels = decoded(done.output, ImageFormat::png);
    CHECK(colours_in(pixels) <= (colours == 0 ? 256 : colours));
    CHECK(std::abs(mean_of_samples(pixels) - mean_of_samples(sample::picture(deep))) < 12);

    settings.replaces_source = true;
    const Done left = run_task(png, settings);
    CHECK(left.outcome.status == TaskStatus::skipped);
    CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::depth_lost);
  }
}

TEST_CASE("dithering mixes colours that the palette has not, and none leaves plain areas") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.width = 200, .height = 150});
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::gif}) {
    CAPTURE(name(format));
    TaskSettings settings = to_format(format);
    settings.encoder.colours = 8;
    settings.encoder.dither_percent = 0;
    const Bytes plain = made(png, settings);
    settings.encoder.dither_percent = 100;
    const Bytes mixed = made(png, settings);
    CHECK(mixed != plain);
    CHECK(plain.size() < mixed.size());
    settings.encoder.dither_percent.reset();
    CHECK(made(png, settings) == mixed);
  }
}

TEST_CASE("an interlaced PNG shows the same picture") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png);
  TaskSettings settings = to_long_edge(60);
  const Bytes plain = made(png, settings);
  settings.encoder.scans = Scans::progressive;
  const Bytes interlaced = made(png, settings);
  constexpr std::size_t kInterlaceMethod = 28;
  CHECK(plain[kInterlaceMethod] == std::byte{0});
  CHECK(interlaced[kInterlaceMethod] == std::byte{1});
  CHECK(decoded(interlaced, ImageFormat::png) == decoded(plain, ImageFormat::png));
}

TEST_CASE("a near-lossless WebP is coded without loss and nearly the picture") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png);
  TaskSettings settings = to_format(ImageFormat::webp);
  settings.encoder.near_lossless = true;
  settings.quality.webp = 20;
  const Bytes coarse = made(png, settings);
  settings.quality.webp = 100;
  const Bytes exact = made(png, settings);
  CHECK(read_source_facts(coarse, ImageFormat::webp)->lossless_coding);
  const Pixels original = decoded(png, ImageFormat::png);
  CHECK(difference(decoded(coarse, ImageFormat::webp), original) > 0);
  CHECK(difference(decoded(coarse, ImageFormat::webp), original) < 6);
  CHECK(difference(decoded(exact, ImageFormat::webp), original) == 0);
}

TEST_CASE("settings that a format has no use for leave it as it is") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png);
  TaskSettings all;
  all.encoder.scans = Scans::progressive;
  all.encoder.chroma = ChromaSubsampling::full;
  all.encoder.near_lossless = true;
  all.encoder.dither_percent = 10;
  all.encoder.bit_depth = 12;
  all.encoder.effort.global = 2;
  for (const ImageFormat format : kImageFormats) {
    CAPTURE(name(format));
    all.format = format;
    all.resize.long_edge = 90;
    CHECK(read_source_facts(made(png, all), format)->size.width == 90);
  }
}

TEST_CASE("quality holds for GIF and TIFF") {
  need_engine();
  const Bytes png = sample::image(ImageFormat::png, {.width = 200, .height = 150});
  TaskSettings gif = to_format(ImageFormat::gif);
  const Bytes all = made(png, gif);
  gif.quality.gif = 20;
  CHECK(made(png, gif).size() < all.size());
  CHECK(colours_in(decoded(made(png, gif), ImageFormat::gif)) <= 16);
  TaskSettings tiff = to_format(ImageFormat::tiff);
  CHECK(difference(decoded(made(png, tiff), ImageFormat::tiff), decoded(png, ImageFormat::png)) ==
        0);
  tiff.quality.tiff = 30;
  CHECK(made(png, tiff).size() * 4 < png.size());
}

}  // namespace
}  // namespace pixherd
