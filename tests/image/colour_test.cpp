// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "pixherd/format/source_facts.hpp"
#include "pixherd/format/srgb_profile.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

bool contains(const sample::Bytes& file, const sample::Bytes& part) {
  return std::search(file.begin(), file.end(), part.begin(), part.end()) != file.end();
}

TEST_CASE("an sRGB profile is known by its numbers, not by its name") {
  CHECK(is_srgb_profile(sample::srgb_profile()));
  CHECK_FALSE(is_srgb_profile(sample::display_p3_profile()));
  CHECK_FALSE(is_srgb_profile({}));
}

TEST_CASE("no cut or changed profile is read beyond its end") {
  const sample::Bytes profile = sample::srgb_profile();
  for (std::size_t length = 0; length < 400; ++length) {
    const sample::Bytes cut(profile.begin(), profile.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_FALSE(is_srgb_profile(cut));
  }
  for (std::size_t at = 0; at < 240; ++at) {
    sample::Bytes changed = profile;
    changed[at] = std::byte{0xFF};
    is_srgb_profile(changed);
  }
}

TEST_CASE("dropping an sRGB profile changes no pixel") {
  need_engine();
  const sample::Bytes png = sample::with_profile(ImageFormat::png, sample::srgb_profile());
  const Done done = run_task(png, to_format(ImageFormat::tiff));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(decoded(done.output, ImageFormat::tiff) == sample::picture());
}

TEST_CASE("dropping a Display P3 profile converts the colours to sRGB") {
  need_engine();
  const sample::Bytes png = sample::with_profile(ImageFormat::png, sample::display_p3_profile());
  const Done done = run_task(png, to_format(ImageFormat::tiff));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels pixels = decoded(done.output, ImageFormat::tiff);
  // P3 (20, 200, 20) is outside sRGB; P3 (230, 20, 20) too. Computed by the P3 matrix.
  CHECK(sample_at(pixels, 90, 3, 0) == 0);
  CHECK(sample_at(pixels, 90, 3, 1) == Approx(203).margin(2));
  CHECK(sample_at(pixels, 3, 3, 0) == Approx(251).margin(2));
  CHECK(sample_at(pixels, 3, 3, 1) == 0);
  CHECK_FALSE(contains(done.output, sample::display_p3_profile()));
}

TEST_CASE("a profile that is kept leaves the pixels as they are") {
  need_engine();
  const sample::Bytes profile = sample::display_p3_profile();
  const sample::Bytes png = sample::with_profile(ImageFormat::png, profile);
  for (const MetadataSet metadata : {MetadataSet::icc(), MetadataSet::all()}) {
    TaskSettings settings = to_format(ImageFormat::tiff);
    settings.metadata = metadata;
    const Done done = run_task(png, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(decoded(done.output, ImageFormat::tiff) == sample::picture());
    CHECK(contains(done.output, profile));
  }
}

TEST_CASE("icc keeps the profile and nothing else") {
  need_engine();
  TaskSettings settings = to_long_edge(48);
  settings.metadata = MetadataSet::icc();
  const sample::Bytes profile = sample::display_p3_profile();
  const sample::Bytes jpeg =
      sample::with_jpeg_segment(sample::with_profile(ImageFormat::jpeg, profile), 0xE1,
                                std::string("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>", 41));
  const Done done = run_task(jpeg, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const std::string text(reinterpret_cast<const char*>(done.output.data()), done.output.size());
  CHECK(text.find("xmpmeta") == std::string::npos);
  CHECK(text.find("ICC_PROFILE") != std::string::npos);
  settings.metadata = MetadataSet::all();
  const Done all = run_task(jpeg, settings);
  const std::string kept(reinterpret_cast<const char*>(all.output.data()), all.output.size());
  CHECK(kept.find("xmpmeta") != std::string::npos);
}

TEST_CASE(
    "a JPEG's profile of which parts are missing is dropped and noted, or the file left alone") {
  need_engine();
  const sample::Bytes photograph = sample::jpeg_of(sample::picture());
  const std::string first_of_two = std::string("ICC_PROFILE\0\x01\x02", 14) + std::string(300, 'p');
  const sample::Bytes jpeg = sample::with_jpeg_segment(photograph, 0xE2, first_of_two);
  for (const MetadataSet metadata : {MetadataSet::none(), MetadataSet::icc(), MetadataSet::all()}) {
    for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::webp}) {
      CAPTURE(metadata.bits(), name(format));
      TaskSettings settings = to_format(format);
      settings.metadata = metadata;
      settings.resize.long_edge = 32;
      const Done beside = run_task(jpeg, settings);
      CHECK(beside.outcome.status == TaskStatus::saved);
      CHECK(notes_say(beside.outcome, "profile is incomplete"));

      settings.replaces_source = true;
      const Done over = run_task(jpeg, settings);
      CHECK(over.outcome.status == TaskStatus::skipped);
      CHECK(over.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
    }
  }
}

TEST_CASE("a JPEG's profile in two parts is whole") {
  const sample::Bytes photograph = sample::jpeg_of(sample::picture());
  const std::string first = std::string("ICC_PROFILE\0\x01\x02", 14) + "first";
  const std::string second = std::string("ICC_PROFILE\0\x02\x02", 14) + "second";
  const auto incomplete = [&](const std::vector<std::string>& parts) {
    sample::Bytes jpeg = photograph;
    for (const std::string& part : parts) {
      jpeg = sample::with_jpeg_segment(jpeg, 0xE2, part);
    }
    return read_source_facts(jpeg, ImageFormat::jpeg).value().jpeg.incomplete_profile;
  };
  CHECK_FALSE(incomplete({}));
  CHECK_FALSE(incomplete({first, second}));
  CHECK_FALSE(incomplete({second, first}));
  CHECK(incomplete({second}));
  CHECK(incomplete({first, first}));
  CHECK(incomplete({std::string("ICC_PROFILE\0", 12)}));
}

TEST_CASE("a profile with padding behind it is kept in every format, without that") {
  need_engine();
  sample::Bytes padded = sample::display_p3_profile();
  const std::size_t length = padded.size();
  padded.resize(length + 3);
  const sample::Bytes source = sample::with_profile(ImageFormat::jpeg, padded);
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp, ImageFormat::tiff}) {
    CAPTURE(name(format));
    TaskSettings settings = to_format(format);
    settings.metadata = MetadataSet::icc();
    const Done done = run_task(source, settings);
    CAPTURE(done.outcome.error ? done.outcome.error->message : "");
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(read_source_facts(done.output, format)->metadata.profile);
  }
}

TEST_CASE("a broken profile is dropped and noted, or the file left alone") {
  need_engine();
  const sample::Bytes png =
      sample::with_profile(ImageFormat::png, sample::Bytes(200, std::byte{7}));
  const Done done = run_task(png, to_format(ImageFormat::jpeg));
  CAPTURE(done.outcome.error ? done.outcome.error->message : "");
  CHECK(done.outcome.status == TaskStatus::saved);
}

TEST_CASE("CMYK becomes sRGB with a note, and in place is left alone") {
  need_engine();
  const sample::Bytes jpeg = sample::cmyk_jpeg();
  const Done done = run_task(jpeg, to_format(ImageFormat::png));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(decoded(done.output, ImageFormat::png).bands == 3);
  CHECK(notes_say(done.outcome, "CMYK"));
  TaskSettings replace = in_place();
  replace.quality.jpeg = 50;
  const Done left = run_task(jpeg, replace);
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason->code == ReasonCode::colour_model);
  CHECK(left.output.empty());
}

TEST_CASE("the black of CMYK is black in sRGB") {
  need_engine();
  Pixels ink{.width = 16, .height = 16, .pages = 1, .bands = 4, .bits = 8, .data = {}};
  ink.data.resize(std::size_t{4} * 16 * 16, std::byte{255});
  const auto jpeg =
      encode_pixels(ink, {.format = ImageFormat::jpeg, .cmyk = true, .thorough = false});
  REQUIRE(jpeg.ok());
  const Done done = run_task(*jpeg, to_format(ImageFormat::png));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  for (const std::byte sample : decoded(done.output, ImageFormat::png).data) {
    REQUIRE(std::to_integer<int>(sample) <= 24);
  }
}

TEST_CASE("16 bits stay where the format holds them, and become 8 with a note where not") {
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png, {.sixteen_bits = true});
  CHECK(read_source_facts(png, ImageFormat::png)->bits == 16);
  const Done tiff = run_task(png, to_format(ImageFormat::tiff));
  CHECK(decoded(tiff.output, ImageFormat::tiff) == sample::picture({.sixteen_bits = true}));
  const Done jpeg = run_task(png, to_format(ImageFormat::jpeg));
  REQUIRE(jpeg.outcome.status == TaskStatus::saved);
  CHECK(notes_say(jpeg.outcome, "16 bits"));
  CHECK(difference(decoded(jpeg.output, ImageFormat::jpeg), sample::picture()) < 9);
  TaskSettings replace = in_place();
  replace.format = ImageFormat::webp;
  CHECK(run_task(png, replace).outcome.reason->code == ReasonCode::depth_lost);
}

TEST_CASE("a PNG's primaries that are not sRGB's are named, and stop lossy work in place") {
  need_engine();
  const auto png_with = [](const std::vector<std::uint32_t>& values) {
    std::string body;
    for (const std::uint32_t value : values) {
      for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        body += static_cast<char>(value >> shift & 0xFFU);
      }
    }
    return sample::with_png_chunk(sample::image(ImageFormat::png), "cHRM", body);
  };
  const sample::Bytes adobe = png_with({31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000});
  const sample::Bytes srgb = png_with({31269, 32899, 63999, 33001, 30000, 60000, 15000, 5999});
  TaskSettings small = in_place();
  small.resize.long_edge = 40;

  CHECK(notes_say(run_task(adobe, to_format(ImageFormat::webp)).outcome, "colour space"));
  CHECK(run_task(adobe, small).outcome.status == TaskStatus::skipped);
  CHECK(run_task(adobe, lossless_in_place()).outcome.status == TaskStatus::saved);
  CHECK(run_task(srgb, to_format(ImageFormat::webp)).outcome.notes.empty());
  CHECK(run_task(srgb, small).outcome.status == TaskStatus::saved);
  const sample::Bytes told = sample::with_png_chunk(adobe, "sRGB", std::string(1, '\0'));
  CHECK(run_task(told, small).outcome.status == TaskStatus::saved);
}

TEST_CASE("a PNG that says in numbers that it is sRGB loses nothing when they go") {
  need_engine();
  const auto done = [](const char* chunk, const std::string& body) {
    const sample::Bytes png = sample::with_png_chunk(sample::image(ImageFormat::png), chunk, body);
    return run_task(png, to_format(ImageFormat::webp)).outcome;
  };
  CHECK(done("cICP", std::string("\x01\x0D\0\x01", 4)).notes.empty());
  CHECK(notes_say(done("cICP", std::string("\x09\x10\0\x01", 4)), "colour space"));
  CHECK(done("gAMA", std::string("\0\0\xAF\xC8", 4)).notes.empty());  // 0.45
  CHECK(notes_say(done("gAMA", std::string("\0\1\x86\xA0", 4)), "colour space"));
}

/// ICC version 2, for grey whose samples are linear light.
sample::Bytes linear_grey_profile() {
  sample::Bytes profile;
  const auto put_numbers = [&](std::initializer_list<std::uint32_t> numbers) {
    for (const std::uint32_t number : numbers) {
      sample::put_big(profile, number, 4);
    }
  };
  put_numbers({700, 0, 0x02100000});
  sample::put(profile, "mntrGRAYXYZ ");
  profile.resize(36);
  sample::put(profile, "acsp");
  profile.resize(68);
  put_numbers({0x0000F6D6, 0x00010000, 0x0000D32D});
  profile.resize(128);
  put_numbers({2});
  sample::put(profile, "wtpt");
  put_numbers({156, 20});
  sample::put(profile, "kTRC");
  put_numbers({176, 524});
  sample::put(profile, std::string_view("XYZ \0\0\0\0", 8));
  put_numbers({0x0000F6D6, 0x00010000, 0x0000D32D});
  sample::put(profile, std::string_view("curv\0\0\0\0\0\0\1\0", 12));
  for (std::uint32_t i = 0; i < 256; ++i) {
    sample::put_big(profile, i * 257, 2);
  }
  return profile;
}

TEST_CASE(
    "a profile for grey stays beside grey, and is carried out where the output is in colour") {
  need_engine();
  const sample::Bytes profile = linear_grey_profile();
  const sample::Bytes png =
      encode_pixels(sample::picture({.grey = true}), {.profile = profile}).value();
  TaskSettings keeping;
  keeping.metadata = MetadataSet::icc();
  for (const ImageFormat format :
       {ImageFormat::webp, ImageFormat::avif, ImageFormat::png, ImageFormat::jpeg}) {
    CAPTURE(name(format));
    keeping.format = format;
    keeping.quality.png = 90;
    const Done done = run_task(png, keeping);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.notes == std::vector<std::string>());
    TaskSettings dropping = keeping;
    dropping.metadata = MetadataSet::none();
    const Pixels converted = decoded(run_task(png, dropping).output, format);
    CHECK((decoded(done.output, format) == converted) == (format != ImageFormat::jpeg));
  }
  TaskSettings lossless = to_format(ImageFormat::webp);
  lossless.lossless = true;
  const Done left = run_task(png, lossless);
  CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::colour_model);
  lossless.format = ImageFormat::tiff;
  CHECK(run_task(png, lossless).outcome.status == TaskStatus::saved);
}

TEST_CASE("a grey picture stays grey") {
  need_engine();
  const Done done =
      run_task(sample::image(ImageFormat::png, {.grey = true}), to_format(ImageFormat::jpeg));
  CHECK(decoded(done.output, ImageFormat::jpeg).bands == 1);
}

TEST_CASE("the background is the colour that was asked for in a profile that is kept, too") {
  need_engine();
  TaskSettings settings;
  settings.resize = {.width = 96, .height = 96, .fit = Fit::contain};
  settings.background = {255, 0, 0, 255};
  settings.metadata = MetadataSet::icc();
  const sample::Bytes png = sample::with_profile(ImageFormat::png, sample::display_p3_profile());
  const Done done = run_task(png, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  const Pixels pixels = decoded(done.output, ImageFormat::png);
  // sRGB's red in Display P3: 0.9175, 0.2003, 0.1386.
  CHECK(std::abs(static_cast<int>(sample_at(pixels, 4, 4, 0)) - 234) <= 1);
  CHECK(std::abs(static_cast<int>(sample_at(pixels, 4, 4, 1)) - 51) <= 1);
  CHECK(std::abs(static_cast<int>(sample_at(pixels, 4, 4, 2)) - 35) <= 1);
}

}  // namespace
}  // namespace pixherd
