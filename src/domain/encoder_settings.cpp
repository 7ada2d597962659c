// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/encoder_settings.hpp"

namespace pixherd {

std::optional<std::uint8_t> default_quality(ImageFormat format) {
  switch (format) {
    case ImageFormat::jpeg:
    case ImageFormat::webp:
    case ImageFormat::tiff: return 80;
    case ImageFormat::avif: return 50;
    case ImageFormat::png:
    case ImageFormat::gif: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace pixherd
