// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

constexpr std::uint8_t kHalvingQuality = 89;
constexpr std::uint8_t kFullQuality = 95;

/// In pixels: quantisation moves an edge too, above all where chroma is halved.
double tolerance(std::uint8_t quality) { return quality == kHalvingQuality ? 0.4 : 0.25; }

constexpr std::uint32_t kBreadth = 251;

enum class Axis : std::uint8_t { horizontal, vertical };

/// Red before `edge` and blue behind it, so dull that no resampling leaves what RGB can hold, and
/// lighter from row to row, so that no two blocks are quantised alike.
Pixels red_then_blue(std::uint32_t length, std::uint32_t edge, Axis axis) {
  constexpr std::array kRed{200, 70, 50};
  constexpr std::array kBlue{50, 60, 190};
  const bool lies = axis == Axis::horizontal;
  Pixels pixels{.width = lies ? length : kBreadth, .height = lies ? kBreadth : length};
  for (std::uint32_t y = 0; y < pixels.height; ++y) {
    for (std::uint32_t x = 0; x < pixels.width; ++x) {
      const auto lighter = static_cast<int>((lies ? y : x) * 30 / kBreadth) - 15;
      for (const int value : (lies ? x : y) < edge ? kRed : kBlue) {
        pixels.data.push_back(static_cast<std::byte>(value + lighter));
      }
    }
  }
  return pixels;
}

/// What luma and Cr are along an axis, on average over the other.
struct Profile {
  std::vector<double> luma;
  std::vector<double> chroma;
};

Profile profile_of(const Pixels& pixels, Axis axis) {
  const bool lies = axis == Axis::horizontal;
  const std::uint32_t length = lies ? pixels.width : pixels.height;
  const std::uint32_t breadth = lies ? pixels.height : pixels.width;
  Profile profile;
  for (std::uint32_t i = 0; i < length; ++i) {
    std::array<double, 3> mean{};
    for (std::uint32_t across = 0; across < breadth; ++across) {
      for (std::uint32_t band = 0; band < 3; ++band) {
        mean[band] += sample_at(pixels, lies ? i : across, lies ? across : i, band);
      }
    }
    const auto [red, green, blue] = mean;
    profile.luma.push_back((0.299 * red + 0.587 * green + 0.114 * blue) / breadth);
    profile.chroma.push_back((0.5 * red - 0.4187 * green - 0.0813 * blue) / breadth);
  }
  return profile;
}

/// Where one level turns into the other, to a fraction of a pixel: as much of the first as there is
/// near the place where it is expected, in whatever shape the edge is.
double edge_in(const std::vector<double>& values, double expected) {
  constexpr double kReach = 12;
  const auto last = static_cast<double>(values.size());
  const double reach = std::min({kReach, std::floor(expected), std::floor(last - expected)});
  const auto begin = static_cast<std::size_t>(std::floor(expected - reach));
  const auto end = static_cast<std::size_t>(std::ceil(expected + reach));
  const double before = (values[begin] + values[begin + 1]) / 2;
  const double behind = (values[end - 1] + values[end - 2]) / 2;
  double place = static_cast<double>(begin);
  for (std::size_t i = begin; i < end; ++i) {
    place += (values[i] - behind) / (before - behind);
  }
  return place;
}

/// A comment makes the source so large that the output is smaller at any quality.
Bytes large_jpeg_of(const Pixels& pixels, const sample::JpegKind& kind) {
  return sample::with_jpeg_segment(sample::jpeg_of(pixels, kind), 0xFE, std::string(60'000, 'x'));
}

Pixels through_planes(const Bytes& jpeg, TaskSettings settings, std::uint8_t quality) {
  settings.quality.jpeg = quality;
  settings.lane = Lane::planes;
  const Done done = run_task(jpeg, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  return decoded(done.output, ImageFormat::jpeg);
}

void check_edge(const Pixels& made, Axis axis, double expected, double tolerance) {
  const Profile profile = profile_of(made, axis);
  const double luma = edge_in(profile.luma, expected);
  const double chroma = edge_in(profile.chroma, expected);
  CAPTURE(expected, luma, chroma);
  CHECK(std::abs(luma - expected) < tolerance);
  CHECK(std::abs(chroma - expected) < tolerance);
  CHECK(std::abs(chroma - luma) < tolerance);
}

TaskSettings to_length(std::uint32_t length, Axis axis) {
  TaskSettings settings;
  (axis == Axis::horizontal ? settings.resize.width : settings.resize.height) = length;
  return settings;
}

TEST_CASE("red and blue meet where they did, at odd sizes, odd factors and every sampling") {
  need_engine();
  const auto [horizontal, vertical] = GENERATE(std::pair{1, 1}, std::pair{2, 1}, std::pair{2, 2},
                                               std::pair{1, 2}, std::pair{4, 1}, std::pair{4, 2});
  const std::uint32_t length = GENERATE(400U, 401U, 399U);
  // By whole DCT blocks, and by a half, a quarter and an eighth of them.
  const std::uint32_t wanted = GENERATE(1000U, 301U, 131U, 97U, 49U);
  const Axis axis = GENERATE(Axis::horizontal, Axis::vertical);
  const std::uint8_t quality = GENERATE(kHalvingQuality, kFullQuality);
  const std::uint32_t edge = length / 4 * 3 + 1;  // where a wrong scale shows, and not on a block
  CAPTURE(horizontal, vertical, length, wanted, axis == Axis::horizontal, quality);
  const Bytes jpeg =
      large_jpeg_of(red_then_blue(length, edge, axis),
                    {.horizontal = horizontal, .vertical = vertical, .quality = 100});
  const Pixels made = through_planes(jpeg, to_length(wanted, axis), quality);
  const std::uint32_t side = axis == Axis::horizontal ? made.width : made.height;
  REQUIRE(side == std::min(length, wanted));
  check_edge(made, axis, edge * (side / static_cast<double>(length)), tolerance(quality));
}

TEST_CASE("red and blue meet where they do in a picture that was never a JPEG") {
  need_engine();
  constexpr std::uint32_t kEdge = 301;
  const std::uint32_t length = GENERATE(401U, 403U);
  const std::uint32_t wanted = GENERATE(301U, 201U, 150U, 99U);
  CAPTURE(length, wanted);
  const Pixels source = red_then_blue(length, kEdge, Axis::horizontal);
  const Result<Bytes> png = encode_pixels(source, {.format = ImageFormat::png});
  REQUIRE(png);
  const TaskSettings settings = to_length(wanted, Axis::horizontal);
  const Pixels exact = decoded(run_task(*png, settings).output, ImageFormat::png);
  const Pixels made =
      through_planes(large_jpeg_of(source, {.quality = 100}), settings, kHalvingQuality);
  const Profile reference = profile_of(exact, Axis::horizontal);
  const Profile profile = profile_of(made, Axis::horizontal);
  const double expected = kEdge * (wanted / static_cast<double>(length));
  CHECK(std::abs(edge_in(profile.luma, expected) - edge_in(reference.luma, expected)) <
        tolerance(kHalvingQuality));
  CHECK(std::abs(edge_in(profile.chroma, expected) - edge_in(reference.chroma, expected)) <
        tolerance(kHalvingQuality));
}

/// Where a stored edge is once the picture is upright.
struct Turned {
  Axis axis;
  bool from_end;
};

Turned turned_by(std::uint32_t orientation) {
  return {orientation >= 5 ? Axis::vertical : Axis::horizontal,
          orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8};
}

TEST_CASE("red and blue meet at the right place in a picture that was turned") {
  need_engine();
  const auto orientation = GENERATE(as<std::uint32_t>(), 1, 2, 3, 4, 5, 6, 7, 8);
  const std::uint32_t length = GENERATE(401U, 397U);
  const std::uint32_t wanted = GENERATE(1000U, 301U, 151U, 75U);
  const std::uint8_t quality = GENERATE(kHalvingQuality, kFullQuality);
  const std::uint32_t edge = length / 4 * 3 + 1;
  CAPTURE(orientation, length, wanted, quality);
  const Bytes jpeg = sample::with_jpeg_segment(
      large_jpeg_of(red_then_blue(length, edge, Axis::horizontal), {.quality = 100}), 0xE1,
      sample::exif_with_orientation(orientation));
  const auto [axis, from_end] = turned_by(orientation);
  const Pixels made = through_planes(jpeg, to_length(wanted, axis), quality);
  const std::uint32_t side = axis == Axis::horizontal ? made.width : made.height;
  REQUIRE(side == std::min(length, wanted));
  const double place = from_end ? length - edge : edge;
  check_edge(made, axis, place * (side / static_cast<double>(length)), tolerance(quality));
}

}  // namespace
}  // namespace pixherd
