// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/encoder_settings.hpp"

namespace pixherd {

std::optional<std::uint8_t> PerFormat::asked(ImageFormat format) const {
  const auto own = [&] {
    switch (format) {
      case ImageFormat::jpeg: return jpeg;
      case ImageFormat::png: return png;
      case ImageFormat::webp: return webp;
      case ImageFormat::avif: return avif;
      case ImageFormat::gif: return gif;
      case ImageFormat::tiff: return tiff;
    }
    return std::optional<std::uint8_t>();
  }();
  return own ? own : global;
}

bool PerFormat::any() const { return global || jpeg || png || webp || avif || gif || tiff; }

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
