// SPDX-License-Identifier: Apache-2.0
#include "reduce_colours.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "load.hpp"
#include "pixherd/base/check.hpp"
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

std::size_t bands_of(const Image& image) { return sized(vips_image_get_bands(image.get())); }

constexpr std::size_t kWithAlpha = 4;
constexpr std::size_t kAlpha = 3;
constexpr std::byte kClearSample{0};
constexpr std::byte kOpaqueSample{255};

/// Below what is clear no colour is left. Where that is all that a pixel can be but opaque, the
/// half decides, as it does in the encoder.
void settle_clear_pixels(std::span<std::byte> pixels, bool all_or_nothing) {
  constexpr std::byte kHalf{128};
  for (std::size_t at = 0; at < pixels.size(); at += kWithAlpha) {
    const auto pixel = pixels.subspan(at, kWithAlpha);
    if (all_or_nothing) {
      pixel[kAlpha] = pixel[kAlpha] < kHalf ? kClearSample : kOpaqueSample;
    }
    if (pixel[kAlpha] == kClearSample) {
      std::fill(pixel.begin(), pixel.end(), kClearSample);
    }
  }
}

/// What was clear or opaque before the encoder chose is so again.
void restore_opacity(std::span<std::byte> chosen, std::span<const std::byte> before) {
  for (std::size_t alpha = kAlpha; alpha < before.size(); alpha += kWithAlpha) {
    if (before[alpha] == kClearSample || before[alpha] == kOpaqueSample) {
      chosen[alpha] = before[alpha];
    }
  }
}

/// With alpha, if `with_alpha`, where the encoder did without.
Result<Image> decoded_again(const Bytes& png, bool with_alpha) {
  Result<Image> image = load(png, ImageFormat::png, {});
  if (image) {
    image = own_samples(*image);
  }
  if (image && with_alpha && !has_alpha(*image)) {
    image = Operation("addalpha").set("in", *image).image();
    return image ? in_memory(*image) : std::move(image);
  }
  return image;
}

/// The encoder chooses better colours than merging all that there are would.
Result<Palette> chosen_by_encoder(const Image& image) {
  SaveOptions options{.format = ImageFormat::png, .quality = 100, .palette = true};
  options.dither = 0;
  const Result<Bytes> png = save(image, options);
  if (!png) {
    return png.error();
  }
  const std::size_t bands = bands_of(image);
  const Result<Image> again = decoded_again(*png, bands == kWithAlpha);
  if (!again) {
    return again.error();
  }
  PIXHERD_CHECK(bands_of(*again) == bands);
  if (bands == kWithAlpha) {
    restore_opacity(samples_in(*again), samples_in(image));
  }
  return palette_of(samples_in(*again), bands);
}

}  // namespace

bool is_between_palettes(ImageFormat format, std::uint32_t colours) {
  const bool power_of_two = (colours & (colours - 1)) == 0;
  const bool png = format == ImageFormat::png;
  return colours != 0 && (png || format == ImageFormat::gif) &&
         (!power_of_two ||
          (png && colours != 2 && colours != 4 && colours != 16 && colours != 256));
}

Result<Image> reduce_colours(const Image& image, ImageFormat format, std::uint32_t colours,
                             double dither) {
  Result<Image> held = own_samples(image);
  if (!held) {
    return held;
  }
  const std::span<std::byte> samples = samples_in(*held);
  const std::size_t bands = bands_of(*held);
  if (bands == kWithAlpha) {
    settle_clear_pixels(samples, format == ImageFormat::gif);
  }
  if (palette_within(samples, bands, colours)) {
    return held;
  }
  Result<Palette> palette = chosen_by_encoder(*held);
  if (!palette) {
    return std::move(palette).error();
  }
  map_to(merged(std::move(*palette), colours), samples, sized(vips_image_get_width(held->get())),
         bands, dither);
  return held;
}

}  // namespace pixherd
