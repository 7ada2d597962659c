// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/jpeg_quality.hpp"

#include <algorithm>
#include <array>

#include "pixherd/format/byte_view.hpp"

namespace pixherd {
namespace {

constexpr std::array<std::uint32_t, 64> kLuma{
    16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,  //
    14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,  //
    18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,  //
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};

/// The sum of the table for each quality from 1 to 100.
constexpr auto kSums = [] {
  std::array<std::uint32_t, 101> sums{};
  for (std::uint32_t quality = 1; quality <= 100; ++quality) {
    const std::uint32_t scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    for (const std::uint32_t step : kLuma) {
      sums[quality] += std::clamp<std::uint32_t>((step * scale + 50) / 100, 1, 255);
    }
  }
  return sums;
}();

}  // namespace

std::uint32_t jpeg_quality(std::uint32_t luma_sum) {
  if (luma_sum == 0) {
    return 0;
  }
  const auto distance = [&](std::uint32_t quality) {
    const std::uint32_t sum = kSums[quality];
    return sum > luma_sum ? sum - luma_sum : luma_sum - sum;
  };
  std::uint32_t best = 1;
  for (std::uint32_t quality = 2; quality <= 100; ++quality) {
    best = distance(quality) <= distance(best) ? quality : best;
  }
  return best;
}

std::uint32_t jpeg_quality_in(std::span<const std::byte> tables) {
  constexpr std::uint64_t kSteps = 64;
  const ByteView body(tables);
  std::uint32_t quality = 0;
  std::uint64_t at = 0;
  while (quality == 0 && body.holds(at, 1 + kSteps)) {
    const unsigned step_bytes = (body.u8(at) & 0xF0U) == 0 ? 1 : 2;
    std::uint32_t sum = 0;
    for (std::uint64_t i = 0; i < kSteps; ++i) {
      sum += static_cast<std::uint32_t>(body.big(at + 1 + i * step_bytes, step_bytes));
    }
    if ((body.u8(at) & 0x0FU) == 0) {
      quality = jpeg_quality(sum);
    }
    at += 1 + kSteps * step_bytes;
  }
  return quality;
}

}  // namespace pixherd
