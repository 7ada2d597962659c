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

/// One image and what is to be made of it; pixels are those of all frames.
struct Work {
  const SourceFacts& source;
  const TaskSettings& settings;
  ImageFormat output;
  std::uint64_t pixel;  ///< bytes of one, decoded
  std::uint64_t scaled_pixels;
  std::uint64_t target_pixels;
  bool reshapes_frames;
  bool is_padded;
};

Work work_on(const SourceFacts& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.format);
  const Layout wanted = layout(upright(source.size, source.orientation), settings.resize);
  const std::uint64_t frames = holds_frames(output) ? source.frames : 1;
  return {source,
          settings,
          output,
          source.channels * bytes_of_sample(source.bits),
          pixels_of(wanted.scaled) * frames,
          pixels_of(wanted.canvas) * frames,
          source.frames > 1 && settings.resize.any(),
          wanted.canvas != wanted.scaled};
}

std::uint64_t for_losslessness(const Work& work, std::uint64_t input_bytes) {
  const std::uint64_t pixels = work.source.pixels();
  if (work.source.format == ImageFormat::jpeg) {
    const std::uint64_t coefficients = pixels * work.source.channels * sizeof(std::int16_t);
    return coefficients +
           std::max(kCopiesForSmallJpeg * input_bytes, coefficients + 2 * input_bytes);
  }
  if (work.output == ImageFormat::png) {
    return 2 * input_bytes + kCopiesForSmallPng * pixels * work.pixel;
  }
  return 2 * input_bytes + 2 * pixels * work.pixel +
         pixels * encoder_bytes_per_pixel(work.output, true);
}

std::uint64_t for_decoding(const Work& work) {
  const SourceFacts& source = work.source;
  if (source.format != ImageFormat::jpeg) {
    return decoded_bytes(source, work.pixel, source.whole_frame_decode || work.reshapes_frames);
  }
  // Shrinking leaves less than twice the wanted size in each direction, or an eighth of its own.
  const std::uint64_t eighth = source.pixels() / 64;
  const std::uint64_t shrunk = std::min(source.pixels(), std::max(4 * work.scaled_pixels, eighth));
  const std::uint64_t coefficients =
      source.whole_frame_decode ? source.pixels() * source.channels * sizeof(std::int16_t) : 0;
  const bool may_go_in_planes =
      work.output == ImageFormat::jpeg && work.settings.lane != Lane::libvips;
  return coefficients +
         decoded_bytes(source, work.pixel, !source.whole_frame_decode && work.reshapes_frames) +
         held_jpeg_bytes(source, shrunk) +
         (may_go_in_planes ? plane_bytes(source, work.scaled_pixels, work.target_pixels) : 0);
}

std::uint64_t for_resizing(const Work& work) {
  const Resize& resize = work.settings.resize;
  const bool premultiplied = work.source.alpha && resize.any();  // each sample is a float then
  const bool looked_at =
      resize.position == Position::entropy || resize.position == Position::attention;
  const bool held_upright = work.source.orientation != 1 || looked_at;
  return (premultiplied ? decoded_bytes(work.source, work.source.channels * sizeof(float),
                                        work.reshapes_frames)
                        : 0) +
         (held_upright ? work.scaled_pixels * work.pixel : 0);
}

std::uint64_t for_encoding(const Work& work) {
  const EncoderSettings& encoder = work.settings.encoder;
  // The background may bring an alpha of its own, and encoding again and again a copy.
  const std::uint64_t pixel = work.pixel + (work.is_padded ? bytes_of_sample(work.source.bits) : 0);
  const bool encodes_again = work.settings.max_bytes != 0 || encoder.scans == Scans::progressive;
  constexpr std::uint64_t kReducing = 8;  // red, green, blue and alpha, before and after
  const bool is_decoded_again = work.settings.wanted_verification() == Verification::full;
  return work.target_pixels *
         (encoder_bytes_per_pixel(work.output, false) + (encodes_again ? 2 * pixel : 0) +
          (encoder.colours != 0 ? kReducing : 0) + (is_decoded_again ? work.pixel : 0));
}

}  // namespace

PixelSize upright(PixelSize stored, std::uint32_t orientation) {
  return orientation >= 5 && orientation <= 8 ? PixelSize{stored.height, stored.width} : stored;
}

std::uint64_t memory_need(std::uint64_t input_bytes, const SourceFacts& source,
                          const TaskSettings& settings) {
  const Work work = work_on(source, settings);
  return kFixed + (settings.lossless ? for_losslessness(work, input_bytes)
                                     : input_bytes + for_decoding(work) + for_resizing(work) +
                                           for_encoding(work));
}

}  // namespace pixherd
