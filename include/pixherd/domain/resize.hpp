// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "pixherd/base/names.hpp"

namespace pixherd {

struct PixelSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool operator==(const PixelSize&) const = default;
};

/// The most that a width or a height may be asked for, in pixels.
inline constexpr std::uint32_t kLongestSide = 1'000'000;

/// How a picture comes into the box of `width` and `height`; all but `inside` need both.
enum class Fit : std::uint8_t {
  inside,   ///< as large as the box holds all of it
  cover,    ///< the box is filled, and what stands out is cut off
  contain,  ///< all of it, and the background around it fills the box
  fill,     ///< both sides are met, the aspect ratio is not kept
  outside,  ///< as small as it still covers the box; nothing is cut off
};
inline constexpr Names<5> kFitNames{"inside", "cover", "contain", "fill", "outside"};

enum class Kernel : std::uint8_t { nearest, linear, cubic, mitchell, lanczos2, lanczos3 };
inline constexpr Names<6> kKernelNames{"nearest",  "linear",   "cubic",
                                       "mitchell", "lanczos2", "lanczos3"};

/// Which part is left where something is cut off: a side, a corner, or what catches the eye.
enum class Position : std::uint8_t {
  centre,
  north,
  north_east,
  east,
  south_east,
  south,
  south_west,
  west,
  north_west,
  entropy,    ///< the part with the most in it
  attention,  ///< the part that people look at: skin, saturated colours, edges
};
inline constexpr Names<11> kPositionNames{"centre",     "north",   "north-east", "east",
                                          "south-east", "south",   "south-west", "west",
                                          "north-west", "entropy", "attention"};

/// Limits for the upright picture, in pixels; 0 sets none. Where several are set all are kept to.
struct Resize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t long_edge = 0;
  std::uint32_t short_edge = 0;
  std::uint64_t pixels = 0;  ///< width times height
  double percent = 0;        ///< of each side
  Fit fit = Fit::inside;
  Kernel kernel = Kernel::lanczos3;
  Position position = Position::centre;
  bool upscale = false;  ///< a picture that is smaller than the limits is enlarged

  [[nodiscard]] bool any() const {
    return width != 0 || height != 0 || long_edge != 0 || short_edge != 0 || pixels != 0 ||
           percent != 0;
  }
  bool operator==(const Resize&) const = default;
};

/// All of the picture is brought to `scaled`, then a part of `canvas` is cut out of it, or it is
/// laid on one of that size.
struct Layout {
  PixelSize scaled;
  PixelSize canvas;
  bool operator==(const Layout&) const = default;
};

/// For an upright `source`. Sides are rounded to nearest and at least 1 pixel; without `upscale`
/// neither side of `scaled` is longer than the source's.
Layout layout(PixelSize source, const Resize& resize);

/// The size of the result: layout().canvas.
PixelSize resized(PixelSize source, const Resize& resize);

/// A left upper corner, in pixels.
struct PixelPlace {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  bool operator==(const PixelPlace&) const = default;
};

/// Where `inner` lies in `outer`. Entropy and attention depend on the picture: here they are the
/// centre.
PixelPlace placed(PixelSize inner, PixelSize outer, Position position);

}  // namespace pixherd
