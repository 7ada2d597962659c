// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>

#include "pixherd/format/png_chunks.hpp"
#include "pixherd/image/warnings.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/put.hpp"
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

TEST_CASE("a TIFF that cannot be decoded whole is damaged, in strips and in tiles") {
  need_engine();
  const sample::TiffTag packed{259, 3, {32773}};
  const sample::TiffTag cut_short{279, 4, {10}};
  const sample::TiffPage in_strips{.photometric = 1, .samples = 1, .tags = {packed, cut_short}};
  const sample::TiffPage in_tiles{
      .photometric = 1, .samples = 1, .tags = {packed, cut_short, {322, 3, {32}}, {323, 3, {32}}}};
  for (const sample::TiffPage& page : {in_strips, in_tiles}) {
    for (const TaskSettings& settings :
         {to_format(ImageFormat::png), small_in_place(), lossless_in_place()}) {
      const Done done = run_task(sample::tiff_of({page}), settings);
      REQUIRE(done.outcome.error.has_value());
      CAPTURE(done.outcome.error->message);
      CHECK(done.outcome.error->code == ErrorCode::damaged);
    }
  }
}

/// A grey TIFF of one tile, which is that JPEG of 32 x 32 pixels.
Bytes tiff_of_jpeg_tile(const Bytes& jpeg) {
  constexpr std::uint32_t kShort = 3;
  constexpr std::uint32_t kLong = 4;
  constexpr std::uint32_t kSide = 32;
  constexpr std::uint32_t kEntries = 10;
  constexpr std::uint32_t kBehind = 8 + 2 + kEntries * 12 + 4;
  Bytes tiff;
  sample::put(tiff, 0x002A4949, 4);
  sample::put(tiff, 8, 4);
  sample::put(tiff, kEntries, 2);
  for (const auto& [tag, type, value] : std::initializer_list<std::array<std::uint32_t, 3>>{
           {256, kShort, kSide},
           {257, kShort, kSide},
           {258, kShort, 8},
           {259, kShort, 7},
           {262, kShort, 1},
           {277, kShort, 1},
           {322, kShort, kSide},
           {323, kShort, kSide},
           {324, kLong, kBehind},
           {325, kLong, static_cast<std::uint32_t>(jpeg.size())}}) {
    sample::put_tiff_entry(tiff, tag, type, 1, value);
  }
  sample::put(tiff, 0, 4);
  tiff.insert(tiff.end(), jpeg.begin(), jpeg.end());
  return tiff;
}

TEST_CASE("a JPEG that is a tile of a TIFF is read to its end") {
  need_engine();
  Bytes jpeg = sample::image(ImageFormat::jpeg, {.width = 32, .height = 32, .grey = true});
  CHECK(run_task(tiff_of_jpeg_tile(jpeg), to_format(ImageFormat::png)).outcome.status ==
        TaskStatus::saved);
  jpeg.resize(jpeg.size() - 40);
  for (const TaskSettings& settings : {to_format(ImageFormat::png), small_in_place()}) {
    const Done done = run_task(tiff_of_jpeg_tile(jpeg), settings);
    REQUIRE(done.outcome.error.has_value());
    CHECK(done.outcome.error->code == ErrorCode::damaged);
    CHECK(tells_of(*done.outcome.error, "in a tile of the TIFF"));
  }
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
  CHECK(weigh_warning("fallback to suggested perceptual intent, as profile does not support "
                      "relative input intent") == metadata);
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
