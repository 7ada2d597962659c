// SPDX-License-Identifier: Apache-2.0
#include "planes_lane.hpp"

#include <functional>
#include <utility>

#include "fit_bytes.hpp"
#include "jpeg_density.hpp"
#include "load.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/srgb_profile.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
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
         settings.output_format(facts.format) == ImageFormat::jpeg &&
         facts.jpeg.odd_coding.empty() && settings.resize.kernel != Kernel::nearest &&
         (facts.channels == 1 || facts.channels == 3);
}

/// The profile to write (empty: none); nullopt where it would have to be applied to the pixels.
std::optional<Bytes> profile_to_write(Bytes profile, MetadataSet metadata) {
  if (metadata.contains(MetadataKind::icc)) {
    return profile;
  }
  return profile.empty() || is_srgb_profile(profile) ? std::optional(Bytes()) : std::nullopt;
}

/// What the canvas leaves of the scaled picture, in fractions of it. nullopt where the picture has
/// to be looked at for that, or where there is more canvas than picture.
std::optional<Region> part_of(const Layout& wanted, const Resize& how) {
  const PixelSize& all = wanted.scaled;
  const PixelSize& part = wanted.canvas;
  const bool looks = how.position == Position::entropy || how.position == Position::attention;
  if (part.width > all.width || part.height > all.height || (looks && part != all)) {
    return std::nullopt;
  }
  const PixelPlace place = placed(part, all, how.position);
  return Region{
      static_cast<double>(place.left) / all.width, static_cast<double>(place.top) / all.height,
      static_cast<double>(part.width) / all.width, static_cast<double>(part.height) / all.height};
}

/// How a decoded picture becomes the one to encode.
struct Reshaping {
  std::uint32_t orientation = 1;
  Region part;
  PixelSize target;
  Kernel kernel = Kernel::lanczos3;
};

/// Stored as the source is, and the tag kept.
bool stays_turned(const Source& source, const TaskSettings& settings) {
  return source.facts.orientation != 1 && settings.metadata.contains(MetadataKind::orientation);
}

/// The encoder's file with what is to be kept of the source's metadata.
Bytes with_kept_blocks(Bytes made, const Source& source, const TaskSettings& settings,
                       PixelSize stored, std::vector<std::string>& notes) {
  const bool turned_by_tag = stays_turned(source, settings);
  const bool quarter_turned = source.facts.orientation >= 5 && !turned_by_tag;
  const std::optional<JpegDensity> shape =
      keeps_proportions(settings.resize)
          ? density_of_shape(source.facts.jpeg.pixel_shape, quarter_turned)
          : std::nullopt;
  if (shape) {
    made = with_density(made, *shape);
  }
  if (settings.metadata.icc_at_most()) {
    return made;
  }
  const MetadataBlocks blocks =
      kept_blocks(blocks_of_jpeg(source.bytes),
                  {.kept = settings.metadata,
                   .orientation = turned_by_tag ? source.facts.orientation : 1,
                   .size = stored,
                   .keeps_thumbnail = stored == source.facts.size &&
                                      (turned_by_tag || source.facts.orientation == 1)},
                  notes);
  if (const std::optional<JpegDensity> density = density_of_jpeg(source.bytes)) {
    made = with_density(made, *density);
  }
  return blocks.empty() ? made : with_blocks(made, ImageFormat::jpeg, blocks);
}

/// Takes one component after the other, and drops each as soon as it has its new shape.
class Reshaped {
 public:
  Reshaped(const Reshaping& how, bool halved_chroma)
      : how_(how), halved_chroma_(halved_chroma), picture_{how.target, {}} {}

  void add(Component component) {
    const PlaneShape shape = picture_.components.empty()
                                 ? luma_shape(how_.target)
                                 : chroma_shape(how_.target, halved_chroma_);
    Component upright_part = cut(turned(std::move(component), how_.orientation), how_.part);
    std::optional<Plane> plane = scaler().scaled(std::move(upright_part), shape, how_.kernel);
    if (!plane) {
      failed_ = true;
      return;
    }
    picture_.components.push_back(
        {std::move(*plane), {0, 0, shape.picture_width, shape.picture_height}});
  }

  /// Once; nullopt where a plane could not be brought to its size.
  std::optional<PlanarPicture> take() {
    return failed_ ? std::nullopt : std::optional(std::move(picture_));
  }

 private:
  Reshaping how_;
  bool halved_chroma_;
  bool failed_ = false;
  PlanarPicture picture_;
};

bool halves_chroma(ChromaSubsampling chroma, int quality) {
  return chroma == ChromaSubsampling::halved ||
         (chroma == ChromaSubsampling::automatic && quality < kFullChromaQuality);
}

/// The picture at the same size with a quarter of its chroma samples.
std::optional<PlanarPicture> with_halved_chroma(const PlanarPicture& picture) {
  Reshaped halved({.part = {0, 0, 1, 1}, .target = picture.size}, true);
  for (const Component& component : picture.components) {
    halved.add({component.plane.copied(), component.picture});
  }
  return halved.take();
}

using AddMetadata = std::function<Bytes(Bytes)>;

/// A picture at its size, to be encoded at one quality after the other, the highest first.
class PlanesAtQualities {
 public:
  PlanesAtQualities(PlanarPicture picture, const TaskSettings& settings,
                    std::span<const std::byte> profile)
      : picture_(std::move(picture)), encoder_(settings.encoder), profile_(profile) {}

  Result<Bytes> at(int quality) {
    const bool halved = halves_chroma(encoder_.chroma, quality);
    PlanarPicture* picture = &picture_;
    if (halved && !has_halved_chroma()) {
      if (!halved_) {
        halved_ = with_halved_chroma(picture_);
      }
      if (!halved_) {
        return Error{ErrorCode::encode_failed, "chroma cannot be halved"};
      }
      picture = &*halved_;
    }
    return encode_planes(*picture, {.quality = quality,
                                    .halved_chroma = halved,
                                    .progressive = encoder_.scans == Scans::progressive,
                                    .profile = profile_});
  }

 private:
  [[nodiscard]] bool has_halved_chroma() const {
    const auto& components = picture_.components;
    const PlaneShape halved = chroma_shape(picture_.size, true);
    return components.size() == 1 || (components.back().plane.width() == halved.width &&
                                      components.back().plane.height() == halved.height);
  }

  PlanarPicture picture_;
  std::optional<PlanarPicture> halved_;
  EncoderSettings encoder_;
  std::span<const std::byte> profile_;
};

/// At the quality asked for, or at the highest that keeps within --max-bytes.
Attempt encode(PlanesAtQualities& planes, const AddMetadata& add_metadata,
               const TaskSettings& settings, Made& made) {
  const auto at = [&](int quality) {
    Result<Bytes> bytes = planes.at(quality);
    return bytes ? Result<Bytes>(add_metadata(std::move(*bytes))) : std::move(bytes);
  };
  if (settings.max_bytes == 0) {
    Result<Bytes> bytes = at(asked_quality(ImageFormat::jpeg, settings));
    if (!bytes) {
      return std::move(bytes).error();
    }
    made.bytes = std::move(*bytes);
    return success();
  }
  const FallingQualities qualities = falling_qualities(ImageFormat::jpeg, settings);
  Result<Fitted> fitted = encode_within(settings.max_bytes, qualities, at);
  if (!fitted) {
    return std::move(fitted).error();
  }
  made.bytes = std::move(fitted->bytes);
  if (fitted->quality != qualities.each.front()) {
    made.notes.push_back(lowered_to(fitted->quality));
  }
  return success();
}

}  // namespace

Result<std::optional<Made>> encode_in_planes(const Source& source, const TaskSettings& settings) {
  const std::optional<Made> handed_on;
  const PixelSize source_size = upright(source.facts.size, source.facts.orientation);
  const Layout wanted = layout(source_size, settings.resize);
  const std::optional<Region> part = part_of(wanted, settings.resize);
  const bool cuts_turned = stays_turned(source, settings) && wanted.canvas != wanted.scaled;
  if (!is_for_planes(source.facts, settings) || !part || cuts_turned) {
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
  const auto shrink =
      static_cast<unsigned>(shrink_on_load(ImageFormat::jpeg, source_size, wanted.scaled));
  const bool halved =
      halves_chroma(settings.encoder.chroma, asked_quality(ImageFormat::jpeg, settings));
  const bool stays = stays_turned(source, settings);
  const PixelSize stored = stays ? upright(wanted.canvas, source.facts.orientation) : wanted.canvas;
  Reshaped reshaped({stays ? 1 : source.facts.orientation, *part, stored, settings.resize.kernel},
                    halved);
  if (Attempt decoded =
          reader.decode(shrink, [&](Component component) { reshaped.add(std::move(component)); });
      !decoded) {
    return std::move(decoded).error();
  }
  std::optional<PlanarPicture> picture = reshaped.take();
  if (!picture) {
    return handed_on;
  }
  PlanesAtQualities planes(std::move(*picture), settings, *profile);
  Made made;
  made.format = ImageFormat::jpeg;
  made.lane = Lane::planes;
  made.size = wanted.canvas;
  made.only_if_smaller = wanted.canvas == source_size;
  const AddMetadata add_metadata = [&](Bytes bytes) {
    return with_kept_blocks(std::move(bytes), source, settings, stored, made.notes);
  };
  if (Attempt encoded = encode(planes, add_metadata, settings, made); !encoded) {
    return std::move(encoded).error();
  }
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
