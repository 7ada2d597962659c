// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/pixels.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <memory>

#include "load.hpp"
#include "pixels_in.hpp"
#include "save.hpp"
#include "vips_handles.hpp"

namespace pixherd {
namespace {

VipsInterpretation interpretation(const Pixels& pixels, bool cmyk) {
  if (cmyk) {
    return VIPS_INTERPRETATION_CMYK;
  }
  const bool grey = pixels.bands < 3;
  if (pixels.bits > 8) {
    return grey ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16;
  }
  return grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
}

void set_animation(VipsImage* image, const Pixels& pixels, const PixelEncoding& encoding) {
  vips_image_set_int(image, VIPS_META_PAGE_HEIGHT, static_cast<int>(pixels.height));
  vips_image_set_int(image, VIPS_META_N_PAGES, static_cast<int>(pixels.pages));
  if (!encoding.delays_ms.empty()) {
    vips_image_set_array_int(image, "delay", encoding.delays_ms.data(),
                             static_cast<int>(encoding.delays_ms.size()));
    vips_image_set_int(image, "loop", static_cast<int>(encoding.loop_count));
  }
}

/// An image of its own over the caller's pixels, so that fields can be set on it.
Result<Image> wrap(const Pixels& pixels, const PixelEncoding& encoding) {
  const VipsBandFormat format = pixels.bits > 8 ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR;
  const Image raw(vips_image_new_from_memory(
      pixels.data.data(), pixels.data.size(), static_cast<int>(pixels.width),
      static_cast<int>(pixels.height * pixels.pages), static_cast<int>(pixels.bands), format));
  if (!raw) {
    return Error{ErrorCode::internal, take_vips_error()};
  }
  Result<Image> image =
      Operation("copy")
          .set("in", raw)
          .set("interpretation", static_cast<int>(interpretation(pixels, encoding.cmyk)))
          .image();
  if (!image) {
    return image;
  }
  VipsImage* fields = image->get();
  if (pixels.pages > 1) {
    set_animation(fields, pixels, encoding);
  }
  if (encoding.orientation != 1) {
    vips_image_set_int(fields, VIPS_META_ORIENTATION, static_cast<int>(encoding.orientation));
  }
  if (!encoding.profile.empty()) {
    vips_image_set_blob_copy(fields, VIPS_META_ICC_NAME, encoding.profile.data(),
                             encoding.profile.size());
  }
  return image;
}

/// The four samples of a pixel, as if it had all of red, green, blue and alpha.
template <typename Sample>
std::array<Sample, 4> in_full(const std::byte* pixel, std::uint32_t bands) {
  std::array<Sample, 4> stored{};
  std::memcpy(stored.data(), pixel, bands * sizeof(Sample));
  constexpr Sample kOpaque = std::numeric_limits<Sample>::max();
  const bool grey = bands < 3;
  return {stored[0], stored[grey ? 0 : 1], stored[grey ? 0 : 2],
          bands % 2 == 0 ? stored[bands - 1] : kOpaque};
}

template <typename Sample>
bool same_in_full(const Pixels& a, const Pixels& b) {
  const std::size_t count = std::size_t{a.width} * a.height * a.pages;
  const std::byte* from_a = a.data.data();
  const std::byte* from_b = b.data.data();
  for (std::size_t i = 0; i < count; ++i) {
    if (in_full<Sample>(from_a, a.bands) != in_full<Sample>(from_b, b.bands)) {
      return false;
    }
    from_a += a.bands * sizeof(Sample);
    from_b += b.bands * sizeof(Sample);
  }
  return true;
}

}  // namespace

bool same_picture(const Pixels& a, const Pixels& b) {
  if (a.bands == b.bands) {
    return a == b;
  }
  const bool alike = a.width == b.width && a.height == b.height && a.pages == b.pages &&
                     a.bits == b.bits && a.bits <= 16 && a.bands <= 4 && b.bands <= 4;
  return alike &&
         (a.bits > 8 ? same_in_full<std::uint16_t>(a, b) : same_in_full<std::uint8_t>(a, b));
}

Result<Pixels> pixels_in(const Image& image) {
  std::size_t length = 0;
  const std::unique_ptr<void, decltype(&g_free)> data(
      vips_image_write_to_memory(image.get(), &length), &g_free);
  if (!data) {
    return Error{ErrorCode::damaged, take_vips_error()};
  }
  const PixelSize size = frame_size(image);
  const auto* first = static_cast<const std::byte*>(data.get());
  return Pixels{
      size.width,
      size.height,
      static_cast<std::uint32_t>(frames_of(image)),
      static_cast<std::uint32_t>(vips_image_get_bands(image.get())),
      static_cast<std::uint32_t>(8 * vips_format_sizeof(vips_image_get_format(image.get()))),
      {first, first + length}};
}

Result<Pixels> decode_pixels(std::span<const std::byte> bytes, ImageFormat format) {
  const Result<Image> image = load(bytes, format, {.all_frames = true});
  return image ? pixels_in(*image) : Result<Pixels>(image.error());
}

Result<Bytes> encode_pixels(const Pixels& pixels, const PixelEncoding& encoding) {
  Result<Image> image = wrap(pixels, encoding);
  if (!image) {
    return std::move(image).error();
  }
  SaveOptions options{.format = encoding.format, .metadata = MetadataSet::all()};
  options.lossless = encoding.lossless;
  options.quality = encoding.palette ? 100 : default_quality(encoding.format).value_or(100);
  options.palette = encoding.palette;
  options.thorough = encoding.thorough;
  if (encoding.effort != 0) {
    options.effort = encoding.effort;
  }
  return save(*image, options);
}

}  // namespace pixherd
