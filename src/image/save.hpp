// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pixherd/domain/task_settings.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// How an image is to be encoded: the numbers that the encoders get.
struct SaveOptions {
  ImageFormat format = ImageFormat::jpeg;
  MetadataSet metadata{};
  int quality = 80;
  bool lossless =
      false;  ///< WebP, AVIF: the lossless coding; TIFF: deflate; GIF: no dither, no reuse
  bool palette = false;         ///< PNG: up to 256 colours, dithered unless `lossless`
  bool filters = false;         ///< PNG: choose a row filter row by row, for photographs
  bool thorough = true;         ///< JPEG: with Huffman tables of its own
  std::optional<int> effort{};  ///< on the encoder's own scale; none: the format's default
  int bits = 8;                 ///< palette PNG, GIF and bilevel TIFF: bits a pixel
  double dither = 1;            ///< palettes: how much of Floyd-Steinberg's
  bool progressive = false;     ///< JPEG; PNG and GIF: interlaced
  bool near_lossless = false;   ///< WebP: `quality` says how near
  ChromaSubsampling chroma = ChromaSubsampling::automatic;  ///< JPEG, AVIF
  int depth = 8;                                            ///< AVIF: bits a sample

  bool operator==(const SaveOptions&) const = default;
};

/// The field's defaults, and what the settings ask for beyond them; at another quality.
SaveOptions save_options(ImageFormat format, const TaskSettings& settings);
SaveOptions save_options(ImageFormat format, const TaskSettings& settings, int quality);

/// True where a TIFF of these pixels may be coded as JPEGs are: 8 bits, grey or in three colours.
bool fits_jpeg(const Image& image);

/// Every pixel is kept; no metadata is, unless that is set besides.
SaveOptions lossless_options(ImageFormat format, const EncoderSettings& encoder);

/// What to try, one after the other, where an output must be small.
struct FallingQualities {
  std::vector<int> each;
  bool lossless = false;  ///< without loss, where no quality makes it smaller
};

/// The asked-for quality and all below it that differ; it alone where the settings ask for an
/// output without loss.
FallingQualities falling_qualities(ImageFormat format, const TaskSettings& settings);

/// Encodes into memory. Drops what `metadata` says from beside the pixels, and nothing else.
Result<Bytes> save(const Image& image, const SaveOptions& options);

}  // namespace pixherd
