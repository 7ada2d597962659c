// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "pixherd/format/source_facts.hpp"
#include "pixherd/image/memory_need.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::jpeg_of;
using sample::JpegKind;

Done in_lane(const Bytes& jpeg, std::optional<Lane> lane, TaskSettings settings) {
  settings.lane = lane;
  return run_task(jpeg, settings);
}

/// Both lanes' pixels of the same task; they must be of one shape.
struct Both {
  Pixels planes;
  Pixels libvips;
};

Both by_both(const Bytes& jpeg, const TaskSettings& settings) {
  const Done planes = in_lane(jpeg, Lane::planes, settings);
  const Done libvips = in_lane(jpeg, Lane::libvips, settings);
  REQUIRE(planes.outcome.status == TaskStatus::saved);
  REQUIRE(libvips.outcome.status == TaskStatus::saved);
  CHECK(planes.outcome.lane == Lane::planes);
  CHECK(libvips.outcome.lane == Lane::libvips);
  CHECK(planes.outcome.width == libvips.outcome.width);
  CHECK(planes.outcome.height == libvips.outcome.height);
  return {decoded(planes.output, ImageFormat::jpeg), decoded(libvips.output, ImageFormat::jpeg)};
}

TaskSettings at_quality(std::uint8_t quality, TaskSettings settings = {}) {
  settings.quality.jpeg = quality;
  return settings;
}

/// Luma and chroma in all the ways that are met, and some that are not.
std::vector<JpegKind> every_sampling() {
  std::vector<JpegKind> kinds;
  for (const auto& [luma, chroma] : {
           std::pair{std::pair{1, 1}, std::pair{1, 1}},  // 4:4:4
           {{2, 1}, {2, 1}},                             // the same, in steps of two blocks
           {{2, 1}, {1, 1}},                             // 4:2:2
           {{2, 2}, {1, 2}},                             // the same
           {{2, 2}, {1, 1}},                             // 4:2:0
           {{1, 2}, {1, 1}},                             // 4:4:0
           {{4, 1}, {1, 1}},                             // 4:1:1
           {{4, 2}, {1, 1}},                             // 4:1:0
           {{3, 1}, {1, 1}},
           {{1, 1}, {2, 2}},  // more samples of chroma than of luma
       }) {
    kinds.push_back({.horizontal = luma.first,
                     .vertical = luma.second,
                     .quality = 100,
                     .chroma_horizontal = chroma.first,
                     .chroma_vertical = chroma.second});
  }
  return kinds;
}

std::string words(const JpegKind& kind) {
  return fmt::format("luma {}x{}, chroma {}x{}", kind.horizontal, kind.vertical,
                     kind.chroma_horizontal, kind.chroma_vertical);
}

TEST_CASE("JPEG to JPEG goes through planes, and the outcome says so") {
  need_engine();
  const Done done = run_task(jpeg_of(sample::picture()), to_long_edge(48));
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(done.outcome.lane == Lane::planes);
  CHECK(run_task(jpeg_of(sample::picture()), to_format(ImageFormat::webp)).outcome.lane ==
        Lane::libvips);
}

TEST_CASE("planes come as near to the picture as pixels do, at every sampling, size and order") {
  need_engine();
  const JpegKind kind = GENERATE(from_range(every_sampling()));
  const std::uint32_t edge = GENERATE(120U, 67U, 50U, 31U, 16U, 9U);
  const bool progressive = GENERATE(false, true);
  CAPTURE(words(kind), edge, progressive);
  const sample::Options options{.width = 119, .height = 83};
  const Done exact = run_task(sample::image(ImageFormat::png, options), to_long_edge(edge));
  const Pixels truth = decoded(exact.output, ImageFormat::png);

  JpegKind stored = kind;
  stored.progressive = progressive;
  const Both both =
      by_both(jpeg_of(sample::picture(options), stored), at_quality(85, to_long_edge(edge)));
  CHECK(difference(both.planes, truth) < 1.1 * difference(both.libvips, truth) + 0.5);
}

TEST_CASE("a file of several scans comes out as the same picture in one scan does") {
  need_engine();
  const bool grey = GENERATE(false, true);
  JpegKind kind = grey ? JpegKind{} : GENERATE(from_range(every_sampling()));
  const std::uint32_t edge = GENERATE(119U, 50U, 16U, 9U);
  CAPTURE(grey, words(kind), edge);
  const auto picture = sample::picture({.width = 119, .height = 83, .grey = grey});
  const auto made = [&](bool progressive) {
    kind.progressive = progressive;
    return in_lane(jpeg_of(picture, kind), Lane::planes, at_quality(85, to_long_edge(edge))).output;
  };
  const Bytes one_scan = made(false);
  CHECK_FALSE(one_scan.empty());
  CHECK(made(true) == one_scan);
}

TEST_CASE("grey stays grey") {
  need_engine();
  const Bytes jpeg = jpeg_of(sample::picture({.width = 119, .height = 83, .grey = true}));
  const Both both = by_both(jpeg, to_long_edge(50));
  CHECK(both.planes.bands == 1);
  CHECK(difference(both.planes, both.libvips) < 3);
}

TEST_CASE("every EXIF orientation is carried out on odd sizes as libvips carries it out") {
  need_engine();
  const auto orientation = GENERATE(as<std::uint32_t>(), 1, 2, 3, 4, 5, 6, 7, 8);
  const std::uint32_t edge = GENERATE(200U, 77U, 40U);
  CAPTURE(orientation, edge);
  const Bytes jpeg = sample::with_jpeg_segment(jpeg_of(sample::red_and_blue(121, 83, 40)), 0xE1,
                                               sample::exif_with_orientation(orientation));
  REQUIRE(read_source_facts(jpeg, ImageFormat::jpeg)->orientation == orientation);
  const Both both = by_both(jpeg, at_quality(95, to_long_edge(edge)));
  CHECK(both.planes.width == both.libvips.width);
  CHECK(difference(both.planes, both.libvips) < 4);
}

/// Luma's and chroma's sampling factors, as the frame header has them: 0x22 is 2 x 2.
std::vector<int> sampling_of(const Bytes& jpeg) {
  const std::array marker{std::byte{0xFF}, std::byte{0xC0}};
  const auto frame = std::search(jpeg.begin(), jpeg.end(), marker.begin(), marker.end());
  REQUIRE(jpeg.end() - frame > 18);
  REQUIRE(frame[9] == std::byte{3});
  return {std::to_integer<int>(frame[11]), std::to_integer<int>(frame[14]),
          std::to_integer<int>(frame[17])};
}

TEST_CASE("chroma is halved below quality 90 and whole from there on, however it came") {
  need_engine();
  const JpegKind kind = GENERATE(from_range(every_sampling()));
  CAPTURE(words(kind));
  const Bytes jpeg = jpeg_of(sample::picture({.width = 119, .height = 83}), kind);
  const auto made = [&](std::uint8_t quality) {
    return sampling_of(in_lane(jpeg, Lane::planes, at_quality(quality, to_long_edge(50))).output);
  };
  CHECK(made(89) == std::vector{0x22, 0x11, 0x11});
  CHECK(made(90) == std::vector{0x11, 0x11, 0x11});
}

TEST_CASE("from quality 90 on chroma keeps its size, as in the other lane") {
  need_engine();
  const Bytes jpeg = jpeg_of(sample::picture(), {1, 1});
  const Both fine = by_both(jpeg, at_quality(90));
  CHECK(difference(fine.planes, fine.libvips) < 0.5);
  const Done halved = in_lane(jpeg, Lane::planes, at_quality(89));
  const Done full = in_lane(jpeg, Lane::planes, at_quality(90));
  CHECK(halved.output.size() < full.output.size());
}

TEST_CASE("the smallest pictures and the longest come out right") {
  need_engine();
  const auto [width, height] =
      GENERATE(std::pair{1U, 1U}, std::pair{1U, 300U}, std::pair{300U, 1U}, std::pair{2U, 3U},
               std::pair{4001U, 3U}, std::pair{17U, 2000U});
  const std::uint32_t edge = GENERATE(5000U, 100U, 7U, 1U);
  CAPTURE(width, height, edge);
  const Bytes jpeg = jpeg_of(sample::picture({.width = width, .height = height}));
  const Done planes = in_lane(jpeg, std::nullopt, to_long_edge(edge));
  const bool done =
      planes.outcome.status == TaskStatus::saved ||
      (planes.outcome.reason && planes.outcome.reason->code == ReasonCode::not_smaller);
  CHECK(done);
  if (planes.outcome.status == TaskStatus::saved) {
    const PixelSize size = resized({width, height}, to_long_edge(edge).resize);
    CHECK(planes.outcome.width == size.width);
    CHECK(planes.outcome.height == size.height);
    CHECK(decoded(planes.output, ImageFormat::jpeg).width == size.width);
  }
}

TEST_CASE("what planes cannot do is handed on, and refused where they alone are asked for") {
  need_engine();
  const struct {
    Bytes jpeg;
    TaskSettings settings;
  } cases[] = {
      {jpeg_of(sample::picture(), {.rgb = true}), to_long_edge(48)},
      {sample::cmyk_jpeg(), to_long_edge(48)},
      {sample::with_profile(ImageFormat::jpeg, sample::display_p3_profile()), to_long_edge(48)},
      {sample::image(ImageFormat::png), to_format(ImageFormat::jpeg)},
  };
  for (const auto& [jpeg, settings] : cases) {
    CHECK(in_lane(jpeg, std::nullopt, settings).outcome.lane == Lane::libvips);
    const Done refused = in_lane(jpeg, Lane::planes, settings);
    REQUIRE(refused.outcome.error.has_value());
    CHECK(refused.outcome.error->code == ErrorCode::unsupported_format);
  }
}

TEST_CASE("an sRGB profile is dropped in planes, and any profile is kept where it is asked for") {
  need_engine();
  const Bytes srgb = sample::with_profile(ImageFormat::jpeg, sample::srgb_profile());
  CHECK(run_task(srgb, to_long_edge(48)).outcome.lane == Lane::planes);
  const Bytes p3 = sample::with_profile(ImageFormat::jpeg, sample::display_p3_profile());
  TaskSettings keep = to_long_edge(48);
  keep.metadata = MetadataSet::icc();
  const Done kept = run_task(p3, keep);
  REQUIRE(kept.outcome.lane == Lane::planes);
  const Bytes profile = sample::display_p3_profile();
  CHECK(std::search(kept.output.begin(), kept.output.end(), profile.begin(), profile.end()) !=
        kept.output.end());
}

TEST_CASE("no metadata gets through planes unasked") {
  need_engine();
  const Done done = run_task(sample::jpeg_with_metadata("secret-place"), to_long_edge(48));
  REQUIRE(done.outcome.lane == Lane::planes);
  const std::string text(reinterpret_cast<const char*>(done.output.data()), done.output.size());
  CHECK(text.find("secret-place") == std::string::npos);
  CHECK(text.find("Exif") == std::string::npos);
}

TEST_CASE("a JPEG that is cut anywhere never comes out of planes") {
  need_engine();
  for (const bool progressive : {false, true}) {
    const Bytes jpeg = jpeg_of(sample::picture(), {.progressive = progressive});
    for (std::size_t length = 3; length + 1 < jpeg.size(); length += jpeg.size() / 37) {
      Bytes cut(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(length));
      CHECK(run_task(cut, to_long_edge(48)).outcome.status == TaskStatus::failed);
      // With an end-of-image marker put behind it only the decoder can know.
      cut.push_back(std::byte{0xFF});
      cut.push_back(std::byte{0xD9});
      CAPTURE(progressive, length);
      CHECK(run_task(cut, to_long_edge(48)).outcome.status == TaskStatus::failed);
    }
  }
}

TEST_CASE("planes ask for the memory that they take") {
  need_engine();
  const Bytes jpeg = jpeg_of(sample::picture({.width = 800, .height = 600}));
  const Done done = run_task(jpeg, {});
  REQUIRE(done.outcome.lane == Lane::planes);
  constexpr std::uint64_t kPixels = 800 * 600;
  CHECK(done.memory_asked > jpeg.size() + 6 * kPixels);
}

}  // namespace
}  // namespace pixherd
