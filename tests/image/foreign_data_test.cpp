// SPDX-License-Identifier: Apache-2.0
// What programs leave beside a picture, in places that nobody here understands.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/avif_samples.hpp"
#include "support/catch.hpp"
#include "support/gif_samples.hpp"
#include "support/jpeg_samples.hpp"
#include "support/put.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;
using sample::Bytes;

constexpr std::string_view kTelling = "JP\0\1 jumb c2pa {\"exif:GPSLatitude\": \"48,12.5N\"}"sv;
constexpr std::string_view kSilent = "JP\0\1 jumb c2pa {\"title\": \"a picture\"}"sv;

MetadataSet all_but_place() {
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  return kept;
}

bool holds(const Bytes& file, std::string_view text) {
  const auto wanted = std::as_bytes(std::span(text));
  return std::search(file.begin(), file.end(), wanted.begin(), wanted.end()) != file.end();
}

/// An extension with `text` in blocks of `most` bytes.
std::string gif_extension(std::string_view beginning, std::string_view text, std::size_t most) {
  std::string made(beginning);
  for (; !text.empty(); text.remove_prefix(std::min(most, text.size()))) {
    const std::string_view block = text.substr(0, most);
    made += static_cast<char>(block.size());
    made += block;
  }
  return made + '\0';
}

Bytes with_gif_extension(const std::string& extension) {
  Bytes gif = sample::gif_of_frames({{}});
  gif.pop_back();
  sample::put(gif, extension + ';');
  return gif;
}

/// With a text of the picture's, which TIFF has tags for.
Bytes with_tiff_tag(std::uint32_t tag, const std::string& text) {
  return sample::tiff_of({{.tags = {sample::tiff_text(tag, text)}}});
}

constexpr std::uint32_t kHostComputer = 316;
constexpr std::uint32_t kPrivateTag = 50'001;

/// A picture of each format with `data` in a place of its own.
Bytes with_foreign_data(ImageFormat format, const std::string& data) {
  if (format == ImageFormat::jpeg) {
    return sample::with_jpeg_segment(sample::image(format), 0xEB, data);
  }
  if (format == ImageFormat::png) {
    return sample::with_png_chunk(sample::image(format), "caBX", data);
  }
  if (format == ImageFormat::gif) {
    return with_gif_extension(gif_extension("!\xFE", data, 20));  // which cuts a word
  }
  if (format == ImageFormat::tiff) {
    return with_tiff_tag(kHostComputer, data);
  }
  return sample::with_avif_box(sample::image(format), "uuid", std::string(16, 'u') + data);
}

TEST_CASE("what nobody understands goes where it may tell the place, and is said to") {
  need_engine();
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::avif,
                                   ImageFormat::gif, ImageFormat::tiff}) {
    CAPTURE(name(format));
    const Bytes telling = with_foreign_data(format, std::string(kTelling));
    const Filtered without = with_kept_metadata(telling, format, all_but_place(), 1).value();
    CHECK_FALSE(holds(without.bytes, "GPSLatitude"));
    REQUIRE(without.notes.size() == 1);
    CHECK(without.notes.front().ends_with(kDroppedWhole));
    CHECK(read_source_facts(without.bytes, format).ok());

    const Bytes silent = with_foreign_data(format, std::string(kSilent));
    const Filtered same = with_kept_metadata(silent, format, all_but_place(), 1).value();
    CHECK(same.bytes == silent);
    CHECK(same.notes.empty());
    const Filtered none = with_kept_metadata(silent, format, MetadataSet::none(), 1).value();
    CHECK_FALSE(holds(none.bytes, kSilent));
    CHECK(none.notes.empty());
  }
}

TEST_CASE("what a program left in a GIF goes where it may tell the place, and its frames stay") {
  need_engine();
  const std::string own = "!\xFF\x0BPROGRAM 1.0";
  const Bytes telling = with_gif_extension(gif_extension(own, "xmp:Location", 5));
  const Filtered made = with_kept_metadata(telling, ImageFormat::gif, all_but_place(), 1).value();
  CHECK(made.bytes == sample::gif_of_frames({{}}));
  CHECK(made.notes.size() == 1);
  const Bytes silent = with_gif_extension(gif_extension(own, "a title", 5));
  CHECK(with_kept_metadata(silent, ImageFormat::gif, all_but_place(), 1)->bytes == silent);
  // Twice the same is noted once.
  Bytes twice = telling;
  twice.pop_back();
  sample::put(twice, gif_extension(own, "xmp:Location", 5) + ';');
  CHECK(with_kept_metadata(twice, ImageFormat::gif, all_but_place(), 1)->notes.size() == 1);
}

TEST_CASE("a TIFF with a tag that nobody knows is left alone where it may tell the place") {
  const auto filtered = [](std::string_view text, MetadataSet kept) {
    return with_kept_metadata(with_tiff_tag(kPrivateTag, std::string(text)), ImageFormat::tiff,
                              kept, 1);
  };
  const Result<Filtered> refused = filtered(kTelling, all_but_place());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::unsupported_format);
  CHECK(refused.error().message.starts_with("tag 50001 may tell more than was to be kept"));
  CHECK(filtered(kSilent, all_but_place()).ok());
  MetadataSet but_profile = MetadataSet::all();
  but_profile.remove(MetadataKind::icc);
  CHECK(filtered(kTelling, but_profile).ok());
}

TEST_CASE("tags of a TIFF that all claim the same text are not looked through one by one") {
  std::vector<sample::TiffTag> tags;
  for (std::uint32_t tag = 50'000; tag < 51'000; ++tag) {
    tags.push_back(sample::tiff_text(tag, ""));
  }
  // Inline, of no bytes: each is made to claim the whole file.
  Bytes tiff = sample::tiff_of({{.tags = tags}});
  const std::size_t directory = tiff.size() - 4 - 12 * tags.size();
  for (std::size_t i = 0; i < tags.size(); ++i) {
    Bytes claim;
    sample::put(claim, static_cast<std::uint32_t>(tiff.size()), 4);
    sample::put(claim, 0, 4);
    std::copy(claim.begin(), claim.end(),
              tiff.begin() + static_cast<std::ptrdiff_t>(directory + 12 * i + 4));
  }
  CHECK_FALSE(with_kept_metadata(tiff, ImageFormat::tiff, all_but_place(), 1).ok());
}

TEST_CASE("work in place without the place stops where it is told by what nobody understands") {
  need_engine();
  for (const ImageFormat format : {ImageFormat::gif, ImageFormat::tiff}) {
    CAPTURE(name(format));
    TaskSettings settings = lossless_in_place();
    settings.metadata = all_but_place();
    const Bytes telling = with_foreign_data(format, "a note: GPSLatitude 48.2");
    const Done stays = run_task(telling, settings);
    CAPTURE(stays.outcome.error.value_or(Error{}).message);
    CHECK(stays.outcome.status == TaskStatus::skipped);
    CHECK(stays.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
    settings.allowed_losses = LossSet::all();
    const Done dropped = run_task(telling, settings);
    REQUIRE(dropped.outcome.status == TaskStatus::saved);
    CHECK_FALSE(holds(dropped.output, "GPSLatitude"));
    CHECK(notes_say(dropped.outcome, "may tell more than was to be kept"));
  }
}

TEST_CASE("what is told across two segments of a JPEG is found") {
  need_engine();
  Bytes jpeg = sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xEB, "atitude: 48");
  jpeg = sample::with_jpeg_segment(jpeg, 0xEB, "c2pa L");
  jpeg = sample::with_jpeg_segment(jpeg, 0xEC, "Ducky");
  const Filtered made = with_kept_metadata(jpeg, ImageFormat::jpeg, all_but_place(), 1).value();
  CHECK_FALSE(holds(made.bytes, "c2pa"));
  CHECK(holds(made.bytes, "Ducky"));
  CHECK(made.notes.size() == 1);
}

TEST_CASE("an AVIF whose boxes no encoder writes again is not encoded anew in place") {
  need_engine();
  const Bytes avif = with_foreign_data(ImageFormat::avif, std::string(kSilent));
  TaskSettings settings = in_place();
  settings.quality.global = 20;
  settings.metadata = MetadataSet::all();
  const Done done = run_task(avif, settings);
  REQUIRE(done.outcome.status == TaskStatus::skipped);
  CHECK(done.outcome.reason->code == ReasonCode::metadata_lost);
}

}  // namespace
}  // namespace pixherd
