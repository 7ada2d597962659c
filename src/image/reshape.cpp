// SPDX-License-Identifier: Apache-2.0
#include "reshape.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "canvas.hpp"
#include "frames.hpp"
#include "load.hpp"
#include "pixherd/image/memory_need.hpp"

namespace pixherd {
namespace {

constexpr int kMirroredOnly = 2;

VipsKernel vips_kernel(Kernel kernel) {
  switch (kernel) {
    case Kernel::nearest: return VIPS_KERNEL_NEAREST;
    case Kernel::linear: return VIPS_KERNEL_LINEAR;
    case Kernel::cubic: return VIPS_KERNEL_CUBIC;
    case Kernel::mitchell: return VIPS_KERNEL_MITCHELL;
    case Kernel::lanczos2: return VIPS_KERNEL_LANCZOS2;
    case Kernel::lanczos3: return VIPS_KERNEL_LANCZOS3;
  }
  return VIPS_KERNEL_LANCZOS3;
}

Result<Image> scale(const Image& image, PixelSize wanted, Kernel kernel) {
  return Operation("resize")
      .set("in", image)
      .set("scale", static_cast<double>(wanted.width) / vips_image_get_width(image.get()))
      .set("vscale", static_cast<double>(wanted.height) / vips_image_get_height(image.get()))
      .set("kernel", static_cast<int>(vips_kernel(kernel)))
      .image();
}

/// Colours of transparent pixels must not shine through: they count by their alpha. Premultiplied
/// samples are rounded to the picture's own depth, since resampling floats takes twice the time.
Result<Image> scale_premultiplied(const Image& image, PixelSize wanted, Kernel kernel) {
  const int format = static_cast<int>(vips_image_get_format(image.get()));
  const auto in_own_depth = [&](const Image& floats) {
    // A cast alone would take off what stands behind the point.
    Result<Image> whole =
        Operation("round").set("in", floats).set("round", VIPS_OPERATION_ROUND_RINT).image();
    return whole ? Operation("cast").set("in", *whole).set("format", format).image()
                 : std::move(whole);
  };
  Result<Image> now = Operation("premultiply").set("in", image).image();
  if (now) {
    now = in_own_depth(*now);
  }
  if (now) {
    now = scale(*now, wanted, kernel);
  }
  if (now) {
    now = Operation("unpremultiply").set("in", *now).image();
  }
  if (now) {
    now = in_own_depth(*now);
  }
  return now;
}

Result<Image> scale_frame(const Image& frame, PixelSize wanted, Kernel kernel) {
  const PixelSize size{static_cast<std::uint32_t>(vips_image_get_width(frame.get())),
                       static_cast<std::uint32_t>(vips_image_get_height(frame.get()))};
  if (size == wanted) {
    return share(frame);
  }
  const bool mixes = kernel != Kernel::nearest;
  return mixes && has_alpha(frame) ? scale_premultiplied(frame, wanted, kernel)
                                   : scale(frame, wanted, kernel);
}

Result<Image> turn_upright(const Image& image) {
  const int orientation = orientation_of(image);
  if (orientation == 1) {
    return share(image);
  }
  Result<Image> source = orientation == kMirroredOnly ? share(image) : in_memory(image);
  return source ? Operation("autorot").set("in", *source).image() : std::move(source);
}

}  // namespace

Result<Image> reshape(const Image& image, const Layout& wanted, const Resize& how) {
  const auto orientation = static_cast<std::uint32_t>(orientation_of(image));
  const PixelSize scaled = upright(wanted.scaled, orientation);
  const PixelSize part{std::min(wanted.scaled.width, wanted.canvas.width),
                       std::min(wanted.scaled.height, wanted.canvas.height)};
  const bool cuts = part != wanted.scaled;
  if (orientation == 1 && frame_size(image) == scaled && !cuts) {
    return share(image);
  }
  Cut cut(part, how.position);
  return map_frames(image, [&](const Image& frame) {
    Result<Image> now = scale_frame(frame, scaled, how.kernel);
    if (now) {
      now = turn_upright(*now);
    }
    return now && cuts ? cut(*now) : std::move(now);
  });
}

}  // namespace pixherd
