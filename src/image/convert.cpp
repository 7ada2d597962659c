// SPDX-License-Identifier: Apache-2.0
#include "convert.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <variant>

#include "canvas.hpp"
#include "clear_parts.hpp"
#include "colours.hpp"
#include "frames.hpp"
#include "kept_fields.hpp"
#include "load.hpp"
#include "open_jpeg.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "pixherd/image/verify.hpp"
#include "reduce_colours.hpp"
#include "reshape.hpp"
#include "same_animation.hpp"
#include "save.hpp"
#include "save_within.hpp"
#include "told_density.hpp"

namespace pixherd {
namespace {

/// What is known once the header has been opened, before any pixel.
struct Shape {
  bool all_frames = false;
  int orientation = 1;      ///< EXIF
  bool turns_back = false;  ///< stored as the source is, the tag kept
  PixelSize stored;         ///< one frame, before it is turned
  PixelSize upright_source;
  Layout layout;  ///< upright
  [[nodiscard]] bool lays_out() const {
    return layout.scaled.width < layout.canvas.width || layout.scaled.height < layout.canvas.height;
  }
};

Result<Shape> shape_of(const Source& source, const TaskSettings& settings,
                       std::vector<std::string>& notes) {
  Shape shape;
  shape.all_frames = takes_all_frames(source.facts, settings.output_format(source.facts.format));
  const Result<Image> header =
      load(source.bytes, source.facts.format, {.all_frames = shape.all_frames});
  if (!header) {
    return header.error();
  }
  shape.orientation = orientation_of(*header);
  shape.turns_back = is_turned_by_tag(shape.orientation, frames_of(*header), settings.metadata,
                                      settings.output_format(source.facts.format), notes);
  shape.stored = frame_size(*header);
  shape.upright_source = upright(shape.stored, static_cast<std::uint32_t>(shape.orientation));
  shape.layout = layout(shape.upright_source, settings.resize);
  return shape;
}

Result<Image> open(const Source& source, const Shape& shape, const TaskSettings& settings) {
  const bool turned = shape.upright_source != shape.stored;
  const PixelSize scaled = shape.layout.scaled;
  const PixelSize wanted = turned ? PixelSize{scaled.height, scaled.width} : scaled;
  LoadOptions options{.all_frames = shape.all_frames};
  // A decoder that shrinks averages, which "nearest" is asked for to avoid.
  if (!shape.all_frames && settings.resize.kernel != Kernel::nearest) {
    options.shrink = shrink_on_load(source.facts.format, shape.stored, wanted);
  }
  return source.facts.format == ImageFormat::jpeg
             ? open_jpeg(source, settings, options)
             : load(source.bytes, source.facts.format, options);
}

/// The background wherever the canvas is larger than the picture.
Result<Image> lay_out(const Image& image, const Shape& shape, const TaskSettings& settings,
                      ImageFormat output, std::vector<std::string>& notes) {
  if (!shape.lays_out()) {
    return share(image);
  }
  const Colour background = background_for(output, settings.background);
  if (background != settings.background) {
    notes.push_back(
        fmt::format("the background is opaque: {} holds no transparency", title(output)));
  }
  return map_frames(image, [&](const Image& frame) {
    const Result<Image> able = able_to_hold(frame, background);
    return able ? lay_on_canvas(*able, shape.layout.canvas, settings.resize.position, background)
                : Result<Image>(able.error());
  });
}

ColourTarget colours_for(const Image& image, const Shape& shape, const TaskSettings& settings,
                         ImageFormat output) {
  const bool shows_background =
      shape.lays_out() || (output == ImageFormat::jpeg && has_alpha(image));
  return {.keeps_profile = settings.metadata.contains(MetadataKind::icc) && holds_profile(output),
          .holds_16_bits = written_bits(output, settings) > 8,
          .wants_16_bits = output == ImageFormat::avif && written_bits(output, settings) > 8,
          .stores_grey = stores_grey(output, settings),
          .adds_colour = shows_background && !settings.background.is_grey()};
}

/// The recipe from the decoder to the pixels that are to be encoded.
Result<Image> prepare(Result<Image> decoded, const Source& source, const TaskSettings& settings,
                      const Shape& shape, std::vector<std::string>& notes) {
  const ImageFormat output = settings.output_format(source.facts.format);
  Result<Image> now = std::move(decoded);
  if (now) {
    now = inks_to_srgb(*now);
  }
  if (now) {
    now = without_further_channels(*now);
  }
  if (now) {
    now = reshape(*now, shape.layout, settings.resize);
  }
  if (now) {
    now = to_output_colours(*now, colours_for(*now, shape, settings, output), notes);
  }
  if (now) {
    now = lay_out(*now, shape, settings, output, notes);
  }
  if (now) {
    now = with_kept_fields(*now, source, settings.metadata, output, notes);
  }
  if (now && shape.turns_back) {
    now = turned_back(*now, shape.orientation);
  }
  return now;
}

/// These encoders take the whole picture at once, or cannot hold transparency: whether there is
/// any is looked at first. The others write strip by strip what comes.
bool settles_alpha(const SaveOptions& options) {
  return options.palette ||
         (options.format != ImageFormat::png && options.format != ImageFormat::tiff);
}

/// What is left of transparency in formats that hold less of it; nothing where all of it fits.
std::string lost_alpha(ImageFormat source, ImageFormat output, const Colour& background) {
  if (output == ImageFormat::jpeg) {
    return fmt::format("transparency is laid on {}", in_words(background));
  }
  return output == ImageFormat::gif && source != output ? "transparency is all or nothing" : "";
}

/// What goes to the encoder, or why nothing may.
struct Picture {
  Image image;
  double hidden = 0;  ///< by its alpha, from 0 to 1
};
using Settled = std::variant<Picture, Reason>;

Result<Settled> settle(const Image& image, const Source& source, const TaskSettings& settings,
                       const SaveOptions& options, std::vector<std::string>& notes) {
  Result<SettledAlpha> settled =
      settles_alpha(options) ? settle_alpha(image) : SettledAlpha{share(image)};
  if (!settled) {
    return std::move(settled).error();
  }
  std::string loss = lost_alpha(source.facts.format, options.format, settings.background);
  if (has_alpha(settled->image) && !loss.empty()) {
    if (settings.replaces_source && !settings.allowed_losses.contains(LossKind::alpha)) {
      return Settled(
          unless_allowed({ReasonCode::alpha_lost,
                          fmt::format("{} cannot hold the transparency", title(options.format))},
                         LossKind::alpha));
    }
    notes.push_back(std::move(loss));
  }
  Result<Image> opaque = options.format == ImageFormat::jpeg
                             ? flatten_on(settled->image, settings.background)
                             : share(settled->image);
  return opaque ? Result<Settled>(Picture{std::move(*opaque), settled->hidden}) : opaque.error();
}

/// A failure while saving may be the decoder's, which works at the same time: its word counts.
Error blame(const Source& source, Error failure) {
  Attempt decoded = decode_in_full(source.bytes, source.facts.format);
  if (decoded) {
    return failure;
  }
  return std::move(decoded).error();
}

/// In as many colours as were asked for, where the encoder cannot count them.
Result<Image> in_few_colours(const Image& picture, ImageFormat output,
                             const EncoderSettings& encoder) {
  if (!is_between_palettes(output, encoder.colours)) {
    return share(picture);
  }
  return reduce_colours(picture, output, encoder.colours,
                        encoder.dither_percent.value_or(100) / 100.0);
}

/// True where the encoder made a still of several frames.
bool became_still(const Image& picture, const Made& made) {
  if (frames_of(picture) == 1) {
    return false;
  }
  const Result<SourceFacts> facts = read_source_facts(made.bytes, made.format);
  return facts && facts->frames == 1;
}

/// That is right where all of them are equal. Where they hardly differ a lossy encoder does it,
/// too.
std::optional<Reason> against_still(const Source& source, const TaskSettings& settings,
                                    std::vector<std::string>& notes) {
  const Result<Pixels> before = decode_pixels(source.bytes, source.facts.format);
  if (before && is_still(*before)) {
    return std::nullopt;
  }
  std::string message = "its frames hardly differ, and the encoder makes one picture of them";
  if (settings.replaces_source && !settings.allowed_losses.contains(LossKind::animation)) {
    return unless_allowed({ReasonCode::multi_page, std::move(message)}, LossKind::animation);
  }
  notes.push_back(std::move(message));
  return std::nullopt;
}

}  // namespace

bool takes_all_frames(const SourceFacts& source, ImageFormat output) {
  return source.frames > 1 && !source.tiff.unlike_pages && holds_frames(output);
}

Result<Image> decode_once(const Source& source, const TaskSettings& largest) {
  std::vector<std::string> notes;  // which each output makes for itself
  const Result<Shape> shape = shape_of(source, largest, notes);
  if (!shape) {
    return shape.error();
  }
  const Result<Image> opened = open(source, *shape, largest);
  return opened ? in_memory(*opened) : opened.error();
}

Result<Encoding> encode_converted(const Source& source, const TaskSettings& settings,
                                  const Image* decoded) {
  const ImageFormat output = settings.output_format(source.facts.format);
  const SaveOptions options = save_options(output, settings);
  Made made;
  made.format = output;
  const Result<Shape> shape = shape_of(source, settings, made.notes);
  if (!shape) {
    return shape.error();
  }
  const Result<Image> prepared =
      prepare(decoded != nullptr ? share(*decoded) : open(source, *shape, settings), source,
              settings, *shape, made.notes);
  if (!prepared) {
    return blame(source, prepared.error());
  }
  Result<Settled> settled = settle(*prepared, source, settings, options, made.notes);
  if (!settled) {
    return blame(source, std::move(settled).error());
  }
  if (auto* reason = std::get_if<Reason>(&*settled)) {
    return Encoding(std::move(*reason));
  }
  Picture& picture = std::get<Picture>(*settled);
  made.size = shape->layout.canvas;
  made.only_if_smaller =
      output == source.facts.format && shape->layout.canvas == shape->upright_source;
  const Result<Image> coloured = in_few_colours(picture.image, output, settings.encoder);
  const bool turned = shape->orientation >= 5 && !shape->turns_back;
  const auto finish = [&](Bytes file) {
    return with_told_density(std::move(file), source, settings, picture.image, turned);
  };
  Result<Bytes> bytes = coloured ? save_within(*coloured, output, settings, finish, made.notes)
                                 : Result<Bytes>(coloured.error());
  if (!bytes) {
    return blame(source, std::move(bytes).error());
  }
  made.bytes = std::move(*bytes);
  if (shape->all_frames && delays_in(output, source.facts.delays_ms) != source.facts.delays_ms) {
    made.notes.emplace_back(kDelaysToldAsShown);
  }
  const bool still = became_still(picture.image, made);
  if (std::optional<Reason> reason =
          still ? against_still(source, settings, made.notes) : std::nullopt) {
    return Encoding(std::move(*reason));
  }

  const auto orientation = static_cast<std::uint32_t>(shape->orientation);
  const Expected expected{
      .format = output,
      .size = shape->turns_back ? upright(made.size, orientation) : made.size,
      .orientation = shape->turns_back ? orientation : 1,
      .frames = still ? 1U : static_cast<std::uint32_t>(frames_of(picture.image)),
      .alpha = has_alpha(picture.image),
      .hidden = picture.hidden};
  return Encoding(Encoded{std::move(made), expected, std::move(picture.image)});
}

Attempted keep_or_tell(Made made, const Image& picture, const TaskSettings& settings) {
  const std::string lost =
      settings.metadata.icc_at_most() ? "" : uncarried_blocks(picture, made.bytes, made.format);
  if (!lost.empty()) {
    std::string message = "some metadata cannot be carried over: " + lost;
    if (settings.replaces_source && !settings.allowed_losses.contains(LossKind::metadata)) {
      return unless_allowed({ReasonCode::metadata_lost, std::move(message)}, LossKind::metadata);
    }
    made.notes.push_back(std::move(message));
  }
  return made;
}

Result<Attempted> convert(const Source& source, const TaskSettings& settings,
                          const Image* decoded) {
  Result<Encoding> encoding = encode_converted(source, settings, decoded);
  if (!encoding) {
    return std::move(encoding).error();
  }
  if (auto* reason = std::get_if<Reason>(&*encoding)) {
    return Attempted(std::move(*reason));
  }
  auto& [made, expected, picture] = std::get<Encoded>(*encoding);
  if (Attempt same = verify(made.bytes, expected, source.facts, settings.wanted_verification());
      !same) {
    return std::move(same).error();
  }
  Result<std::optional<Reason>> seen = against_seen_parts(made, picture, settings);
  if (!seen) {
    return std::move(seen).error();
  }
  if (seen->has_value()) {
    return Attempted(std::move(**seen));
  }
  return keep_or_tell(std::move(made), picture, settings);
}

}  // namespace pixherd
