// SPDX-License-Identifier: Apache-2.0
// What is found out about a TIFF is found out about each of its pages.
#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::tiff_of;
using sample::TiffPage;

TiffPage page_of_size(std::uint32_t width, std::uint32_t height) {
  TiffPage page;
  page.tags = {{256, 4, {width}}, {257, 4, {height}}};
  return page;
}

std::uint64_t pixels_of(const std::vector<TiffPage>& pages) {
  return read_source_facts(tiff_of(pages), ImageFormat::tiff).value().pixels();
}

TEST_CASE("pages of a TIFF that are larger than the first count with their own size") {
  const std::uint64_t large = std::uint64_t{3000} * 1000;
  const std::uint64_t small = std::uint64_t{32} * 32;
  CHECK(pixels_of({{}, page_of_size(3000, 1000), {}}) == 2 * small + large);
  CHECK(pixels_of({page_of_size(3000, 1000), {}}) == 2 * large);
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  const TiffPage boundless = page_of_size(kMost, kMost);
  CHECK(pixels_of({{}, boundless, boundless}) == std::numeric_limits<std::uint64_t>::max());
}

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TiffPage page_with_profile(const Bytes& profile) {
  TiffPage page;
  page.tags = {sample::tiff_text(271, "whose camera"),
               sample::tiff_text(34675, text_of(profile), 7)};
  return page;
}

TEST_CASE("pages that become the frames of an animation are told, and stay in place") {
  need_engine();
  const Bytes tiff = tiff_of({{}, {}, {}});
  for (const ImageFormat format : {ImageFormat::webp, ImageFormat::gif}) {
    CAPTURE(name(format));
    TaskSettings settings = to_format(format);
    const Done beside = run_task(tiff, settings);
    REQUIRE(beside.outcome.status == TaskStatus::saved);
    CHECK(notes_say(beside.outcome, "the 3 pages become the frames of an animation"));
    settings.replaces_source = true;
    const Done left = run_task(tiff, settings);
    CHECK(left.outcome.status == TaskStatus::skipped);
    CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_page);
    settings.allowed_losses.insert(LossKind::pages);
    CHECK(run_task(tiff, settings).outcome.status == TaskStatus::saved);
  }
  const Done pages = run_task(tiff, to_long_edge(16));
  REQUIRE(pages.outcome.status == TaskStatus::saved);
  CHECK(pages.outcome.notes.empty());
}

TEST_CASE("where a map lies goes with the place") {
  for (const std::uint32_t tag : {33550U, 33922U, 34264U, 34735U, 34736U, 34737U}) {
    CAPTURE(tag);
    const Bytes tiff = tiff_of({{.tags = {sample::tiff_text(tag, "48.2 N 16.3 E", 7)}}});
    MetadataSet kept = MetadataSet::all();
    CHECK(tells(with_kept_metadata(tiff, ImageFormat::tiff, kept, 1).value().bytes, "48.2 N"));
    kept.remove(MetadataKind::gps);
    CHECK_FALSE(
        tells(with_kept_metadata(tiff, ImageFormat::tiff, kept, 1).value().bytes, "48.2 N"));
  }
}

TEST_CASE("what goes from the pages of a TIFF goes from the pictures below them too") {
  const TiffPage told{
      .tags = {sample::tiff_text(271, "whose camera"), sample::tiff_text(315, "whose picture")}};
  TiffPage middle = told;
  middle.below = {told};
  TiffPage top;
  top.below = {{}, middle};
  const Bytes tiff = tiff_of({{}, top});
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::copyright);
  const Filtered made = with_kept_metadata(tiff, ImageFormat::tiff, kept, 1).value();
  CHECK_FALSE(tells(made.bytes, "whose picture"));
  CHECK(tells(made.bytes, "whose camera"));
  CHECK(made.notes.empty());
  const SourceFacts facts = read_source_facts(made.bytes, ImageFormat::tiff).value();
  CHECK(facts.tiff.pictures_below);
  // Each leads to all of them, and to itself.
  Bytes ring = tiff;
  const auto links = std::as_bytes(std::span(std::string_view("\x4A\1\4\0", 4)));
  for (auto at = ring.begin();; at += 4) {
    at = std::search(at, ring.end(), links.begin(), links.end());
    if (at == ring.end()) {
      break;
    }
    *(at + 4) = std::byte{1};
    std::copy_n(ring.begin() + 4, 4, at + 8);
  }
  CHECK(with_kept_metadata(ring, ImageFormat::tiff, kept, 1).ok());
}

TEST_CASE("the profiles of a TIFF go where those of all pages say what holds without one") {
  need_engine();
  const Bytes srgb = sample::srgb_profile();
  const Bytes wide = sample::display_p3_profile();
  TaskSettings settings = lossless_in_place();
  settings.metadata.remove(MetadataKind::icc);
  settings.metadata.remove(MetadataKind::exif);

  const Done stay = run_task(tiff_of({page_with_profile(srgb), page_with_profile(wide)}), settings);
  REQUIRE(stay.outcome.status == TaskStatus::saved);
  CHECK(tells(stay.output, text_of(srgb)));
  CHECK(tells(stay.output, text_of(wide)));
  CHECK(notes_say(stay.outcome, "the colour profile is kept"));

  const Done go = run_task(tiff_of({page_with_profile(srgb), page_with_profile(srgb)}), settings);
  REQUIRE(go.outcome.status == TaskStatus::saved);
  CHECK_FALSE(tells(go.output, text_of(srgb)));
}

}  // namespace
}  // namespace pixherd
