// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/memory_need.hpp"

#include <algorithm>

#include "open_jpeg.hpp"
#include "pixherd/image/losses.hpp"

namespace pixherd {
namespace {

/// Rows that libvips keeps of a picture which it works through from the top.
constexpr std::uint64_t kRowsInFlight = 512;
constexpr std::uint64_t kFixed = 8'000'000;

std::uint64_t bytes_of_sample(std::uint32_t bits) { return bits > 16 ? 4 : bits > 8 ? 2 : 1; }

/// What an encoder holds for each pixel, its output included.
std::uint64_t encoder_bytes_per_pixel(ImageFormat format, bool lossless) {
  switch (format) {
    case ImageFormat::jpeg: return 7;  // the coefficients, for optimal tables
    case ImageFormat::png: return 8;
    case ImageFormat::webp: return lossless ? 32 : 14;
    case ImageFormat::avif: return 36;
    case ImageFormat::gif: return 14;
    case ImageFormat::tiff: return 8;
  }
  return 0;
}

/// Copies of a picture that are held at once while it is written as a PNG without loss: decoded,
/// once more where it is converted, in its form, filtered, compressed, in the file, and in the best
/// file so far.
constexpr std::uint64_t kCopiesForSmallPng = 7;

/// Copies of a JPEG in its bytes while its scans are chosen from: itself, what is put together, and
/// five that are a little larger. Then one goes with its coefficients for comparison.
constexpr std::uint64_t kCopiesForSmallJpeg = 8;

/// Planes are held whole: less than twice the wanted size in each direction, or the source's own,
/// once more while they are turned or extended, and once at the wanted size.
std::uint64_t plane_bytes(const SourceFacts& source, std::uint64_t scaled_pixels,
                          std::uint64_t target_pixels) {
  return source.channels * (2 * std::min(source.pixels(), 4 * scaled_pixels) + target_pixels);
}

std::uint64_t pixels_of(PixelSize size) { return std::uint64_t{size.width} * size.height; }

std::uint64_t decoded_bytes(const SourceFacts& source, std::uint64_t bytes_per_pixel, bool whole) {
  const std::uint64_t all = source.pixels() * bytes_per_pixel;
  const std::uint64_t strip = source.size.width * kRowsInFlight * bytes_per_pixel;
  return whole ? all : std::min(all, strip);
}

}  // namespace

PixelSize upright(PixelSize stored, std::uint32_t orientation) {
  return orientation >= 5 && orientation <= 8 ? PixelSize{stored.height, stored.width} : stored;
}

std::uint64_t memory_need(std::uint64_t input_bytes, const SourceFacts& source,
                          const TaskSettings& settings) {
  const std::uint64_t pixel = source.channels * bytes_of_sample(source.bits);
  const ImageFormat output = settings.output_format(source.format);
  if (settings.lossless) {
    if (source.format == ImageFormat::jpeg) {
      const std::uint64_t coefficients = source.pixels() * source.channels * sizeof(std::int16_t);
      return kFixed + coefficients +
             std::max(kCopiesForSmallJpeg * input_bytes, coefficients + 2 * input_bytes);
    }
    if (output == ImageFormat::png) {
      return kFixed + 2 * input_bytes + kCopiesForSmallPng * source.pixels() * pixel;
    }
    return kFixed + 2 * input_bytes + 2 * source.pixels() * pixel +
           source.pixels() * encoder_bytes_per_pixel(output, true);
  }
  const Layout wanted = layout(upright(source.size, source.orientation), settings.resize);
  const std::uint64_t frames = holds_frames(output) ? source.frames : 1;
  const std::uint64_t target_pixels = pixels_of(wanted.canvas) * frames;
  const std::uint64_t scaled_pixels = pixels_of(wanted.scaled) * frames;
  const bool reshaped_frames = source.frames > 1 && settings.resize.any();
  std::uint64_t need = kFixed + input_bytes;
  if (source.format == ImageFormat::jpeg && source.whole_frame_decode) {
    need += source.pixels() * source.channels * sizeof(std::int16_t);
    need += decoded_bytes(source, pixel, false);
  } else {
    need += decoded_bytes(source, pixel, source.whole_frame_decode || reshaped_frames);
  }
  if (source.format == ImageFormat::jpeg) {
    // Shrinking leaves less than twice the wanted size in each direction, or an eighth of its own.
    const std::uint64_t eighth = source.pixels() / 64;
    need += held_jpeg_bytes(source, std::min(source.pixels(), std::max(4 * scaled_pixels, eighth)));
  }
  if (source.format == ImageFormat::jpeg && output == ImageFormat::jpeg &&
      settings.lane != Lane::libvips) {
    need += plane_bytes(source, scaled_pixels, target_pixels);
  }
  if (source.alpha && settings.resize.any()) {
    // Premultiplied, each sample is a float.
    need += decoded_bytes(source, source.channels * sizeof(float), reshaped_frames);
  }
  const bool looked_at = settings.resize.position == Position::entropy ||
                         settings.resize.position == Position::attention;
  const bool held_upright = source.orientation != 1 || looked_at;
  // The background may bring an alpha of its own, and encoding again and again a copy.
  const std::uint64_t target_pixel =
      pixel + (wanted.canvas != wanted.scaled ? bytes_of_sample(source.bits) : 0);
  constexpr std::uint64_t kReducing = 8;  // red, green, blue and alpha, before and after
  const std::uint64_t reducing = settings.encoder.colours != 0 ? kReducing : 0;
  const std::uint64_t kept = settings.max_bytes != 0 || settings.encoder.scans == Scans::progressive
                                 ? 2 * target_pixel
                                 : 0;
  need += held_upright ? scaled_pixels * pixel : 0;
  need += target_pixels * (encoder_bytes_per_pixel(output, false) + kept + reducing);
  need += settings.wanted_verification() == Verification::full ? target_pixels * pixel : 0;
  return need;
}

}  // namespace pixherd
