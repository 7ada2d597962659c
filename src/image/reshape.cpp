// SPDX-License-Identifier: Apache-2.0
#include "reshape.hpp"

#include "load.hpp"
#include "pixherd/image/memory_need.hpp"

namespace pixherd {
namespace {

constexpr int kMirroredOnly = 2;

Result<Image> scale(const Image& image, PixelSize wanted) {
  return Operation("resize")
      .set("in", image)
      .set("scale", static_cast<double>(wanted.width) / vips_image_get_width(image.get()))
      .set("vscale", static_cast<double>(wanted.height) / vips_image_get_height(image.get()))
      .set("kernel", static_cast<int>(VIPS_KERNEL_LANCZOS3))
      .image();
}

/// Colours of transparent pixels must not shine through: they count by their alpha. Premultiplied
/// samples are rounded to the picture's own depth, since resampling floats takes twice the time.
Result<Image> scale_premultiplied(const Image& image, PixelSize wanted) {
  const int format = static_cast<int>(vips_image_get_format(image.get()));
  const auto in_own_depth = [&](const Image& floats) {
    return Operation("cast").set("in", floats).set("format", format).image();
  };
  Result<Image> now = Operation("premultiply").set("in", image).image();
  if (now) {
    now = in_own_depth(*now);
  }
  if (now) {
    now = scale(*now, wanted);
  }
  if (now) {
    now = Operation("unpremultiply").set("in", *now).image();
  }
  if (now) {
    now = in_own_depth(*now);
  }
  return now;
}

Result<Image> scale_frame(const Image& frame, PixelSize wanted) {
  const PixelSize size{static_cast<std::uint32_t>(vips_image_get_width(frame.get())),
                       static_cast<std::uint32_t>(vips_image_get_height(frame.get()))};
  if (size == wanted) {
    return share(frame);
  }
  return has_alpha(frame) ? scale_premultiplied(frame, wanted) : scale(frame, wanted);
}

Result<Image> turn_upright(const Image& image) {
  const int orientation = orientation_of(image);
  if (orientation == 1) {
    return share(image);
  }
  Result<Image> source = orientation == kMirroredOnly ? share(image) : in_memory(image);
  return source ? Operation("autorot").set("in", *source).image() : std::move(source);
}

Result<Image> reshape_frame(const Image& frame, PixelSize wanted_stored) {
  Result<Image> scaled = scale_frame(frame, wanted_stored);
  return scaled ? turn_upright(*scaled) : std::move(scaled);
}

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

Result<Image> join(const std::vector<Image>& frames) {
  const int height = vips_image_get_height(frames.front().get());
  Result<Image> joined =
      Operation("arrayjoin").set("in", std::span<const Image>(frames)).set("across", 1).image();
  Result<Image> own = joined ? Operation("copy").set("in", *joined).image() : std::move(joined);
  if (own) {
    vips_image_set_int(own->get(), VIPS_META_PAGE_HEIGHT, height);
  }
  return own;
}

Result<Image> reshape_frames(const Image& image, PixelSize wanted_stored) {
  const Result<Image> source = in_memory(image);
  if (!source) {
    return source.error();
  }
  std::vector<Image> frames;
  for (int i = 0; i < frames_of(*source); ++i) {
    Result<Image> frame = frame_at(*source, i);
    Result<Image> reshaped = frame ? reshape_frame(*frame, wanted_stored) : std::move(frame);
    if (!reshaped) {
      return reshaped;
    }
    frames.push_back(std::move(*reshaped));
  }
  return join(frames);
}

}  // namespace

Result<Image> reshape(const Image& image, PixelSize wanted) {
  const auto orientation = static_cast<std::uint32_t>(orientation_of(image));
  const PixelSize wanted_stored = upright(wanted, orientation);
  if (orientation == 1 && frame_size(image) == wanted_stored) {
    return share(image);
  }
  return frames_of(image) > 1 ? reshape_frames(image, wanted_stored)
                              : reshape_frame(image, wanted_stored);
}

}  // namespace pixherd
