// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

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
  bool palette = false;  ///< PNG: up to 256 colours, dithered unless `lossless`
  bool filters = false;  ///< PNG: choose a row filter row by row, for photographs
  bool thorough = true;  ///< JPEG: with Huffman tables of its own
  int effort = 0;        ///< 0: the format's own default
  int bits = 8;          ///< palette PNG, GIF and bilevel TIFF: bits a pixel
};

/// The field's defaults, and what the settings ask for beyond them.
SaveOptions save_options(ImageFormat format, const TaskSettings& settings);

/// Encodes into memory. Drops what `metadata` says from beside the pixels, and nothing else.
Result<Bytes> save(const Image& image, const SaveOptions& options);

}  // namespace pixherd
