// SPDX-License-Identifier: Apache-2.0
#include "planes_lane.hpp"

#include <utility>

#include "container_metadata.hpp"
#include "load.hpp"
#include "pixherd/image/exif.hpp"
#include "pixherd/image/memory_need.hpp"
#include "pixherd/image/srgb_profile.hpp"
#include "pixherd/image/verify.hpp"
#include "pixherd/jpeg/jpeg_planes.hpp"
#include "save.hpp"

namespace pixherd {
namespace {

/// From this quality on libvips and sharp keep chroma at full size.
constexpr int kFullChromaQuality = 90;

/// The worker's own: what was built for one picture serves the next of that size.
PlaneScaler& scaler() {
  static PlaneScaler instance;
  return instance;
}

/// From the structure alone, before libjpeg sees the bytes.
bool is_for_planes(const SourceFacts& facts, const TaskSettings& settings) {
  return facts.format == ImageFormat::jpeg &&
         settings.output_format(facts.format) == ImageFormat::jpeg && facts.odd_coding.empty() &&
         (facts.channels == 1 || facts.channels == 3);
}

/// The profile to write (empty: none); nullopt where it would have to be applied to the pixels.
std::optional<Bytes> profile_to_write(Bytes profile, MetadataSet metadata) {
  if (metadata.contains(MetadataKind::icc)) {
    return profile;
  }
  return profile.empty() || is_srgb_profile(profile) ? std::optional(Bytes()) : std::nullopt;
}

/// Stored as the source is, and the tag kept.
bool stays_turned(const Source& source, const TaskSettings& settings) {
  return source.facts.orientation != 1 && settings.metadata.contains(MetadataKind::orientation);
}

/// The encoder's file with what is to be kept of the source's metadata.
Bytes with_kept_blocks(Bytes made, const Source& source, const TaskSettings& settings,
                       PixelSize stored, std::vector<std::string>& notes) {
  if (settings.metadata.icc_at_most()) {
    return made;
  }
  const bool turned_by_tag = stays_turned(source, settings);
  const MetadataBlocks blocks =
      kept_blocks(blocks_of_jpeg(source.bytes), settings.metadata,
                  {.kept = settings.metadata,
                   .orientation = turned_by_tag ? source.facts.orientation : 1,
                   .size = stored,
                   .keeps_thumbnail = stored == source.facts.size &&
                                      (turned_by_tag || source.facts.orientation == 1)},
                  notes);
  return blocks.empty() ? made : with_blocks(made, ImageFormat::jpeg, blocks);
}

/// nullopt where a plane cannot be brought to its size.
std::optional<PlanarPicture> reshaped(PlanarPicture picture, std::uint32_t orientation,
                                      PixelSize target, bool halved_chroma) {
  PlanarPicture made{target, {}};
  for (Component& component : picture.components) {
    const PlaneShape shape =
        made.components.empty() ? luma_shape(target) : chroma_shape(target, halved_chroma);
    std::optional<Plane> plane = scaler().scaled(turned(std::move(component), orientation), shape);
    if (!plane) {
      return std::nullopt;
    }
    made.components.push_back(
        {std::move(*plane), {0, 0, shape.picture_width, shape.picture_height}});
  }
  return made;
}

}  // namespace

Result<std::optional<Made>> encode_in_planes(const Source& source, const TaskSettings& settings) {
  const std::optional<Made> handed_on;
  if (!is_for_planes(source.facts, settings)) {
    return handed_on;
  }
  JpegPlanesReader reader(source.bytes, scrutiny_for(settings));
  if (Attempt opened = reader.open(); !opened) {
    return std::move(opened).error();
  }
  const std::optional<Bytes> profile = profile_to_write(reader.profile(), settings.metadata);
  if (reader.colours() == JpegColours::other || !profile) {
    return handed_on;
  }
  const PixelSize source_size = upright(source.facts.size, source.facts.orientation);
  const PixelSize target = resized(source_size, settings.resize);
  const auto shrink = static_cast<unsigned>(shrink_on_load(ImageFormat::jpeg, source_size, target));
  Result<PlanarPicture> picture = reader.decode(shrink);
  if (!picture) {
    return std::move(picture).error();
  }
  const int quality = save_options(ImageFormat::jpeg, settings).quality;
  const JpegPlanesEncoding encoding{
      .quality = quality, .halved_chroma = quality < kFullChromaQuality, .profile = *profile};
  const bool stays = stays_turned(source, settings);
  const PixelSize stored = stays ? upright(target, source.facts.orientation) : target;
  std::optional<PlanarPicture> wanted = reshaped(
      std::move(*picture), stays ? 1 : source.facts.orientation, stored, encoding.halved_chroma);
  if (!wanted) {
    return handed_on;
  }
  Result<Bytes> bytes = encode_planes(std::move(*wanted), encoding);
  if (!bytes) {
    return std::move(bytes).error();
  }
  Made made;
  made.bytes = with_kept_blocks(std::move(*bytes), source, settings, stored, made.notes);
  made.format = ImageFormat::jpeg;
  made.lane = Lane::planes;
  made.size = target;
  made.only_if_smaller = target == source_size;
  return std::optional(std::move(made));
}

Result<std::optional<Attempted>> convert_in_planes(const Source& source,
                                                   const TaskSettings& settings) {
  Result<std::optional<Made>> made = encode_in_planes(source, settings);
  if (!made) {
    return std::move(made).error();
  }
  if (!made->has_value()) {
    return std::optional<Attempted>();
  }
  const std::uint32_t orientation = stays_turned(source, settings) ? source.facts.orientation : 1;
  if (Attempt same =
          verify_planes((*made)->bytes, source.facts, upright((*made)->size, orientation),
                        settings.wanted_verification(), orientation);
      !same) {
    return std::move(same).error();
  }
  return std::optional<Attempted>(std::move(**made));
}

}  // namespace pixherd
