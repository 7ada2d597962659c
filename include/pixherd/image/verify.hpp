// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "pixherd/base/result.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/format/source_facts.hpp"

namespace pixherd {

/// What an output must turn out to be when it is opened again.
struct Expected {
  ImageFormat format = ImageFormat::jpeg;
  PixelSize size;  ///< of a frame as stored
  std::uint32_t orientation = 1;
  std::uint32_t frames = 1;
  bool alpha = false;
  double hidden = 0;  ///< how much of the picture its alpha hides, from 0 to 1
};

/// Walks the output's structure, opens it again and compares; in full it decodes every pixel too.
/// Encoders may merge equal frames into one that is shown longer, and a palette may round a mere
/// trace of transparency up to opaque: both count as equal, and so does an alpha that was added.
/// ErrorCode::verify_failed.
Attempt verify(std::span<const std::byte> output, const Expected& expected,
               const SourceFacts& source, Verification how);

/// The same for a JPEG that was made in planes, without libvips.
Attempt verify_planes(std::span<const std::byte> output, const SourceFacts& source, PixelSize size,
                      Verification how, std::uint32_t orientation = 1);

}  // namespace pixherd
