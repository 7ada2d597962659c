// SPDX-License-Identifier: Apache-2.0
#include "thumbnails.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "convert.hpp"
#include "load.hpp"
#include "planes_lane.hpp"
#include "quiet_stderr.hpp"
#include "save.hpp"
#include "size_limits.hpp"

namespace pixherd {
namespace {

constexpr std::uint32_t kLongEdge = 480;
constexpr std::uint8_t kQuality = 70;
constexpr std::uint8_t kGrey = 221;  // both black and white drawings show on it

TaskSettings thumbnail_settings() {
  TaskSettings settings;
  settings.format = ImageFormat::jpeg;
  settings.quality.global = kQuality;
  settings.resize.long_edge = kLongEdge;
  settings.background = {kGrey, kGrey, kGrey};
  settings.metadata = MetadataSet::none();
  settings.max_bytes = kMostThumbnailBytes;
  return settings;
}

std::optional<Bytes> thumbnail_of(const Source& picture) {
  const TaskSettings settings = thumbnail_settings();
  Result<std::optional<Made>> planes = encode_in_planes(picture, settings);
  if (planes && planes->has_value()) {
    return std::move((*planes)->bytes);
  }
  Result<Encoding> encoding = encode_converted(picture, settings);
  Encoded* encoded = encoding ? std::get_if<Encoded>(&*encoding) : nullptr;
  return encoded != nullptr ? std::optional(std::move(encoded->made.bytes)) : std::nullopt;
}

/// More than most cameras have; no memory is asked for to decode what has failed.
constexpr std::uint64_t kMostFailedPixels = 32'000'000;

/// Opened as small as the decoder can, and then brought to its size.
Result<Image> damaged_jpeg(std::span<const std::byte> bytes) {
  LoadOptions options{.strict = false};
  const Result<Image> header = load(bytes, ImageFormat::jpeg, options);
  if (!header) {
    return header.error();
  }
  const PixelSize size = frame_size(*header);
  if (std::uint64_t{size.width} * size.height > kMostFailedPixels) {
    return Error{ErrorCode::too_large, "is too large for a thumbnail"};
  }
  Resize fit;
  fit.long_edge = kLongEdge;
  options.shrink = shrink_on_load(ImageFormat::jpeg, size, resized(size, fit));
  const Result<Image> image = load(bytes, ImageFormat::jpeg, options);
  return image ? Operation("thumbnail_image")
                     .set("in", *image)
                     .set("width", static_cast<int>(kLongEdge))
                     .set("height", static_cast<int>(kLongEdge))
                     .set("size", static_cast<int>(VIPS_SIZE_DOWN))
                     .image()
               : Result<Image>(image.error());
}

}  // namespace

std::optional<Thumbnails> thumbnail_of_damaged(std::span<const std::byte> bytes) {
  if (sniff_format(bytes.first(std::min(bytes.size(), kSniffBytes))) != ImageFormat::jpeg) {
    return std::nullopt;
  }
  Result<Image> picture = damaged_jpeg(bytes);
  picture = picture ? in_memory(*picture) : std::move(picture);
  for (int quality = kQuality; picture && quality > 0; quality -= 30) {
    Result<Bytes> jpeg = save(*picture, {.quality = quality});
    if (jpeg && jpeg->size() <= kMostThumbnailBytes) {
      return Thumbnails{std::move(*jpeg), {}};
    }
  }
  return std::nullopt;
}

std::optional<Thumbnails> thumbnail_of_failed(const Source& source, const InputLimits& limits) {
  TaskSettings settings = thumbnail_settings();
  settings.limits = limits;
  const std::uint64_t pixels = source.facts.pixels();
  if (pixels == 0 || pixels > kMostFailedPixels || !check_size(source.facts, settings)) {
    return std::nullopt;
  }
  std::optional<QuietStderr> quiet;
  if (source.facts.format == ImageFormat::avif) {
    quiet.emplace();
  }
  std::optional<Bytes> picture = thumbnail_of(source);
  return picture ? std::optional(Thumbnails{std::move(*picture), {}}) : std::nullopt;
}

std::optional<Thumbnails> thumbnails_of(const Source& source, Bytes output) {
  std::optional<QuietStderr> quiet;
  Result<SourceFacts> facts = examine(output);
  if (!facts) {
    return std::nullopt;
  }
  if (facts->format == ImageFormat::avif || source.facts.format == ImageFormat::avif) {
    quiet.emplace();
  }
  std::optional<Bytes> before = thumbnail_of(source);
  std::optional<Bytes> after =
      before ? thumbnail_of({std::move(output), std::move(*facts)}) : std::nullopt;
  return after ? std::optional(Thumbnails{std::move(*before), std::move(*after)}) : std::nullopt;
}

}  // namespace pixherd
