// SPDX-License-Identifier: Apache-2.0
#include "reduce_colours.hpp"

#include <utility>

#include "load.hpp"
#include "pixherd/image/palette.hpp"

namespace pixherd {
namespace {

/// sRGB of 8 bits, with alpha where there was one, in memory of its own.
Result<Image> own_samples(const Image& image) {
  Result<Image> plain = Operation("colourspace")
                            .set("in", image)
                            .set("space", static_cast<int>(VIPS_INTERPRETATION_sRGB))
                            .image();
  return plain ? in_memory(*plain) : std::move(plain);
}

std::size_t sized(int number) { return static_cast<std::size_t>(number); }

std::span<std::byte> samples_in(const Image& held) {
  VipsImage* image = held.get();
  const std::size_t size = sized(vips_image_get_width(image)) *
                           sized(vips_image_get_height(image)) * sized(vips_image_get_bands(image));
  return {reinterpret_cast<std::byte*>(image->data), size};
}

/// The encoder chooses better colours than merging all that there are would.
Result<Palette> chosen_by_encoder(const Image& image) {
  SaveOptions options{.format = ImageFormat::png, .quality = 100, .palette = true};
  options.dither = 0;
  const Result<Bytes> png = save(image, options);
  if (!png) {
    return png.error();
  }
  const Result<Image> again = load(*png, ImageFormat::png, {});
  const Result<Image> held = again ? own_samples(*again) : Result<Image>(again.error());
  if (!held) {
    return held.error();
  }
  return palette_of(samples_in(*held), sized(vips_image_get_bands(held->get())));
}

}  // namespace

bool is_between_palettes(ImageFormat format, std::uint32_t colours) {
  const bool power_of_two = (colours & (colours - 1)) == 0;
  const bool png = format == ImageFormat::png;
  return colours != 0 && (png || format == ImageFormat::gif) &&
         (!power_of_two ||
          (png && colours != 2 && colours != 4 && colours != 16 && colours != 256));
}

Result<Image> reduce_colours(const Image& image, std::uint32_t colours, double dither) {
  Result<Image> held = own_samples(image);
  if (!held) {
    return held;
  }
  Result<Palette> palette = chosen_by_encoder(*held);
  if (!palette) {
    return std::move(palette).error();
  }
  Image own(vips_image_copy_memory(held->get()));
  if (!own) {
    return Error{ErrorCode::out_of_memory, take_vips_error()};
  }
  map_to(merged(std::move(*palette), colours), samples_in(own),
         sized(vips_image_get_width(own.get())), sized(vips_image_get_bands(own.get())), dither);
  return own;
}

}  // namespace pixherd
