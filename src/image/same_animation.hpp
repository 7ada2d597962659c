// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pixherd/domain/image_format.hpp"
#include "pixherd/image/pixels.hpp"

namespace pixherd {

/// Frames, and how long each is shown.
struct Animation {
  const Pixels& frames;
  std::span<const std::uint32_t> delays_ms;
};

/// How long the frames are shown once they stand in a file of that format. What is to be shown for
/// 10 ms or less players show for 100 ms, and libvips writes that into a WebP.
std::vector<std::uint32_t> delays_in(ImageFormat output, std::span<const std::uint32_t> delays_ms);

/// For files in which that has changed.
inline constexpr const char* kDelaysToldAsShown =
    "frames of 10 ms or less are told to take the 100 ms for which players show them";

/// True where one frame shows all that there is to see.
bool is_still(const Pixels& frames);

/// True where both show the same pictures at every moment. An encoder may make one frame of equal
/// ones that follow one another, which is shown as long as all of them were, and a still where all
/// are equal.
bool same_animation(const Animation& a, const Animation& b);

}  // namespace pixherd
