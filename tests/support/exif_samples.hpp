// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "pixherd/domain/resize.hpp"
#include "support/sample_images.hpp"

namespace pixherd::sample {

/// What an EXIF block below says, each in its own directory.
struct ExifText {
  static constexpr std::string_view kPlace = "the place: 48.2082 N, 16.3738 E";
  static constexpr std::string_view kOwner = "the owner: (c) Somebody";
  static constexpr std::string_view kMaker = "the maker: Some Camera Works";
  static constexpr std::string_view kNote = "the maker's note, with offsets";
  static constexpr std::string_view kThumbnail = "the thumbnail's bytes";
};

struct ExifKind {
  bool big_endian = false;
  std::uint32_t orientation = 1;  ///< 0: no such entry
  bool thumbnail = false;
};

/// Maker, orientation, copyright; a directory with the maker's note and the picture's size, 4000 x
/// 3000; one with the place; and if wanted a thumbnail's.
Bytes exif_block(const ExifKind& kind);
/// Directories that point to one another in a circle.
Bytes exif_loop(bool big_endian);

std::uint32_t exif_orientation(const Bytes& block);
PixelSize exif_pixel_size(const Bytes& block);

/// A JPEG of picture() with that block.
Bytes jpeg_with_exif(const ExifKind& kind);

}  // namespace pixherd::sample
