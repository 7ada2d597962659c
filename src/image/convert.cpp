// SPDX-License-Identifier: Apache-2.0
#include "convert.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <variant>

#include "canvas.hpp"
#include "colours.hpp"
#include "fit_bytes.hpp"
#include "frames.hpp"
#include "load.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "pixherd/image/verify.hpp"
#include "pixherd/image/xmp.hpp"
#include "reduce_colours.hpp"
#include "reshape.hpp"
#include "save.hpp"

namespace pixherd {
namespace {

/// What is known once the header has been opened, before any pixel.
struct Shape {
  bool all_frames = false;
  bool turned = false;  ///< stored otherwise than upright
  PixelSize stored;     ///< one frame, before it is turned
  PixelSize upright_source;
  Layout layout;  ///< upright
  [[nodiscard]] bool lays_out() const {
    return layout.scaled.width < layout.canvas.width || layout.scaled.height < layout.canvas.height;
  }
};

Result<Shape> shape_of(const Source& source, const TaskSettings& settings) {
  Shape shape;
  shape.all_frames = source.facts.frames > 1 && !source.facts.unlike_pages &&
                     holds_frames(settings.output_format(source.facts.format));
  const Result<Image> header =
      load(source.bytes, source.facts.format, {.all_frames = shape.all_frames});
  if (!header) {
    return header.error();
  }
  shape.turned = orientation_of(*header) != 1;
  shape.stored = frame_size(*header);
  shape.upright_source = upright(shape.stored, static_cast<std::uint32_t>(orientation_of(*header)));
  shape.layout = layout(shape.upright_source, settings.resize);
  return shape;
}

Result<Image> open(const Source& source, const Shape& shape, const Resize& how) {
  const bool turned = shape.upright_source != shape.stored;
  const PixelSize scaled = shape.layout.scaled;
  const PixelSize wanted = turned ? PixelSize{scaled.height, scaled.width} : scaled;
  LoadOptions options{.all_frames = shape.all_frames};
  // A decoder that shrinks averages, which "nearest" is asked for to avoid.
  if (!shape.all_frames && how.kernel != Kernel::nearest) {
    options.shrink = shrink_on_load(source.facts.format, shape.stored, wanted);
  }
  return load(source.bytes, source.facts.format, options);
}

/// XMP repeats the orientation that has been carried out.
Result<Image> with_upright_xmp(const Image& image) {
  const void* data = nullptr;
  std::size_t length = 0;
  if (vips_image_get_typeof(image.get(), VIPS_META_XMP_NAME) == 0 ||
      vips_image_get_blob(image.get(), VIPS_META_XMP_NAME, &data, &length) != 0) {
    return share(image);
  }
  const auto packet = with_upright_orientation({static_cast<const char*>(data), length});
  Result<Image> copy = packet ? Operation("copy").set("in", image).image() : share(image);
  if (copy && packet) {
    vips_image_set_blob_copy(copy->get(), VIPS_META_XMP_NAME, packet->data(), packet->size());
  }
  return copy;
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
          .holds_16_bits = written_bits(output, settings.encoder) > 8,
          .adds_colour = shows_background && !settings.background.is_grey()};
}

/// The recipe from the decoder to the pixels that are to be encoded.
Result<Image> prepare(const Source& source, const TaskSettings& settings, const Shape& shape,
                      std::vector<std::string>& notes) {
  const ImageFormat output = settings.output_format(source.facts.format);
  Result<Image> now = open(source, shape, settings.resize);
  if (now) {
    now = inks_to_srgb(*now);
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
  if (now && shape.turned && settings.metadata.contains(MetadataKind::xmp)) {
    now = with_upright_xmp(*now);
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

/// True where `image` has EXIF, XMP or IPTC and the output has not.
bool loses_metadata(const Image& image, const Bytes& output, ImageFormat format) {
  const Result<Image> again = load(output, format, {});
  if (!again) {
    return true;
  }
  for (const char* field : {VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_IPTC_NAME}) {
    if (vips_image_get_typeof(image.get(), field) != 0 &&
        vips_image_get_typeof(again->get(), field) == 0) {
      return true;
    }
  }
  return false;
}

/// A failure while saving may be the decoder's, which works at the same time: its word counts.
Error blame(const Source& source, Error failure) {
  Attempt decoded = decode_in_full(source.bytes, source.facts.format);
  return decoded ? std::move(failure) : std::move(decoded).error();
}

/// In as many colours as were asked for, where the encoder cannot count them.
Result<Image> in_few_colours(const Image& picture, ImageFormat output,
                             const EncoderSettings& encoder) {
  if (!is_between_palettes(output, encoder.colours)) {
    return share(picture);
  }
  return reduce_colours(picture, encoder.colours, encoder.dither_percent.value_or(100) / 100.0);
}

/// Encodes once, or from memory as often as it takes to keep within --max-bytes.
Result<Bytes> save_within(const Image& picture, const TaskSettings& settings, Made& made) {
  if (settings.max_bytes == 0) {
    return save(picture, save_options(made.format, settings));
  }
  const Result<Image> held = in_memory(picture);
  if (!held) {
    return held.error();
  }
  const std::vector<int> qualities = falling_qualities(made.format, settings);
  Result<Fitted> fitted = encode_within(settings.max_bytes, qualities, [&](int quality) {
    return save(*held, save_options(made.format, settings, quality));
  });
  if (!fitted) {
    return std::move(fitted).error();
  }
  if (fitted->quality != qualities.front()) {
    made.notes.push_back(lowered_to(fitted->quality));
  }
  return std::move(fitted->bytes);
}

}  // namespace

Result<Encoding> encode_converted(const Source& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.facts.format);
  const SaveOptions options = save_options(output, settings);
  Made made;
  made.format = output;
  const Result<Shape> shape = shape_of(source, settings);
  if (!shape) {
    return shape.error();
  }
  const Result<Image> prepared = prepare(source, settings, *shape, made.notes);
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
  Result<Bytes> bytes =
      coloured ? save_within(*coloured, settings, made) : Result<Bytes>(coloured.error());
  if (!bytes) {
    return blame(source, std::move(bytes).error());
  }
  made.bytes = std::move(*bytes);

  const Expected expected{.format = output,
                          .size = made.size,
                          .frames = static_cast<std::uint32_t>(frames_of(picture.image)),
                          .alpha = has_alpha(picture.image),
                          .hidden = picture.hidden};
  return Encoding(Encoded{std::move(made), expected, std::move(picture.image)});
}

Result<Attempted> convert(const Source& source, const TaskSettings& settings) {
  Result<Encoding> encoding = encode_converted(source, settings);
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
  if (settings.metadata.holds_all() && loses_metadata(picture, made.bytes, made.format)) {
    if (settings.replaces_source && !settings.allowed_losses.contains(LossKind::metadata)) {
      return Attempted(unless_allowed(
          {ReasonCode::metadata_lost, "some metadata cannot be carried over"}, LossKind::metadata));
    }
    made.notes.emplace_back("some metadata cannot be carried over");
  }
  return Attempted(std::move(made));
}

}  // namespace pixherd
