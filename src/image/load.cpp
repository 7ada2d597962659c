// SPDX-License-Identifier: Apache-2.0
#include "load.hpp"

#include "pixherd/format/tiff_layout.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/jpeg/jpeg_check.hpp"

namespace pixherd {
namespace {

const char* loader(ImageFormat format) {
  switch (format) {
    case ImageFormat::jpeg: return "jpegload_buffer";
    case ImageFormat::png: return "pngload_buffer";
    case ImageFormat::webp: return "webpload_buffer";
    case ImageFormat::avif: return "heifload_buffer";
    case ImageFormat::gif: return "gifload_buffer";
    case ImageFormat::tiff: return "tiffload_buffer";
  }
  return "";
}

/// The decoder of TIFFs would fail of a tag that describes, too: its warnings are weighed. But of a
/// damaged tile it fails only where it fails of any warning.
VipsFailOn strictness(std::span<const std::byte> bytes, ImageFormat format) {
  return format == ImageFormat::tiff && !tiff::may_have_tiles(bytes) ? VIPS_FAIL_ON_ERROR
                                                                     : VIPS_FAIL_ON_WARNING;
}

}  // namespace

Result<Image> load(std::span<const std::byte> bytes, ImageFormat format,
                   const LoadOptions& options) {
  Operation open(loader(format));
  open.set("buffer", bytes)
      .set("fail-on",
           static_cast<int>(options.strict ? strictness(bytes, format) : VIPS_FAIL_ON_NONE))
      .set("access",
           static_cast<int>(options.sequential ? VIPS_ACCESS_SEQUENTIAL : VIPS_ACCESS_RANDOM));
  if (options.all_frames && holds_frames(format)) {
    open.set("n", -1);
  }
  if (options.page != 0 && holds_frames(format)) {
    open.set("page", options.page);
  }
  if (options.shrink > 1 && format == ImageFormat::jpeg) {
    open.set("shrink", options.shrink);
  }
  if (options.shrink > 1 && format == ImageFormat::webp && open.has("scale")) {
    open.set("scale", 1.0 / options.shrink);
  }
  return open.image(ErrorCode::damaged);
}

int shrink_on_load(ImageFormat format, PixelSize stored, PixelSize wanted) {
  if (format != ImageFormat::jpeg && format != ImageFormat::webp) {
    return 1;
  }
  const auto fits = [&](std::uint32_t shrink) {
    return stored.width / shrink >= wanted.width && stored.height / shrink >= wanted.height;
  };
  return fits(8) ? 8 : fits(4) ? 4 : fits(2) ? 2 : 1;
}

Attempt decode_in_full(std::span<const std::byte> bytes, ImageFormat format) {
  if (format == ImageFormat::jpeg) {
    return check_jpeg(bytes, JpegScrutiny::usual);  // libvips passes over damage near the end
  }
  Result<Image> image = load(bytes, format, {.all_frames = true});
  if (!image) {
    return std::move(image).error();
  }
  Result<double> mean = Operation("avg").set("in", *image).number(ErrorCode::damaged);
  return mean ? success() : Attempt(std::move(mean).error());
}

Result<Image> in_memory(const Image& image) {
  Image copy(vips_image_copy_memory(image.get()));
  if (!copy) {
    return Error{ErrorCode::damaged, take_vips_error()};
  }
  return copy;
}

int frames_of(const Image& image) {
  const int height = vips_image_get_page_height(image.get());
  return height > 0 ? vips_image_get_height(image.get()) / height : 1;
}

PixelSize frame_size(const Image& image) {
  return {static_cast<std::uint32_t>(vips_image_get_width(image.get())),
          static_cast<std::uint32_t>(vips_image_get_page_height(image.get()))};
}

bool has_alpha(const Image& image) { return vips_image_hasalpha(image.get()) != 0; }

int orientation_of(const Image& image) { return vips_image_get_orientation(image.get()); }

}  // namespace pixherd
