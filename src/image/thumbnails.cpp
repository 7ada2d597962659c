// SPDX-License-Identifier: Apache-2.0
#include "thumbnails.hpp"

#include <utility>
#include <variant>

#include "convert.hpp"
#include "planes_lane.hpp"
#include "quiet_stderr.hpp"

namespace pixherd {
namespace {

TaskSettings thumbnail_settings() {
  constexpr std::uint32_t kLongEdge = 480;
  constexpr std::uint8_t kQuality = 70;
  constexpr std::uint8_t kGrey = 221;  // both black and white drawings show on it
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

}  // namespace

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
