// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::tiff_of;
using sample::tiff_resolution;
using sample::tiff_text;
using sample::TiffPage;
using sample::TiffTag;

TaskSettings lossy_in_place() {
  TaskSettings settings = in_place();
  settings.quality.global = 60;
  return settings;
}

TiffPage plus(TiffPage page, const std::vector<TiffTag>& tags) {
  page.tags.insert(page.tags.end(), tags.begin(), tags.end());
  return page;
}

const TiffTag kAlpha{338, 3, {2}};
const TiffTag kProfile = tiff_text(34675, "not looked into", 7);

/// The entries of the first directory, in order.
std::vector<std::uint32_t> tags_of(const Bytes& tiff) {
  const auto number = [&](std::size_t at, unsigned count) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i) {
      value |= std::to_integer<std::uint32_t>(tiff[at + i]) << (8 * i);
    }
    return value;
  };
  const std::size_t directory = number(4, 4);
  std::vector<std::uint32_t> tags;
  for (std::uint32_t i = 0; i < number(directory, 2); ++i) {
    tags.push_back(number(directory + 2 + i * 12, 2));
  }
  return tags;
}

bool has_tag(const Bytes& tiff, std::uint32_t tag) {
  const std::vector<std::uint32_t> tags = tags_of(tiff);
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

TEST_CASE("a TIFF that can be written again exactly gets smaller") {
  need_engine();
  const TiffPage rgb = plus({}, tiff_resolution());
  for (const Bytes& tiff :
       {tiff_of({{}}), tiff_of({rgb}), tiff_of({rgb, rgb, rgb}), tiff_of({{1, 1, 8, {}}}),
        tiff_of({{2, 3, 16, {}}}), tiff_of({{2, 4, 8, {kAlpha}}}), tiff_of({{1, 1, 16, {}}}),
        tiff_of({plus(rgb, {tiff_text(270, "what it shows")})})}) {
    const Done done = run_task(tiff, lossless_in_place());
    CAPTURE(done.outcome.reason ? done.outcome.reason->message : "");
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(same_picture(decoded(done.output, ImageFormat::tiff), decoded(tiff, ImageFormat::tiff)));
  }
}

TEST_CASE("a TIFF without a resolution, a number or a kind of its pages gets none") {
  need_engine();
  for (const Bytes& tiff : {tiff_of({{}}), tiff_of({{}, {}})}) {
    const Done done = run_task(tiff, lossless_in_place());
    REQUIRE(done.outcome.status == TaskStatus::saved);
    for (const std::uint32_t tag : {254U, 282U, 283U, 296U, 297U}) {
      CHECK_FALSE(has_tag(done.output, tag));
    }
    CHECK(has_tag(done.output, 262));
  }
  const Done with = run_task(tiff_of({plus({}, tiff_resolution(72))}), lossless_in_place());
  REQUIRE(with.outcome.status == TaskStatus::saved);
  CHECK(has_tag(with.output, 282));
}

TEST_CASE("a TIFF with a tag that would not be written again as it is stays") {
  need_engine();
  const std::vector<TiffPage> kept_back{
      plus({5, 4, 8, {}}, {kProfile}),
      {2, 4, 8, {{338, 3, {0}}}},
      {2, 4, 8, {{338, 3, {1}}}},
      {0, 1, 8, {}},
      {5, 4, 8, {}},
      {8, 3, 16, {}},
      {1, 1, 4, {}},
      plus({3, 1, 4, {}}, {{320, 3, std::vector<std::uint32_t>(48, 0x1234)}}),
      plus({}, {{254, 4, {4}}}),
      plus({}, {{280, 3, {10, 10, 10}}, {281, 3, {200, 200, 200}}}),
      plus({}, {{282, 5, {1, 1}}, {283, 5, {1, 1}}, {296, 3, {1}}}),
      plus({}, {{297, 3, {4, 9}}}),
      plus({}, {tiff_text(305, "an editor")}),
      plus({}, {tiff_text(65000, "of a maker's own")})};
  for (const TiffPage& page : kept_back) {
    CAPTURE(page.photometric, page.samples, page.bits);
    const Bytes tiff = tiff_of({page});
    const Done done = run_task(tiff, lossless_in_place());
    CHECK(done.outcome.status == TaskStatus::skipped);
    CHECK(done.output.empty());
    REQUIRE(done.outcome.reason);
    CHECK(done.outcome.reason->code == ReasonCode::metadata_lost);
  }
}

TEST_CASE("a profile stays with a TIFF's samples, or the TIFF as it is") {
  need_engine();
  for (const std::uint32_t bits : {1U, 8U}) {
    for (const std::uint32_t samples : {1U, 3U}) {
      CAPTURE(bits, samples);
      const Bytes tiff = tiff_of({plus({samples == 1 ? 1U : 2U, samples, bits, {}}, {kProfile})});
      const Done done = run_task(tiff, lossless_in_place());
      if (done.outcome.status == TaskStatus::saved) {
        CHECK(has_tag(done.output, kProfile.tag));
      } else {
        CHECK(done.output.empty());
      }
    }
  }
}

TEST_CASE("pages that differ in any tag stay as they are") {
  need_engine();
  const TiffPage page = plus({}, tiff_resolution());
  const std::vector<TiffTag> differences{{274, 3, {6}},
                                         {254, 4, {1}},
                                         {282, 5, {72, 1}},
                                         tiff_text(270, "of page two"),
                                         tiff_text(34675, "a profile", 7),
                                         tiff_text(700, "<x:xmpmeta/>", 1)};
  for (const TiffTag& difference : differences) {
    CAPTURE(difference.tag);
    for (const Bytes& tiff :
         {tiff_of({page, plus(page, {difference})}), tiff_of({plus(page, {difference}), page})}) {
      const Done done = run_task(tiff, lossless_in_place());
      CHECK(done.outcome.status == TaskStatus::skipped);
      CHECK(done.output.empty());
    }
  }
}

TEST_CASE("pages of unlike use, turn, profile or resolution are not made alike by lossy work") {
  need_engine();
  const TiffPage page = plus({}, tiff_resolution());
  for (const TiffTag& difference :
       {TiffTag{274, 3, {6}}, TiffTag{254, 4, {1}}, TiffTag{282, 5, {72, 1}}, kProfile}) {
    CAPTURE(difference.tag);
    const Bytes tiff = tiff_of({page, plus(page, {difference})});
    const Done done = run_task(tiff, lossy_in_place());
    CHECK(done.outcome.status == TaskStatus::skipped);
    CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_page);
    CHECK(run_task(tiff, to_format(ImageFormat::png)).outcome.status == TaskStatus::saved);
  }
  const Bytes described = tiff_of({page, plus(page, {tiff_text(270, "of page two")})});
  CHECK(run_task(described, lossy_in_place()).outcome.status == TaskStatus::saved);
  TaskSettings keeping = lossy_in_place();
  keeping.metadata = MetadataSet::all();
  CHECK(run_task(described, keeping).outcome.status == TaskStatus::skipped);
}

TEST_CASE("samples that would be decoded to something else are refused in words") {
  need_engine();
  const std::vector<TiffPage> unread{plus({6, 3, 8, {}}, {{530, 3, {1, 1}}}),
                                     plus({1, 1, 32, {}}, {{339, 3, {3}}}),
                                     plus({1, 1, 64, {}}, {{339, 3, {3}}}),
                                     plus({2, 3, 16, {}}, {{339, 3, {3, 3, 3}}}),
                                     plus({1, 1, 8, {}}, {{339, 3, {2}}}),
                                     {1, 1, 32, {}},
                                     {1, 1, 12, {}},
                                     {2, 4, 8, {}},
                                     {5, 1, 8, {}},
                                     {8, 3, 8, {}}};
  for (const TiffPage& page : unread) {
    CAPTURE(page.photometric, page.samples, page.bits);
    const Bytes tiff = tiff_of({page});
    for (const TaskSettings& settings : {lossless_in_place(), lossy_in_place()}) {
      const Done done = run_task(tiff, settings);
      CHECK(done.outcome.status == TaskStatus::skipped);
      CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::colour_model);
    }
    const Done done = run_task(tiff, to_format(ImageFormat::png));
    REQUIRE(done.outcome.status == TaskStatus::failed);
    CHECK(done.outcome.error->code == ErrorCode::unsupported_format);
  }
}

TEST_CASE("CIELAB becomes sRGB with a note, and not in place") {
  need_engine();
  const Bytes tiff = tiff_of({{8, 3, 16, {}}});
  const Done done = run_task(tiff, to_format(ImageFormat::png));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "CIELAB"));
  const Done left = run_task(tiff, lossy_in_place());
  CHECK(left.outcome.status == TaskStatus::skipped);
}

TEST_CASE("of pages that are turned otherwise the first is done, elsewhere") {
  need_engine();
  const Bytes tiff = tiff_of({{}, plus({}, {{274, 3, {6}}})});
  for (const ImageFormat format : {ImageFormat::tiff, ImageFormat::webp, ImageFormat::png}) {
    const Done done = run_task(tiff, to_format(format));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, "first"));
  }
}

TEST_CASE("data behind all that a TIFF points to stops work in place") {
  need_engine();
  const Bytes tiff = sample::with_trailer(tiff_of({{}}), "more that nothing points to");
  for (const TaskSettings& settings : {lossless_in_place(), lossy_in_place()}) {
    const Done left = run_task(tiff, settings);
    CHECK(left.outcome.status == TaskStatus::skipped);
    CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::trailing_data);
  }
  CHECK(notes_say(run_task(tiff, to_format(ImageFormat::png)).outcome, "behind the end"));
}

TEST_CASE("directories below a TIFF's pages are no trailing data") {
  Bytes tiff = tiff_of({plus({}, {{34665, 4, {0}}})});
  const std::size_t exif = tiff.size();
  for (std::size_t at = 8; at + 12 < tiff.size(); ++at) {
    if (tiff[at] == std::byte{0x69} && tiff[at + 1] == std::byte{0x87}) {
      tiff[at + 8] = static_cast<std::byte>(exif & 0xFFU);
      tiff[at + 9] = static_cast<std::byte>(exif >> 8U);
    }
  }
  tiff = sample::with_trailer(tiff, std::string("\1\0\x86\x92\7\0\4\0\0\0abcd\0\0\0\0", 18));
  const Result<SourceFacts> facts = read_source_facts(tiff, ImageFormat::tiff);
  REQUIRE(facts);
  CHECK(facts->trailing_bytes == 0);
  CHECK(facts->metadata.any);
}

TEST_CASE("metadata goes out of a TIFF whose pages are unlike, or the file stays as it is") {
  need_engine();
  const TiffPage grey{1, 1, 8, {}};
  const Bytes bare = tiff_of({{}, grey});
  const Bytes told = tiff_of({plus({}, {tiff_text(271, "whose camera")}), grey, {2, 3, 16, {}}});
  TaskSettings settings = lossless_in_place();
  settings.metadata.remove(MetadataKind::exif);
  const Done left = run_task(bare, settings);
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_page);
  const Done done = run_task(told, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK_FALSE(has_tag(done.output, 271));
  CHECK(read_source_facts(done.output, ImageFormat::tiff).value().frames == 3);

  settings.replaces_source = false;
  settings.copy_unimproved = true;
  CHECK((run_task(bare, settings).output == bare));
  CHECK((run_task(told, settings).output == done.output));
}

TEST_CASE("tags of a TIFF that say what its colours are stay when its metadata goes") {
  need_engine();
  const TiffTag white{318, 5, {31270, 100000, 32900, 100000}};
  const TiffTag primaries{319, 5, {64, 100, 33, 100, 30, 100, 60, 100, 15, 100, 6, 100}};
  const Bytes bare = tiff_of({plus({}, {white, primaries})});
  const Bytes told = tiff_of({plus({}, {tiff_text(271, "whose camera"), white, primaries})});
  TaskSettings settings = lossless_in_place();
  settings.metadata = MetadataSet::none();
  settings.metadata.insert(MetadataKind::iptc);
  CHECK(run_task(bare, settings).outcome.status == TaskStatus::skipped);
  const Done done = run_task(told, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK_FALSE(has_tag(done.output, 271));
  CHECK((has_tag(done.output, 318) && has_tag(done.output, 319)));
}

TEST_CASE("pictures below a TIFF's pages are pages that would be lost") {
  need_engine();
  TiffPage page;
  page.below = {{1, 1, 8, {}}};
  const Bytes tiff = tiff_of({page});
  for (const TaskSettings& settings : {lossless_in_place(), lossy_in_place()}) {
    const Done left = run_task(tiff, settings);
    CHECK(left.outcome.status == TaskStatus::skipped);
    CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_page);
  }
  TaskSettings settings = lossless_in_place();
  settings.allowed_losses = LossSet::all();
  CHECK(run_task(tiff, settings).outcome.status == TaskStatus::skipped);
  settings = lossy_in_place();
  settings.allowed_losses.insert(LossKind::pages);
  CHECK(run_task(tiff, settings).outcome.status == TaskStatus::saved);
  const Done done = run_task(tiff, to_format(ImageFormat::webp));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "below the pages"));
}

TEST_CASE("a TIFF in tiles of separate planes is not read, and not damaged") {
  need_engine();
  // Four tiles of 16 x 16 pixels for each plane.
  const Bytes tiff = tiff_of({plus({}, {{284, 3, {2}},
                                        {322, 3, {16}},
                                        {323, 3, {16}},
                                        {324, 4, std::vector<std::uint32_t>(12, 8)},
                                        {325, 4, std::vector<std::uint32_t>(12, 256)}})});
  for (const TaskSettings& settings :
       {lossless_in_place(), lossy_in_place(), to_format(ImageFormat::png)}) {
    const Done done = run_task(tiff, settings);
    REQUIRE(done.outcome.status == TaskStatus::failed);
    CAPTURE(done.outcome.error->message);
    CHECK(done.outcome.error->code == ErrorCode::unsupported_format);
  }
}

TEST_CASE("a TIFF of low quality is no damaged one") {
  need_engine();
  TaskSettings settings = in_place();
  settings.quality.tiff = 10;
  const Done done =
      run_task(sample::image(ImageFormat::tiff, {.width = 300, .height = 200}), settings);
  CAPTURE(done.outcome.error.value_or(Error{}).message);
  CHECK(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.notes.empty());
}

TEST_CASE("a camera's raw file is not taken for the preview that stands first in it") {
  need_engine();
  const TiffPage raw{32803, 1, 16, {}};
  TiffPage dng = plus({}, {{50706, 1, {1, 4, 0, 0}}});
  TiffPage nef = plus({}, {{254, 4, {1}}});
  nef.below = {raw};
  TiffPage arw;
  arw.below = {raw};
  TiffPage small = plus({}, {{256, 3, {16}}, {257, 3, {16}}, {278, 3, {16}}});
  small.below = {TiffPage{}};
  Bytes cr2 = tiff_of({{}, {}});
  const std::string canon("CR\2");
  std::transform(canon.begin(), canon.end(), cr2.begin() + 8,
                 [](char c) { return static_cast<std::byte>(c); });
  for (const Bytes& tiff :
       {tiff_of({dng}), tiff_of({nef}), tiff_of({arw}), tiff_of({small}), cr2}) {
    for (TaskSettings settings : {lossless_in_place(), lossy_in_place()}) {
      settings.allowed_losses = LossSet::all();
      const Done left = run_task(tiff, settings);
      CHECK(left.outcome.status == TaskStatus::skipped);
      CHECK(left.output.empty());
    }
    const Done done = run_task(tiff, to_format(ImageFormat::webp));
    REQUIRE(done.outcome.status == TaskStatus::failed);
    CHECK(done.outcome.error->code == ErrorCode::unsupported_format);
  }
}

TEST_CASE("of several channels beside the colours the first is taken for transparency") {
  need_engine();
  for (const std::uint32_t colours : {1U, 3U}) {
    TiffPage page{.photometric = colours == 1 ? 1U : 2U, .samples = colours + 2, .tags = {}};
    page.tags = {{338, 3, {0, 0}}};
    const Bytes tiff = tiff_of({page});
    for (const ImageFormat format : kImageFormats) {
      CAPTURE(colours, name(format));
      TaskSettings settings = to_format(format);
      settings.encoder.colours = format == ImageFormat::png ? 100 : 0;
      CHECK(run_task(tiff, settings).outcome.status == TaskStatus::saved);
      settings.resize = {.width = 40, .height = 20, .fit = Fit::contain};
      CHECK(run_task(tiff, settings).outcome.status == TaskStatus::saved);
    }
  }
}

}  // namespace
}  // namespace pixherd
