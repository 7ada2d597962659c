// SPDX-License-Identifier: Apache-2.0
#include "canvas.hpp"

#include <utility>
#include <vector>

#include "colours.hpp"
#include "load.hpp"

namespace pixherd {
namespace {

bool looks_at_picture(Position position) {
  return position == Position::entropy || position == Position::attention;
}

PixelSize size_of(const Image& image) {
  return {static_cast<std::uint32_t>(vips_image_get_width(image.get())),
          static_cast<std::uint32_t>(vips_image_get_height(image.get()))};
}

Result<Image> part_at(const Image& image, PixelPlace place, PixelSize size) {
  return Operation("extract_area")
      .set("input", image)
      .set("left", static_cast<int>(place.left))
      .set("top", static_cast<int>(place.top))
      .set("width", static_cast<int>(size.width))
      .set("height", static_cast<int>(size.height))
      .image();
}

/// libvips tells where it has cut by the offset of what it cut out.
Result<PixelPlace> catching_the_eye(const Image& held, PixelSize part, Position position) {
  const Result<Image> found =
      Operation("smartcrop")
          .set("input", held)
          .set("width", static_cast<int>(part.width))
          .set("height", static_cast<int>(part.height))
          .set("interesting",
               static_cast<int>(position == Position::entropy ? VIPS_INTERESTING_ENTROPY
                                                              : VIPS_INTERESTING_ATTENTION))
          .image();
  if (!found) {
    return found.error();
  }
  return PixelPlace{static_cast<std::uint32_t>(-vips_image_get_xoffset(found->get())),
                    static_cast<std::uint32_t>(-vips_image_get_yoffset(found->get()))};
}

}  // namespace

Result<Image> Cut::operator()(const Image& frame) {
  if (place_) {
    return part_at(frame, *place_, part_);
  }
  if (!looks_at_picture(position_)) {
    place_ = placed(part_, size_of(frame), position_);
    return part_at(frame, *place_, part_);
  }
  const Result<Image> held = in_memory(frame);
  if (!held) {
    return held.error();
  }
  const Result<PixelPlace> found = catching_the_eye(*held, part_, position_);
  if (!found) {
    return found.error();
  }
  place_ = *found;
  return part_at(*held, *place_, part_);
}

Result<Image> lay_on_canvas(const Image& frame, PixelSize canvas, Position position,
                            const Colour& background) {
  const PixelPlace place = placed(size_of(frame), canvas, position);
  const std::vector<double> samples = samples_of(background, frame);
  return Operation("embed")
      .set("in", frame)
      .set("x", static_cast<int>(place.left))
      .set("y", static_cast<int>(place.top))
      .set("width", static_cast<int>(canvas.width))
      .set("height", static_cast<int>(canvas.height))
      .set("extend", static_cast<int>(VIPS_EXTEND_BACKGROUND))
      .set("background", std::span<const double>(samples))
      .image();
}

}  // namespace pixherd
