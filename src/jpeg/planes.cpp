// SPDX-License-Identifier: Apache-2.0
#include "pixherd/jpeg/planes.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace pixherd {
namespace {

std::size_t aligned(std::size_t bytes) {
  return (bytes + Plane::kAlignment - 1) / Plane::kAlignment * Plane::kAlignment;
}

/// What EXIF's numbers mean: first the axes are swapped or not, then each may be walked backwards.
struct Turn {
  bool swaps_axes;
  bool from_right;
  bool from_bottom;
};

Turn turn_for(std::uint32_t orientation) {
  return {
      .swaps_axes = orientation >= 5,
      .from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8,
      .from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7};
}

void copy_rows(const Plane& from, const Turn& turn, Plane& to) {
  for (std::uint32_t y = 0; y < to.height(); ++y) {
    const std::uint8_t* source = from.row(turn.from_bottom ? from.height() - 1 - y : y);
    if (turn.from_right) {
      std::reverse_copy(source, source + from.width(), to.row(y));
    } else {
      std::memcpy(to.row(y), source, from.width());
    }
  }
}

/// Square by square, so that rows and columns alike stay in the cache.
void copy_columns(const Plane& from, const Turn& turn, Plane& to) {
  constexpr std::uint32_t kSide = 32;
  for (std::uint32_t top = 0; top < to.height(); top += kSide) {
    for (std::uint32_t left = 0; left < to.width(); left += kSide) {
      const std::uint32_t bottom = std::min(top + kSide, to.height());
      const std::uint32_t right = std::min(left + kSide, to.width());
      for (std::uint32_t y = top; y < bottom; ++y) {
        const std::uint32_t column = turn.from_right ? from.width() - 1 - y : y;
        std::uint8_t* target = to.row(y);
        for (std::uint32_t x = left; x < right; ++x) {
          target[x] = from.row(turn.from_bottom ? from.height() - 1 - x : x)[column];
        }
      }
    }
  }
}

Region turned_region(const Region& region, const Plane& plane, const Turn& turn) {
  Region now = region;
  if (turn.from_right) {
    now.left = plane.width() - (region.left + region.width);
  }
  if (turn.from_bottom) {
    now.top = plane.height() - (region.top + region.height);
  }
  return turn.swaps_axes ? Region{now.top, now.left, now.height, now.width} : now;
}

}  // namespace

Plane::Plane(std::uint32_t width, std::uint32_t height, std::uint32_t room)
    : width_(width),
      height_(height),
      stride_(aligned(width)),
      block_(std::malloc(stride_ * (std::size_t{height} + room) + kAlignment - 1)) {
  if (block_ == nullptr) {
    throw std::bad_alloc();
  }
  samples_ =
      static_cast<std::uint8_t*>(block_.get()) +
      (kAlignment - reinterpret_cast<std::uintptr_t>(block_.get()) % kAlignment) % kAlignment;
}

Plane Plane::copied() const {
  Plane copy(width_, height_);
  std::memcpy(copy.row(0), row(0), stride_ * height_);
  return copy;
}

Component cut(Component component, const Region& part) {
  Region& picture = component.picture;
  picture = {picture.left + part.left * picture.width, picture.top + part.top * picture.height,
             part.width * picture.width, part.height * picture.height};
  return component;
}

Component turned(Component component, std::uint32_t orientation) {
  if (orientation < 2 || orientation > 8) {
    return component;
  }
  const Turn turn = turn_for(orientation);
  const Plane& from = component.plane;
  Plane to =
      turn.swaps_axes ? Plane(from.height(), from.width()) : Plane(from.width(), from.height());
  if (turn.swaps_axes) {
    copy_columns(from, turn, to);
  } else {
    copy_rows(from, turn, to);
  }
  return {std::move(to), turned_region(component.picture, from, turn)};
}

}  // namespace pixherd
