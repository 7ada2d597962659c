// SPDX-License-Identifier: Apache-2.0
#include "size_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pixherd/image/memory_need.hpp"

namespace pixherd {
namespace {

/// More than any machine holds, and few enough for an estimate of memory not to overflow.
constexpr std::uint64_t kMostPixelsEver = std::uint64_t{1} << 40U;

/// More passes than any encoder makes; each costs the decoder the whole picture once.
constexpr std::uint32_t kMostScans = 500;

std::uint32_t longest_side(ImageFormat format) {
  switch (format) {
    case ImageFormat::jpeg: return 65500;
    case ImageFormat::webp: return 16383;
    case ImageFormat::avif: return 16384;
    case ImageFormat::gif: return 65535;
    case ImageFormat::png:
    case ImageFormat::tiff: return 2'000'000'000;
  }
  return 0;
}

std::string shown_size(const SourceFacts& source) {
  std::string size = fmt::format("{} x {} pixels", source.size.width, source.size.height);
  return source.frames == 1 ? size : fmt::format("{} in {} frames", size, source.frames);
}

/// What is enlarged, or laid on a canvas, must keep to the limits as well.
Attempt check_result(const SourceFacts& source, const Layout& wanted, std::uint64_t limit) {
  const auto pixels = [](PixelSize size) { return std::uint64_t{size.width} * size.height; };
  const bool canvas_is_larger = pixels(wanted.canvas) > pixels(wanted.scaled);
  const PixelSize largest = canvas_is_larger ? wanted.canvas : wanted.scaled;
  const std::uint64_t most = std::min(limit == 0 ? kMostPixelsEver : limit, kMostPixelsEver);
  if (pixels(largest) <= pixels(source.size) || pixels(largest) <= most / source.frames) {
    return success();
  }
  return Error{
      ErrorCode::too_large,
      fmt::format("{} x {} pixels are asked for{}, more than the {} of --max-pixels", largest.width,
                  largest.height,
                  source.frames == 1 ? "" : fmt::format(" in {} frames", source.frames), most)};
}

Attempt check_pixels(const SourceFacts& source, std::uint64_t limit) {
  const std::uint64_t pixels = source.pixels();
  if (limit != 0 && pixels > limit) {
    return Error{ErrorCode::too_large,
                 fmt::format("{}, more than the {} of --max-pixels", shown_size(source), limit)};
  }
  if (pixels > kMostPixelsEver) {
    return Error{ErrorCode::too_large,
                 fmt::format("{}, more than any machine holds", shown_size(source))};
  }
  return success();
}

}  // namespace

Attempt check_size(const SourceFacts& source, const TaskSettings& settings) {
  if (Attempt within = check_pixels(source, settings.limits.pixels); !within) {
    return within;
  }
  if (source.jpeg.scans > kMostScans) {
    return Error{ErrorCode::too_large,
                 fmt::format("{} scans, more than {}", source.jpeg.scans, kMostScans)};
  }
  const ImageFormat output = settings.output_format(source.format);
  const Layout wanted = layout(upright(source.size, source.orientation), settings.resize);
  if (Attempt within = check_result(source, wanted, settings.limits.pixels); !within) {
    return within;
  }
  const PixelSize target = wanted.canvas;
  const std::uint32_t limit = longest_side(output);
  if (std::max(target.width, target.height) > limit) {
    return Error{ErrorCode::too_large,
                 fmt::format("{} x {} pixels: a side of {} has at most {}", target.width,
                             target.height, with_article(output), limit)};
  }
  return success();
}

}  // namespace pixherd
