// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tiff_directory.hpp"

namespace pixherd::tiff {

/// What the samples of a page are, the defaults filled in.
struct Samples {
  std::uint64_t photometric = 1;
  std::uint64_t count = 1;  ///< a pixel
  std::uint64_t bits = 1;   ///< of the first
  std::uint64_t format = 1;
  std::uint64_t extra = 0;  ///< how many of them are beside the colours
  std::uint64_t extra_meaning = 0;
  bool alike = true;  ///< all of the same bits and format
};
Samples samples_of(const Directory& page);

/// Photometric interpretations.
inline constexpr std::uint64_t kMinIsBlack = 1;
inline constexpr std::uint64_t kRgb = 2;
inline constexpr std::uint64_t kPalette = 3;
inline constexpr std::uint64_t kInk = 5;
inline constexpr std::uint64_t kYcc = 6;
inline constexpr std::uint64_t kLab = 8;

/// A compression.
inline constexpr std::uint64_t kJpegCoding = 7;

/// Alpha as every other format has it: colours are not multiplied by it.
inline constexpr std::uint64_t kAlpha = 2;

/// Why the engine would not decode the page's samples, or not right; empty where it does.
std::string unread_samples(const Directory& page);

/// What the file has in the place of the picture that it is of, as first page; empty where that is
/// the picture: a camera's raw file, or one whose picture stands below a preview.
std::string unread_picture(const File& file, ByteView bytes);

/// What of the page would not be written again as it is, as far as tags tell; empty where nothing
/// is known. A list of what is known to be exact: everything else is named.
std::string unwritable(const Directory& page);

}  // namespace pixherd::tiff
