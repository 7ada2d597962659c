// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/task_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace pixherd {

std::optional<std::uint8_t> Quality::asked(ImageFormat format) const {
  const auto own = [&]() -> std::optional<std::uint8_t> {
    switch (format) {
      case ImageFormat::jpeg: return jpeg;
      case ImageFormat::png: return png;
      case ImageFormat::webp: return webp;
      case ImageFormat::avif: return avif;
      case ImageFormat::gif:
      case ImageFormat::tiff: return std::nullopt;
    }
    return std::nullopt;
  }();
  return own ? own : global;
}

bool Quality::any() const { return global || jpeg || png || webp || avif; }

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

PixelSize resized(PixelSize source, const Resize& resize) {
  if (!resize.any() || source.width == 0 || source.height == 0) {
    return source;
  }
  if (resize.exact && resize.width != 0 && resize.height != 0) {
    return {std::min(source.width, resize.width), std::min(source.height, resize.height)};
  }
  double scale = 1;
  const auto limit = [&](std::uint32_t wanted, std::uint32_t side) {
    if (wanted != 0) {
      scale = std::min(scale, static_cast<double>(wanted) / side);
    }
  };
  limit(resize.width, source.width);
  limit(resize.height, source.height);
  limit(resize.long_edge, std::max(source.width, source.height));
  limit(resize.short_edge, std::min(source.width, source.height));
  const auto side = [&](std::uint32_t pixels) {
    return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(std::lround(pixels * scale)));
  };
  return {side(source.width), side(source.height)};
}

std::string_view name(Lane lane) {
  switch (lane) {
    case Lane::coefficients: return "coefficients";
    case Lane::planes: return "planes";
    case Lane::libvips: return "libvips";
  }
  return "";
}

std::string canonical_text(const TaskSettings& settings) {
  const auto number = [](std::optional<std::uint8_t> value) {
    return value ? fmt::format("{}", *value) : std::string("-");
  };
  const Quality& q = settings.quality;
  const Resize& r = settings.resize;
  std::string text = fmt::format(
      "format={} quality={},{},{},{},{} resize={},{},{},{},{} metadata={} lossless={} lane={} "
      "min_savings={}",
      settings.format ? name(*settings.format) : "-", number(q.global), number(q.jpeg),
      number(q.png), number(q.webp), number(q.avif), r.width, r.height, r.long_edge, r.short_edge,
      r.exact, static_cast<int>(settings.metadata), settings.lossless,
      settings.lane ? name(*settings.lane) : "-", settings.min_savings_percent);
  if (!settings.allowed_losses.empty()) {
    text += fmt::format(" allowed_losses={}", settings.allowed_losses.bits());
  }
  return text;
}

}  // namespace pixherd
