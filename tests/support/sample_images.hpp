// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "pixherd/domain/image_format.hpp"
#include "pixherd/image/pixels.hpp"

/// Small images made on the spot, the same bytes at every run of one engine. The engine must have
/// been started by the caller's process; making one evaluates pixels, so fork before, not after.
namespace pixherd::sample {

using Bytes = std::vector<std::byte>;

struct Options {
  std::uint32_t width = 96;
  std::uint32_t height = 64;
  std::uint32_t pages = 1;
  bool grey = false;
  bool alpha = false;
  bool sixteen_bits = false;
  bool few_colours = false;  ///< at most 16 colours, as a drawing has
};

/// A gradient with noise and shapes, or flat shapes where few colours are asked. The left upper
/// corner is red, the right upper green, the left lower blue, so that a turn can be seen.
Pixels picture(const Options& options = {});

/// A picture in a file of that format, lossless where the format can be.
Bytes image(ImageFormat format, const Options& options = {});

Bytes lossy_webp(const Options& options = {});
Bytes lossy_tiff(const Options& options = {});
Bytes palette_png(const Options& options = {});
/// GIF or WebP of `frames` frames, 40, 80, 120... ms each, played for ever.
Bytes animation(ImageFormat format, std::uint32_t frames, const Options& options = {});
Bytes cmyk_jpeg();
/// Stored as a camera would that was held so: upright it is picture().
Bytes oriented_jpeg(std::uint32_t orientation);
/// A JPEG with EXIF and XMP that both contain `secret`.
Bytes jpeg_with_metadata(const std::string& secret);
Bytes with_profile(ImageFormat format, const Bytes& profile);

/// ICC version 2 matrix profiles of 500 to 3,000 bytes.
Bytes display_p3_profile();
Bytes srgb_profile();

/// `png` with one more chunk before its picture; the CRC is right.
Bytes with_png_chunk(const Bytes& png, const std::string& type, const std::string& body);
/// `png` made to look like an animation of one frame.
Bytes animated_png();
/// `jpeg` with a segment behind its SOI: 0xE1 for APP1, 0xFE for a comment.
Bytes with_jpeg_segment(const Bytes& jpeg, std::uint8_t marker, const std::string& body);
Bytes with_trailer(Bytes file, const std::string& trailer);

/// One of each kind above, with a name for messages.
struct Named {
  std::string name;
  ImageFormat format = ImageFormat::jpeg;
  Bytes bytes;
};
std::vector<Named> one_of_each();

}  // namespace pixherd::sample
