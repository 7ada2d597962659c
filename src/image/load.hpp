// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/format/source_facts.hpp"
#include "vips_handles.hpp"

namespace pixherd {

struct LoadOptions {
  bool all_frames = false;
  bool sequential = true;  ///< pixels are asked for once, from top to bottom
  int page = 0;            ///< the first of those that are opened
  int shrink = 1;          ///< JPEG: 1, 2, 4 or 8; WebP: by decoding smaller
  bool strict = true;      ///< else what is damaged is decoded as far as it goes
};

/// Opens encoded bytes with the loader of that format and no other, strictly: any warning of the
/// decoder fails, here or when the pixels are asked for; of a TIFF's, weigh_warnings() has to tell.
/// The bytes must outlive the image.
Result<Image> load(std::span<const std::byte> bytes, ImageFormat format,
                   const LoadOptions& options);

/// The largest shrink while decoding that leaves `stored` no smaller than `wanted`.
int shrink_on_load(ImageFormat format, PixelSize stored, PixelSize wanted);

/// Decodes every pixel and forgets it; ErrorCode::damaged with the decoder's words.
Attempt decode_in_full(std::span<const std::byte> bytes, ImageFormat format);

/// The same pixels, evaluated once and held; ErrorCode::damaged where the decoder fails on the way.
Result<Image> in_memory(const Image& image);

/// Frames stand above one another in one tall image.
int frames_of(const Image& image);
PixelSize frame_size(const Image& image);
bool has_alpha(const Image& image);
int orientation_of(const Image& image);

}  // namespace pixherd
