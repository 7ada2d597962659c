// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reduce_colours.hpp"
#include "save.hpp"

namespace pixherd {
namespace {

constexpr int kMostOfWebp = 6;
constexpr int kMostOfAvif = 9;

/// From 1 to 10 onto an encoder's own scale, from 0 up to `most`.
int on_scale(std::uint8_t effort, int most) { return ((effort - 1) * most + 4) / 9; }

/// Below 100 a quality asks a GIF for fewer colours: 100 to 81 are 256, then 128, 64...
int gif_bits(int quality) { return std::clamp(4 + (quality - 1) / 20, 4, 8); }

/// Bits a pixel of the smallest palette that holds so many colours.
int palette_bits(int colours) {
  int bits = 1;
  while (1 << bits < colours) {
    ++bits;
  }
  return bits;
}

/// The same where they must be a power of two.
int png_palette_bits(int colours) {
  const int bits = palette_bits(colours);
  return bits > 4 ? 8 : bits > 2 ? 4 : bits;
}

void set_png_options(SaveOptions& options, const EncoderSettings& encoder) {
  options.palette = options.quality < 100 || encoder.colours != 0;
  options.filters = !options.palette;
  if (encoder.colours != 0) {
    options.bits = png_palette_bits(encoder.colours);
  }
}

void set_gif_options(SaveOptions& options, const EncoderSettings& encoder) {
  options.bits = gif_bits(options.quality);
  if (encoder.colours != 0) {
    options.bits = std::min(options.bits, palette_bits(encoder.colours));
  }
  options.quality = 100;  // of no further use: equal options give equal bytes
}

}  // namespace

std::optional<int> encoder_effort(ImageFormat format, const Effort& effort) {
  const auto asked = effort.asked(format);
  if (!asked) {
    return std::nullopt;
  }
  switch (format) {
    case ImageFormat::webp: return on_scale(*asked, kMostOfWebp);
    case ImageFormat::avif: return on_scale(*asked, kMostOfAvif);
    case ImageFormat::png:
    case ImageFormat::gif: return *asked;
    case ImageFormat::jpeg:
    case ImageFormat::tiff: return std::nullopt;
  }
  return std::nullopt;
}

SaveOptions lossless_options(ImageFormat format, const EncoderSettings& encoder) {
  constexpr int kUsualOfWebp = 5;
  constexpr int kUsualOfGif = 10;
  SaveOptions options{.format = format, .quality = 100, .lossless = true};
  options.effort = encoder_effort(format, encoder.effort);
  // PNG and JPEG have encoders of their own for this.
  options.progressive = format == ImageFormat::gif && encoder.scans == Scans::progressive;
  if (format == ImageFormat::webp) {
    options.effort = options.effort.value_or(kUsualOfWebp);
  } else if (format == ImageFormat::gif) {
    options.effort = options.effort.value_or(kUsualOfGif);
  }
  return options;
}

SaveOptions save_options(ImageFormat format, const TaskSettings& settings) {
  return save_options(format, settings, asked_quality(format, settings));
}

SaveOptions save_options(ImageFormat format, const TaskSettings& settings, int quality) {
  const EncoderSettings& encoder = settings.encoder;
  SaveOptions options{.format = format, .metadata = settings.metadata, .quality = quality};
  options.effort = encoder_effort(format, encoder.effort);
  options.progressive =
      encoder.scans == Scans::progressive &&
      (format == ImageFormat::jpeg || format == ImageFormat::png || format == ImageFormat::gif);
  // What comes in few colours already has been dithered.
  options.dither = is_between_palettes(format, encoder.colours)
                       ? 0
                       : encoder.dither_percent.value_or(100) / 100.0;
  switch (format) {
    case ImageFormat::jpeg: options.chroma = encoder.chroma; break;
    case ImageFormat::webp: options.near_lossless = encoder.near_lossless; break;
    case ImageFormat::avif:
      options.chroma = encoder.chroma;
      options.depth = encoder.bit_depth;
      break;
    case ImageFormat::png: set_png_options(options, encoder); break;
    case ImageFormat::gif: set_gif_options(options, encoder); break;
    case ImageFormat::tiff: options.lossless = !settings.quality.asked(format); break;
  }
  return options;
}

FallingQualities falling_qualities(ImageFormat format, const TaskSettings& settings) {
  const int asked = asked_quality(format, settings);
  const SaveOptions first = save_options(format, settings, asked);
  if (first.lossless || (format == ImageFormat::png && !first.palette)) {
    return {{asked}, true};
  }
  FallingQualities qualities;
  std::optional<SaveOptions> last;
  for (int quality = asked; quality >= 1; --quality) {
    const SaveOptions options = save_options(format, settings, quality);
    if (!last || options != *last) {
      qualities.each.push_back(quality);
      last = options;
    }
  }
  return qualities;
}

}  // namespace pixherd
