// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>

#include "pixherd/format/png_chunks.hpp"
#include "pixherd/image/warnings.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

TaskSettings small_in_place(MetadataSet metadata = MetadataSet::none()) {
  TaskSettings settings = in_place();
  settings.resize.long_edge = 40;
  settings.metadata = metadata;
  return settings;
}

/// An EXIF block whose resolution has no unit, as several cameras and editors write it.
std::string exif_without_unit() {
  return std::string("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x1A\0\x05\0\0\0\x01\0\0\0\x1A", 28) +
         std::string("\0\0\0\0\0\0\0\x48\0\0\0\x01", 12);
}

std::string compressed_profile(const std::string& name, const Bytes& profile) {
  std::string stored = std::string("\x78\x01\x01", 3);
  const auto size = static_cast<std::uint16_t>(profile.size());
  for (const std::uint16_t value : {size, static_cast<std::uint16_t>(~size)}) {
    stored += static_cast<char>(value & 0xFF);
    stored += static_cast<char>(value >> 8);
  }
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const std::byte byte : profile) {
    stored += static_cast<char>(byte);
    a = (a + std::to_integer<std::uint32_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  for (const std::uint32_t value : {b >> 8, b, a >> 8, a}) {
    stored += static_cast<char>(value & 0xFF);
  }
  return name + std::string(2, '\0') + stored;
}

Bytes grey_png_with_profile_for_colours() {
  return sample::with_png_chunk(sample::image(ImageFormat::png, {.grey = true}), "iCCP",
                                compressed_profile("rgb", sample::display_p3_profile()));
}

Bytes png_with_junk_profile() {
  return sample::with_png_chunk(sample::image(ImageFormat::png), "iCCP", "junk");
}

bool tells_of(const Error& error, const char* words) {
  return error.message.find(words) != std::string::npos;
}

bool holds_profile(const Bytes& png) {
  const Result<PngChunks> chunks = read_png_chunks(png);
  bool found = false;
  for (const PngChunk& chunk : chunks->list) {
    found |= chunk.type == "iCCP";
  }
  return found;
}

TEST_CASE("EXIF that a decoder grumbles about is no damage") {
  need_engine();
  const Bytes jpeg = sample::with_jpeg_segment(
      sample::image(ImageFormat::jpeg, {.width = 200, .height = 160}), 0xE1, exif_without_unit());
  TaskSettings webp = in_place();
  webp.format = ImageFormat::webp;
  TaskSettings lossy = in_place();
  lossy.quality.global = 40;
  TaskSettings lossy_libvips = lossy;
  lossy_libvips.lane = Lane::libvips;
  for (const TaskSettings& settings :
       {webp, lossy, lossy_libvips, small_in_place(MetadataSet::all()), lossless_in_place()}) {
    const Done done = run_task(jpeg, settings);
    CAPTURE(done.outcome.error ? done.outcome.error->message : "");
    CHECK(done.outcome.status == TaskStatus::saved);
  }
}

TEST_CASE("a PNG's profile that cannot be used is dropped with a note, or stays where it is") {
  need_engine();
  for (const Bytes& png : {grey_png_with_profile_for_colours(), png_with_junk_profile()}) {
    const Done elsewhere = run_task(png, to_format(ImageFormat::webp));
    REQUIRE(elsewhere.outcome.status == TaskStatus::saved);
    CHECK(notes_say(elsewhere.outcome, "iCCP"));

    const Done small = run_task(png, small_in_place());
    REQUIRE(small.outcome.status == TaskStatus::saved);
    CHECK(notes_say(small.outcome, "iCCP"));

    const Done keeping = run_task(png, small_in_place(MetadataSet::icc()));
    REQUIRE(keeping.outcome.status == TaskStatus::skipped);
    CHECK(keeping.outcome.reason->code == ReasonCode::metadata_lost);

    const Done lossless = run_task(png, lossless_in_place());
    REQUIRE(lossless.outcome.status == TaskStatus::saved);
    CHECK(holds_profile(lossless.output));
  }
}

TEST_CASE("a TIFF is read whose describing tags are odd, and none whose layout is") {
  need_engine();
  const sample::TiffTag two_texts = sample::tiff_text(33432, std::string("one\0two", 7));
  const sample::TiffTag half_a_number{297, 3, {1}};
  const Bytes described = sample::tiff_of({{.tags = {two_texts, half_a_number}}});
  for (const TaskSettings& settings : {to_format(ImageFormat::webp), small_in_place()}) {
    const Done done = run_task(described, settings);
    CAPTURE(done.outcome.error ? done.outcome.error->message : "");
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, "PageNumber"));
  }
  const sample::TiffTag half_a_sampling{530, 3, {2}};
  const Done unclear =
      run_task(sample::tiff_of({{.tags = {half_a_sampling}}}), to_format(ImageFormat::webp));
  REQUIRE(unclear.outcome.error.has_value());
  CHECK(unclear.outcome.error->code == ErrorCode::damaged);
}

TEST_CASE("a message counts by what it is about, and one that nobody knows for unclear") {
  using enum WarningWeight;
  CHECK(weigh_warning("unknown EXIF resolution unit") == metadata);
  CHECK(weigh_warning("rounding up IPTC data length") == metadata);
  CHECK(weigh_warning("iCCP: profile 'x': 'RGB ': RGB color space not permitted") == metadata);
  CHECK(weigh_warning("zTXt: exceeds application limits") == metadata);
  CHECK(weigh_warning("tRNS: out of place") == unclear);
  CHECK(weigh_warning("IDAT: Extra compressed data") == unclear);
  CHECK(weigh_warning("something else") == unclear);
  CHECK(weigh_warning(R"(ASCII value for tag "Copyright" contains null byte)") == metadata);
  CHECK(weigh_warning(R"(incorrect count for field "PageNumber", expected 2, got 1)") == metadata);
  CHECK(weigh_warning("Old-style LZW codes, convert file") == metadata);
  CHECK(weigh_warning(R"(incorrect count for field "YCbCrSubsampling", got 1)") == unclear);
  CHECK(weigh_warning(R"(Bogus "StripByteCounts" field, ignoring)") == unclear);
  CHECK(weigh_warning("VipsJpeg: Corrupt JPEG data: 3 extraneous bytes") == damage);
}

/// A JPEG with bytes before its tables that libjpeg skips, and counts.
Bytes jpeg_with_odd_bytes(std::uint8_t count) {
  Bytes jpeg = sample::image(ImageFormat::jpeg);
  const std::array tables{std::byte{0xFF}, std::byte{0xC4}};
  const auto at = std::search(jpeg.begin(), jpeg.end(), tables.begin(), tables.end());
  Bytes odd{std::byte{0xFF}, std::byte{0}, std::byte{0}};
  odd.push_back(static_cast<std::byte>(count - 2));
  odd.resize(count);
  jpeg.insert(at, odd.begin(), odd.end());
  return jpeg;
}

TEST_CASE("what a library says of one file is not said of the next") {
  need_engine();
  for (const std::uint8_t count : std::initializer_list<std::uint8_t>{4, 5}) {
    const Done done = run_task(jpeg_with_odd_bytes(count), to_format(ImageFormat::webp));
    REQUIRE(done.outcome.error.has_value());
    CAPTURE(done.outcome.error->message);
    CHECK(tells_of(*done.outcome.error, "5 extraneous bytes") == (count == 5));
    CHECK(tells_of(*done.outcome.error, "4 extraneous bytes") == (count == 4));
  }
}

TEST_CASE("no note says the same twice, nor has it a broken line") {
  need_engine();
  for (const Bytes& png : {grey_png_with_profile_for_colours(), png_with_junk_profile()}) {
    const Done done = run_task(png, to_format(ImageFormat::tiff));
    const std::set<std::string> distinct(done.outcome.notes.begin(), done.outcome.notes.end());
    CHECK(distinct.size() == done.outcome.notes.size());
    CHECK_FALSE(notes_say(done.outcome, "\\x0a"));
    CHECK_FALSE(notes_say(done.outcome, "read gave"));
  }
}

}  // namespace
}  // namespace pixherd
