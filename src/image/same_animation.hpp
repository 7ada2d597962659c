// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "pixherd/image/pixels.hpp"

namespace pixherd {

/// Frames, and how long each is shown.
struct Animation {
  const Pixels& frames;
  std::span<const std::uint32_t> delays_ms;
};

/// True where one frame shows all that there is to see.
bool is_still(const Pixels& frames);

/// True where both show the same pictures at every moment. An encoder may make one frame of equal
/// ones that follow one another, which is shown as long as all of them were, and a still where all
/// are equal.
bool same_animation(const Animation& a, const Animation& b);

}  // namespace pixherd
