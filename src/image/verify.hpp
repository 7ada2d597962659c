// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "source.hpp"

namespace pixherd {

/// What an output must turn out to be when it is opened again.
struct Expected {
  ImageFormat format = ImageFormat::jpeg;
  PixelSize size;
  std::uint32_t frames = 1;
  bool alpha = false;
  double hidden = 0;  ///< how much of the picture its alpha hides, from 0 to 1
};

/// Walks the output's structure, opens it again and compares; `in_full` decodes every pixel too.
/// Encoders may merge equal frames into one that is shown longer, and a palette may round a mere
/// trace of transparency up to opaque: both count as equal, and so does an alpha that was added.
/// ErrorCode::verify_failed.
Attempt verify(const Bytes& output, const Expected& expected, const Source& source, bool in_full);

/// True where `image` has EXIF, XMP or IPTC and the output has not.
bool loses_metadata(const Image& image, const Bytes& output, ImageFormat format);

}  // namespace pixherd
