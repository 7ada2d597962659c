// SPDX-License-Identifier: Apache-2.0
#include "same_animation.hpp"

#include <algorithm>

namespace pixherd {
namespace {

std::span<const std::byte> frame(const Pixels& frames, std::size_t number) {
  const std::size_t length = frames.data.size() / frames.pages;
  return std::span(frames.data).subspan(number * length, length);
}

Pixels single(const Pixels& frames, std::size_t number) {
  const auto samples = frame(frames, number);
  return {frames.width, frames.height, 1,
          frames.bands, frames.bits,   {samples.begin(), samples.end()}};
}

/// A frame and those behind it that are equal to it.
struct Scene {
  std::size_t first = 0;
  std::uint64_t ms = 0;
};

std::vector<Scene> scenes(const Animation& animation) {
  std::vector<Scene> scenes;
  for (std::size_t i = 0; i < animation.frames.pages; ++i) {
    const bool goes_on =
        i != 0 && std::ranges::equal(frame(animation.frames, i - 1), frame(animation.frames, i));
    if (!goes_on) {
      scenes.push_back({i, 0});
    }
    scenes.back().ms += animation.delays_ms[i];
  }
  return scenes;
}

}  // namespace

std::vector<std::uint32_t> delays_in(ImageFormat output, std::span<const std::uint32_t> delays_ms) {
  constexpr std::uint32_t kTooShort = 10;
  constexpr std::uint32_t kShown = 100;
  std::vector<std::uint32_t> delays(delays_ms.begin(), delays_ms.end());
  if (output == ImageFormat::webp) {
    std::replace_if(
        delays.begin(), delays.end(), [](std::uint32_t ms) { return ms <= kTooShort; }, kShown);
  }
  return delays;
}

bool is_still(const Pixels& frames) {
  for (std::size_t i = 1; i < frames.pages; ++i) {
    if (!std::ranges::equal(frame(frames, i - 1), frame(frames, i))) {
      return false;
    }
  }
  return true;
}

bool same_animation(const Animation& a, const Animation& b) {
  if (is_still(a.frames) && is_still(b.frames)) {
    return same_picture(single(a.frames, 0), single(b.frames, 0));
  }
  if (a.frames.pages != a.delays_ms.size() || b.frames.pages != b.delays_ms.size()) {
    return false;
  }
  return std::ranges::equal(scenes(a), scenes(b), [&](const Scene& from_a, const Scene& from_b) {
    return from_a.ms == from_b.ms &&
           same_picture(single(a.frames, from_a.first), single(b.frames, from_b.first));
  });
}

}  // namespace pixherd
