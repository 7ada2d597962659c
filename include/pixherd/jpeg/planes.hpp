// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "pixherd/domain/task_settings.hpp"

namespace pixherd {

/// One colour component: samples of 8 bits, rows from the top, each row at an address that the
/// widest vector instructions like. What lies right of `width` is room, not picture.
class Plane {
 public:
  static constexpr std::size_t kAlignment = 64;

  /// `room`: rows that may be written beyond `height`. Samples are not initialised.
  Plane(std::uint32_t width, std::uint32_t height, std::uint32_t room = 0);

  [[nodiscard]] Plane copied() const;

  [[nodiscard]] std::uint32_t width() const { return width_; }
  [[nodiscard]] std::uint32_t height() const { return height_; }
  [[nodiscard]] std::size_t stride() const { return stride_; }
  [[nodiscard]] std::uint8_t* row(std::size_t y) { return samples_ + y * stride_; }
  [[nodiscard]] const std::uint8_t* row(std::size_t y) const { return samples_ + y * stride_; }

 private:
  struct Free {
    void operator()(void* block) const { std::free(block); }
  };
  std::uint32_t width_;
  std::uint32_t height_;
  std::size_t stride_;
  /// Of malloc(), not aligned_alloc(): glibc's never takes the block that a plane of the same size
  /// left, and the next one would lie behind it.
  std::unique_ptr<void, Free> block_;
  std::uint8_t* samples_;
};

/// Where in a plane the picture lies, in samples; sample i covers [i, i + 1). Sides are not whole
/// where a picture of odd size is stored in fewer samples than it has pixels.
struct Region {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

/// A plane that is to be made. The picture fills it from the left upper corner, but for less than a
/// sample at the right and at the bottom.
struct PlaneShape {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  double picture_width = 0;  ///< in samples
  double picture_height = 0;
};

struct Component {
  Plane plane;
  Region picture;
};

/// Y, or Y, Cb and Cr, each at its own size.
struct PlanarPicture {
  PixelSize size;  ///< in pixels, as if every component had one sample for each
  std::vector<Component> components;
};

/// The part of what the picture shows, by fractions of its sides.
Component cut(Component component, const Region& part);

/// Stored so that EXIF `orientation` (1 to 8) is carried out. Chroma keeps its place.
Component turned(Component component, std::uint32_t orientation);

/// Resamples planes. Keeps what it has built for the sizes
/// that it met last, since building costs as much as resampling a small picture.
class PlaneScaler {
 public:
  PlaneScaler();
  ~PlaneScaler();
  PlaneScaler(const PlaneScaler&) = delete;
  PlaneScaler& operator=(const PlaneScaler&) = delete;

  /// What is outside of the component's picture, but in its plane, is looked at by the kernel.
  /// nullopt where zimg has no filter for this kernel or these sizes.
  std::optional<Plane> scaled(Component component, const PlaneShape& wanted,
                              Kernel kernel = Kernel::lanczos3);

 private:
  struct Graph;
  Graph* graph_for(const Plane& plane, const Region& source, const PlaneShape& wanted,
                   Kernel kernel);

  std::vector<std::unique_ptr<Graph>> graphs_;  ///< the one used last at the back
  Plane scratch_{1, 1};                         ///< as large as any of them needs
};

}  // namespace pixherd
