// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "pixherd/base/bytes.hpp"

namespace pixherd {

/// How the dots of a PNG lie, as pHYs tells it.
struct PngDensity {
  std::uint32_t across = 0;
  std::uint32_t down = 0;
  bool in_metre = true;  ///< else the dots tell the proportions alone

  [[nodiscard]] bool square() const { return across == down; }
  [[nodiscard]] PngDensity turned() const { return {down, across, in_metre}; }
};

/// nullopt where none is told, or what is no PNG. Pure.
std::optional<PngDensity> density_of_png(std::span<const std::byte> png);

/// The PNG with that density, or with none. Pure.
Bytes with_png_density(const Bytes& png, const std::optional<PngDensity>& density);

}  // namespace pixherd
