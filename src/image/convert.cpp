// SPDX-License-Identifier: Apache-2.0
#include "convert.hpp"

#include <fmt/format.h>

#include <utility>

#include "colours.hpp"
#include "load.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "reshape.hpp"
#include "save.hpp"
#include "verify.hpp"

namespace pixherd {
namespace {

/// What is known once the header has been opened, before any pixel.
struct Shape {
  bool all_frames = false;
  PixelSize stored;  ///< one frame, before it is turned
  PixelSize upright_source;
  PixelSize target;  ///< upright
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
  shape.stored = frame_size(*header);
  shape.upright_source = upright(shape.stored, static_cast<std::uint32_t>(orientation_of(*header)));
  shape.target = resized(shape.upright_source, settings.resize);
  return shape;
}

Result<Image> open(const Source& source, const Shape& shape) {
  const bool turned = shape.upright_source != shape.stored;
  const PixelSize wanted =
      turned ? PixelSize{shape.target.height, shape.target.width} : shape.target;
  LoadOptions options{.all_frames = shape.all_frames};
  if (!shape.all_frames) {
    options.shrink = shrink_on_load(source.facts.format, shape.stored, wanted);
  }
  return load(source.bytes, source.facts.format, options);
}

/// The recipe from the decoder to the pixels that are to be encoded.
Result<Image> prepare(const Source& source, const TaskSettings& settings, const Shape& shape,
                      std::vector<std::string>& notes) {
  const ImageFormat output = settings.output_format(source.facts.format);
  const ColourTarget colours{
      .keeps_profile = settings.metadata != Metadata::none && holds_profile(output),
      .holds_16_bits = holds_16_bits(output)};
  Result<Image> now = open(source, shape);
  if (now) {
    now = inks_to_srgb(*now);
  }
  if (now) {
    now = reshape(*now, shape.target);
  }
  if (now) {
    now = to_output_colours(*now, colours, notes);
  }
  if (now && output == ImageFormat::jpeg) {
    now = flatten(*now);
  }
  return now;
}

/// Transparency that JPEG cannot hold, and GIF only in part; known only once every pixel has been
/// looked at.
Result<bool> loses_alpha(const Source& source, ImageFormat output) {
  const bool holds_less =
      output == ImageFormat::jpeg || (output == ImageFormat::gif && source.facts.format != output);
  if (!holds_less || !source.facts.alpha) {
    return false;
  }
  const Result<double> least = least_alpha(source.bytes, source.facts.format);
  return least ? Result<bool>(*least < 1) : Result<bool>(least.error());
}

/// A failure while saving may be the decoder's, which works at the same time: its word counts.
Error blame(const Source& source, Error failure) {
  Attempt decoded = decode_in_full(source.bytes, source.facts.format);
  return decoded ? std::move(failure) : std::move(decoded).error();
}

}  // namespace

Result<Attempted> convert(const Source& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.facts.format);
  Made made;
  made.format = output;
  const Result<bool> alpha_lost = loses_alpha(source, output);
  if (!alpha_lost) {
    return alpha_lost.error();
  }
  if (*alpha_lost && settings.replaces_source) {
    return Attempted(Reason{ReasonCode::alpha_lost,
                            fmt::format("{} cannot hold the transparency", title(output))});
  }
  if (*alpha_lost) {
    made.notes.emplace_back(output == ImageFormat::jpeg ? "transparency is laid on white"
                                                        : "transparency is all or nothing");
  }

  const Result<Shape> shape = shape_of(source, settings);
  if (!shape) {
    return shape.error();
  }
  const Result<Image> image = prepare(source, settings, *shape, made.notes);
  if (!image) {
    return blame(source, image.error());
  }
  Result<Bytes> bytes = save(*image, save_options(output, settings));
  if (!bytes) {
    return blame(source, bytes.error());
  }
  made.bytes = std::move(*bytes);
  made.size = shape->target;
  made.only_if_smaller = output == source.facts.format && shape->target == shape->upright_source;

  const Expected expected{.format = output,
                          .size = shape->target,
                          .frames = static_cast<std::uint32_t>(frames_of(*image)),
                          .alpha = has_alpha(*image)};
  if (Attempt same = verify(made.bytes, expected, source, settings.replaces_source); !same) {
    return std::move(same).error();
  }
  if (settings.metadata == Metadata::all && loses_metadata(*image, made.bytes, output)) {
    if (settings.replaces_source) {
      return Attempted(Reason{ReasonCode::metadata_lost, "some metadata cannot be carried over"});
    }
    made.notes.emplace_back("some metadata cannot be carried over");
  }
  return Attempted(std::move(made));
}

}  // namespace pixherd
