// SPDX-License-Identifier: Apache-2.0
#include "convert.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <variant>

#include "colours.hpp"
#include "load.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "pixherd/image/verify.hpp"
#include "pixherd/image/xmp.hpp"
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
  shape.turned = orientation_of(*header) != 1;
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

/// The recipe from the decoder to the pixels that are to be encoded.
Result<Image> prepare(const Source& source, const TaskSettings& settings, const Shape& shape,
                      std::vector<std::string>& notes) {
  const ImageFormat output = settings.output_format(source.facts.format);
  const ColourTarget colours{
      .keeps_profile = settings.metadata.contains(MetadataKind::icc) && holds_profile(output),
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
std::string_view lost_alpha(ImageFormat source, ImageFormat output) {
  if (output == ImageFormat::jpeg) {
    return "transparency is laid on white";
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
  const std::string_view loss = lost_alpha(source.facts.format, options.format);
  if (has_alpha(settled->image) && !loss.empty()) {
    if (settings.replaces_source && !settings.allowed_losses.contains(LossKind::alpha)) {
      return Settled(
          unless_allowed({ReasonCode::alpha_lost,
                          fmt::format("{} cannot hold the transparency", title(options.format))},
                         LossKind::alpha));
    }
    notes.emplace_back(loss);
  }
  Result<Image> opaque =
      options.format == ImageFormat::jpeg ? flatten(settled->image) : share(settled->image);
  return opaque ? Result<Settled>(Picture{std::move(*opaque), settled->hidden}) : opaque.error();
}

}  // namespace

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

namespace {

/// A failure while saving may be the decoder's, which works at the same time: its word counts.
Error blame(const Source& source, Error failure) {
  Attempt decoded = decode_in_full(source.bytes, source.facts.format);
  return decoded ? std::move(failure) : std::move(decoded).error();
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
  Result<Bytes> bytes = save(picture.image, options);
  if (!bytes) {
    return blame(source, std::move(bytes).error());
  }
  made.bytes = std::move(*bytes);
  made.size = shape->target;
  made.only_if_smaller = output == source.facts.format && shape->target == shape->upright_source;

  const Expected expected{.format = output,
                          .size = shape->target,
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
