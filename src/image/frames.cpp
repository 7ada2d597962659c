// SPDX-License-Identifier: Apache-2.0
#include "frames.hpp"

#include <utility>
#include <vector>

#include "load.hpp"

namespace pixherd {
namespace {

Result<Image> frame_at(const Image& image, int index) {
  const int height = vips_image_get_page_height(image.get());
  return Operation("extract_area")
      .set("input", image)
      .set("left", 0)
      .set("top", index * height)
      .set("width", vips_image_get_width(image.get()))
      .set("height", height)
      .image();
}

/// An image of its own that says how high one of its frames is: a height that was told before may
/// by chance go into the new one.
Result<Image> in_frames_of(const Image& image, int height) {
  Result<Image> own = Operation("copy").set("in", image).image();
  if (own) {
    vips_image_set_int(own->get(), VIPS_META_PAGE_HEIGHT, height);
  }
  return own;
}

Result<Image> join(const std::vector<Image>& frames) {
  Result<Image> joined =
      Operation("arrayjoin").set("in", std::span<const Image>(frames)).set("across", 1).image();
  return joined ? in_frames_of(*joined, vips_image_get_height(frames.front().get()))
                : std::move(joined);
}

Result<Image> map_one(const Image& image, const FrameStep& step) {
  Result<Image> made = step(image);
  const bool told = made && vips_image_get_typeof(made->get(), VIPS_META_PAGE_HEIGHT) != 0;
  return told ? in_frames_of(*made, vips_image_get_height(made->get())) : std::move(made);
}

}  // namespace

Result<Image> map_frames(const Image& image, const FrameStep& step) {
  if (frames_of(image) == 1) {
    return map_one(image, step);
  }
  const Result<Image> held = in_memory(image);
  if (!held) {
    return held.error();
  }
  std::vector<Image> frames;
  for (int i = 0; i < frames_of(*held); ++i) {
    Result<Image> frame = frame_at(*held, i);
    Result<Image> made = frame ? step(*frame) : std::move(frame);
    if (!made) {
      return made;
    }
    frames.push_back(std::move(*made));
  }
  return join(frames);
}

}  // namespace pixherd
