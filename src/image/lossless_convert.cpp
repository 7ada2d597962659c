// SPDX-License-Identifier: Apache-2.0
#include "lossless_convert.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "colours.hpp"
#include "convert.hpp"
#include "kept_fields.hpp"
#include "load.hpp"
#include "lossless_png.hpp"
#include "open_jpeg.hpp"
#include "pixels_in.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "same_animation.hpp"
#include "save.hpp"

namespace pixherd {
namespace {

/// A GIF of one frame has a time too, which means nothing.
bool is_animation(const SourceFacts& facts) { return facts.frames > 1 && !facts.delays_ms.empty(); }

/// Of an AVIF, which has no 16 bits.
std::uint8_t depth_for(const SourceFacts& source) {
  return source.bits == 10 || source.bits == 12 ? static_cast<std::uint8_t>(source.bits) : 8;
}

/// What tells from the structure alone that a format cannot hold the picture.
std::optional<Reason> unfit(const SourceFacts& source, ImageFormat output) {
  const bool animated = is_animation(source);
  const auto cannot = [&](ReasonCode code, std::string_view what) {
    return Reason{code, fmt::format("{} cannot hold {}", title(output), what)};
  };
  if (output == ImageFormat::jpeg) {
    return cannot(ReasonCode::pixels_changed, "the very same pixels");
  }
  if (source.cmyk || source.tiff.lab || source.tiff.unexplained_extra) {
    return cannot(ReasonCode::colour_model, "the source's colour model");
  }
  if (source.frames > 1 && !(animated ? holds_frames(output) && output != ImageFormat::tiff
                                      : output == ImageFormat::tiff)) {
    return cannot(
        ReasonCode::multi_page,
        fmt::format("{} {}", source.frames, animated ? "frames and their times" : "pages"));
  }
  TaskSettings deepest;
  deepest.encoder.bit_depth = depth_for(source);
  if (source.bits > 8 && source.bits > written_bits(output, deepest)) {
    return cannot(ReasonCode::depth_lost, fmt::format("{} bits a sample", source.bits));
  }
  return std::nullopt;
}

bool has_field(const Image& image, const char* field) {
  return vips_image_get_typeof(image.get(), field) != 0;
}

/// What would make the same samples look otherwise, or what of that is told and done.
std::optional<Reason> unlike_colours(const Image& image, const SourceFacts& source,
                                     const TaskSettings& settings, ImageFormat output,
                                     std::vector<std::string>& notes) {
  if (has_grey_profile(image) && holds_profile(output) && !stores_grey(output, settings)) {
    return Reason{ReasonCode::colour_model,
                  fmt::format("{} cannot hold grey with a colour profile", title(output))};
  }
  const bool no_profile = has_field(image, VIPS_META_ICC_NAME) && !holds_profile(output);
  if (!no_profile && !source.uncarried_colour) {
    return std::nullopt;
  }
  // Lossy work carries out the profile that it drops, and nothing of other means to tell colours.
  const bool done_beside = !settings.replaces_source && !no_profile;
  if (done_beside || settings.allowed_losses.contains(LossKind::metadata)) {
    notes.push_back(no_profile ? fmt::format("{} cannot hold the colour profile", title(output))
                               : kUncarriedColour);
    return std::nullopt;
  }
  return unless_allowed(
      {ReasonCode::metadata_lost, fmt::format("{} cannot hold the colour space", title(output))},
      LossKind::metadata);
}

/// The samples mean nothing without the profile.
MetadataSet kept_with(const TaskSettings& settings) {
  MetadataSet kept = settings.metadata;
  kept.insert(MetadataKind::icc);
  return kept;
}

Result<Image> open_as_stored(const Source& source, const TaskSettings& settings) {
  const LoadOptions options{.all_frames = source.facts.frames > 1, .sequential = false};
  return source.facts.format == ImageFormat::jpeg
             ? open_jpeg(source, settings, options)
             : load(source.bytes, source.facts.format, options);
}

/// The picture as it is to be stored, with what is to be kept beside it: upright, or as the source
/// is where its tag is to be kept. In memory, since it is asked for more than once.
Result<Image> picture_to_write(const Source& source, const TaskSettings& settings,
                               std::vector<std::string>& notes) {
  const ImageFormat output = settings.output_format(source.facts.format);
  const Result<Image> image = open_as_stored(source, settings);
  if (!image) {
    return image.error();
  }
  const bool stays =
      is_turned_by_tag(orientation_of(*image), frames_of(*image), settings.metadata, output, notes);
  const bool turns = !stays && orientation_of(*image) != 1;
  const Result<Image> turned =
      turns ? Operation("autorot").set("in", *image).image() : share(*image);
  const Result<Image> held = turned ? in_memory(*turned) : turned.error();
  return held ? with_kept_fields(*held, source, kept_with(settings), output, notes) : held.error();
}

Result<std::optional<Bytes>> write_in(ImageFormat output, const Image& image, const Pixels& pixels,
                                      const SourceFacts& source, const TaskSettings& settings) {
  if (output == ImageFormat::png) {
    return small_png(image, pixels, kept_with(settings), settings.encoder);
  }
  SaveOptions options = lossless_options(output, settings.encoder);
  options.metadata = kept_with(settings);
  options.depth = depth_for(source);
  Result<Bytes> bytes = save(image, options);
  return bytes ? Result<std::optional<Bytes>>(std::move(*bytes)) : bytes.error();
}

bool holds_the_same(const Bytes& made, ImageFormat format, const Pixels& pixels,
                    const SourceFacts& source, int orientation) {
  const Result<SourceFacts> facts = read_source_facts(made, format);
  if (!facts || facts->orientation != static_cast<std::uint32_t>(orientation)) {
    return false;
  }
  const Result<Pixels> decoded = decode_pixels(made, format);
  if (!decoded) {
    return false;
  }
  return is_animation(source) ? (is_still(*decoded) || facts->loop_count == source.loop_count) &&
                                    same_animation({*decoded, facts->delays_ms},
                                                   {pixels, delays_in(format, source.delays_ms)})
                              : same_picture(*decoded, pixels);
}

}  // namespace

Result<Attempted> convert_losslessly(const Source& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.facts.format);
  if (std::optional<Reason> reason = unfit(source.facts, output)) {
    return Attempted(std::move(*reason));
  }
  Made made;
  const Result<Image> image = picture_to_write(source, settings, made.notes);
  if (!image) {
    return image.error();
  }
  if (std::optional<Reason> reason =
          unlike_colours(*image, source.facts, settings, output, made.notes)) {
    return Attempted(std::move(*reason));
  }
  const Result<Pixels> pixels = pixels_in(*image);
  if (!pixels) {
    return pixels.error();
  }
  Result<std::optional<Bytes>> bytes = write_in(output, *image, *pixels, source.facts, settings);
  if (!bytes) {
    return std::move(bytes).error();
  }
  if (!*bytes || !holds_the_same(**bytes, output, *pixels, source.facts, orientation_of(*image))) {
    return Attempted(
        Reason{ReasonCode::pixels_changed,
               fmt::format("{} does not come out with the very same pixels", title(output))});
  }
  if (is_animation(source.facts) &&
      delays_in(output, source.facts.delays_ms) != source.facts.delays_ms) {
    made.notes.emplace_back(kDelaysToldAsShown);
  }
  made.bytes = std::move(**bytes);
  made.format = output;
  made.size = upright(source.facts.size, source.facts.orientation);
  made.only_if_smaller = output == source.facts.format;
  return keep_or_tell(std::move(made), *image, settings);
}

}  // namespace pixherd
