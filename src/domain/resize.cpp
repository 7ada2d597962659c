// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/resize.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pixherd {
namespace {

std::uint32_t side(double pixels) {
  constexpr double kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::lround(std::clamp(pixels, 1.0, kMost)));
}

PixelSize scaled_by(PixelSize source, double scale) {
  return {side(source.width * scale), side(source.height * scale)};
}

/// Rounding may have put a picture above its number of pixels: then a side gives way, the one that
/// leaves the shape more as it is in `source`.
PixelSize within_area(PixelSize size, std::uint64_t pixels, PixelSize source) {
  if (pixels == 0 || std::uint64_t{size.width} * size.height <= pixels) {
    return size;
  }
  const auto most = [&](std::uint32_t other, std::uint32_t rounded) {
    const std::uint64_t left = std::max<std::uint64_t>(pixels / other, 1);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(left, rounded));
  };
  const PixelSize narrower{most(size.height, size.width), size.height};
  const PixelSize lower{size.width, most(size.width, size.height)};
  const auto change = [&](PixelSize shape) {
    const bool fits = std::uint64_t{shape.width} * shape.height <= pixels;
    return fits ? std::abs(std::log(static_cast<double>(shape.width) * source.height /
                                    (static_cast<double>(shape.height) * source.width)))
                : std::numeric_limits<double>::infinity();
  };
  return change(lower) < change(narrower) ? lower : narrower;
}

/// Both sides of the box are asked for, in a way that is not merely a limit.
bool fills_box(const Resize& resize) {
  return resize.fit != Fit::inside && resize.width != 0 && resize.height != 0;
}

/// The least of the scales that the limits allow.
double scale_within(PixelSize source, const Resize& resize) {
  double scale = std::numeric_limits<double>::infinity();
  const auto limit = [&](double wanted, double side) {
    if (wanted > 0) {
      scale = std::min(scale, wanted / side);
    }
  };
  limit(resize.width, source.width);
  limit(resize.height, source.height);
  limit(resize.long_edge, std::max(source.width, source.height));
  limit(resize.short_edge, std::min(source.width, source.height));
  limit(resize.percent, 100);
  const double area = static_cast<double>(source.width) * source.height;
  limit(std::sqrt(static_cast<double>(resize.pixels)), std::sqrt(area));
  return scale;
}

Layout layout_in_box(PixelSize source, const Resize& resize) {
  const PixelSize box{resize.width, resize.height};
  const double across = static_cast<double>(box.width) / source.width;
  const double down = static_cast<double>(box.height) / source.height;
  const auto limited = [&](double scale) { return resize.upscale ? scale : std::min(1.0, scale); };
  if (resize.fit == Fit::fill) {
    const PixelSize size{side(source.width * limited(across)), side(source.height * limited(down))};
    return {size, size};
  }
  if (resize.fit == Fit::contain) {
    return {scaled_by(source, limited(std::min(across, down))), box};
  }
  const PixelSize covering = scaled_by(source, limited(std::max(across, down)));
  if (resize.fit == Fit::outside) {
    return {covering, covering};
  }
  return {covering, {std::min(covering.width, box.width), std::min(covering.height, box.height)}};
}

}  // namespace

Layout layout(PixelSize source, const Resize& resize) {
  if (!resize.any() || source.width == 0 || source.height == 0) {
    return {source, source};
  }
  if (fills_box(resize)) {
    return layout_in_box(source, resize);
  }
  const double scale = scale_within(source, resize);
  const PixelSize size = within_area(
      scaled_by(source, resize.upscale ? scale : std::min(1.0, scale)), resize.pixels, source);
  return {size, size};
}

PixelSize resized(PixelSize source, const Resize& resize) { return layout(source, resize).canvas; }

PixelPlace placed(PixelSize inner, PixelSize outer, Position position) {
  const bool west = position == Position::west || position == Position::north_west ||
                    position == Position::south_west;
  const bool east = position == Position::east || position == Position::north_east ||
                    position == Position::south_east;
  const bool north = position == Position::north || position == Position::north_west ||
                     position == Position::north_east;
  const bool south = position == Position::south || position == Position::south_west ||
                     position == Position::south_east;
  const std::uint32_t across = outer.width - std::min(inner.width, outer.width);
  const std::uint32_t down = outer.height - std::min(inner.height, outer.height);
  return {west ? 0 : east ? across : across / 2, north ? 0 : south ? down : down / 2};
}

}  // namespace pixherd
