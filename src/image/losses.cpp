// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/losses.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace pixherd {
namespace {

/// What of the metadata is lost on the way to `output`.
std::string uncarried(const SourceFacts& source, ImageFormat output) {
  const MetadataFacts& metadata = source.metadata;
  const bool comments = source.jpeg.comments && output != ImageFormat::jpeg;
  const std::string parts = !metadata.uncarried_parts.empty() ? metadata.uncarried_parts
                            : output == ImageFormat::gif      ? "a GIF has no place for it"
                            : comments                        ? "the comments of the JPEG"
                            : metadata.unread_xmp             ? "XMP that is not read"
                                                              : "a second EXIF";
  return "some metadata cannot be carried over: " + parts;
}

class Collector {
 public:
  void add_if(bool lost, LossKind kind, ReasonCode code, std::string message) {
    if (lost) {
      losses_.push_back({kind, {code, std::move(message)}});
    }
  }
  std::vector<Loss> take() { return std::move(losses_); }

 private:
  std::vector<Loss> losses_;
};

/// Further pictures and data that stand beside the one that is worked on.
void add_companions(Collector& lost, const SourceFacts& source) {
  lost.add_if(source.animated_png, LossKind::apng, ReasonCode::animated_png,
              "the animation of the PNG is lost");
  lost.add_if(source.avif.image_sequence, LossKind::animation, ReasonCode::multi_page,
              "the frames of the AVIF are lost");
  lost.add_if(source.gain_map, LossKind::gain_map, ReasonCode::multi_picture,
              "the gain map (HDR) is lost");
  lost.add_if(source.jpeg.multi_picture && !source.gain_map, LossKind::mpo,
              ReasonCode::multi_picture, "the further pictures in the file are lost");
  lost.add_if(source.trailing_bytes != 0 && !source.jpeg.multi_picture && !source.gain_map,
              LossKind::trailer, ReasonCode::trailing_data,
              fmt::format("{} bytes behind the end of the image are lost", source.trailing_bytes));
}

void add_frames(Collector& lost, const SourceFacts& source, ImageFormat output) {
  const bool animated = !source.delays_ms.empty();
  lost.add_if(
      source.frames > 1 && !holds_frames(output), animated ? LossKind::animation : LossKind::pages,
      ReasonCode::multi_page,
      fmt::format("only the first of {} {} is kept", source.frames, animated ? "frames" : "pages"));
  lost.add_if(source.tiff.unlike_pages && holds_frames(output), LossKind::pages,
              ReasonCode::multi_page,
              fmt::format("the {} pages are unlike: only the first is kept", source.frames));
  lost.add_if(source.frames > 1 && !animated && !source.tiff.unlike_pages && holds_frames(output) &&
                  output != ImageFormat::tiff,
              LossKind::pages, ReasonCode::multi_page,
              fmt::format("the {} pages become the frames of an animation", source.frames));
  lost.add_if(source.tiff.pages_of_unlike_use && !source.tiff.unlike_pages && holds_frames(output),
              LossKind::pages, ReasonCode::multi_page,
              "the pages are of unlike use or resolution: that is lost");
  lost.add_if(source.frames > 1 && animated && output == ImageFormat::tiff, LossKind::animation,
              ReasonCode::multi_page, "the timing of the animation is lost");
}

void add_samples(Collector& lost, const SourceFacts& source, const TaskSettings& settings) {
  const std::uint32_t most = source.format == ImageFormat::jpeg
                                 ? 8
                                 : written_bits(settings.output_format(source.format), settings);
  lost.add_if(source.bits > most && most < 16, LossKind::depth, ReasonCode::depth_lost,
              fmt::format("{} bits a sample become {}", source.bits, most));
  lost.add_if(source.bits > 16 && most == 16, LossKind::depth, ReasonCode::depth_lost,
              fmt::format("{} bits a sample are converted", source.bits));
  lost.add_if(source.cmyk, LossKind::cmyk, ReasonCode::colour_model, "CMYK is converted to sRGB");
  lost.add_if(source.tiff.lab, LossKind::cmyk, ReasonCode::colour_model,
              "CIELAB is converted to sRGB of 8 bits");
  lost.add_if(source.tiff.unexplained_extra, LossKind::cmyk, ReasonCode::colour_model,
              "a channel of unknown meaning is taken for transparency, or lost");
}

/// Of what is to be kept. A TIFF tells in tags of its own what others tell in EXIF, and no TIFF is
/// written with those.
bool loses_kept_metadata(const SourceFacts& source, MetadataSet kept, ImageFormat output) {
  if (kept.icc_at_most()) {
    return false;
  }
  const bool tiff_to_tiff = source.format == ImageFormat::tiff && output == ImageFormat::tiff;
  return (source.metadata.unread_xmp && kept.contains(MetadataKind::xmp)) ||
         (source.metadata.unread_exif && kept.contains(MetadataKind::exif)) ||
         (source.jpeg.comments && output != ImageFormat::jpeg &&
          kept.contains(MetadataKind::other)) ||
         (source.metadata.uncarried && (kept.contains(MetadataKind::other) || tiff_to_tiff));
}

/// JPEG and PNG are put together from the source's own parts.
bool is_put_together(ImageFormat format) {
  return format == ImageFormat::jpeg || format == ImageFormat::png;
}

/// A file that is written again loses what cannot be carried even where that was to go: then it is
/// filtered first. Another format is given just what is to be kept.
bool loses_metadata_without_loss(const SourceFacts& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.format);
  return output == source.format ? source.metadata.uncarried && !is_put_together(source.format)
                                 : loses_kept_metadata(source, settings.metadata, output);
}

/// JPEG is given the shape of the source's pixels, PNG and TIFF the dots in a length, by libvips,
/// which does not turn them with the picture.
bool tells_pixel_shape(const SourceFacts& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.format);
  const bool turned = source.orientation >= 5;
  return keeps_proportions(settings.resize) &&
         (output == ImageFormat::jpeg ||
          ((output == ImageFormat::png || output == ImageFormat::tiff) &&
           source.jpeg.pixel_shape.unit != 0 && !turned));
}

void add_metadata(Collector& lost, const SourceFacts& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.format);
  lost.add_if(source.uncarried_colour, LossKind::metadata, ReasonCode::metadata_lost,
              kUncarriedColour);
  lost.add_if(source.jpeg.incomplete_profile, LossKind::metadata, ReasonCode::metadata_lost,
              "the colour profile is incomplete and is dropped");
  lost.add_if(!settings.metadata.icc_at_most() && source.tiff.pages_of_unlike_metadata &&
                  !source.tiff.unlike_pages && holds_frames(output),
              LossKind::metadata, ReasonCode::metadata_lost,
              "each page has metadata of its own: all get the first's");
  const bool may_lose_profile = output == ImageFormat::gif && source.format != ImageFormat::gif &&
                                settings.metadata.holds_all();
  lost.add_if(may_lose_profile || loses_kept_metadata(source, settings.metadata, output),
              LossKind::metadata, ReasonCode::metadata_lost, uncarried(source, output));
}

}  // namespace

bool keeps_proportions(const Resize& resize) {
  return resize.fit != Fit::fill || resize.width == 0 || resize.height == 0;
}

bool holds_frames(ImageFormat format) {
  return format == ImageFormat::webp || format == ImageFormat::gif || format == ImageFormat::tiff;
}

std::uint32_t written_bits(ImageFormat format, const TaskSettings& settings) {
  switch (format) {
    case ImageFormat::png: return makes_lossy(settings, format) ? 8 : 16;  // a palette has 8
    case ImageFormat::tiff: return 16;
    case ImageFormat::avif: return settings.encoder.bit_depth;
    case ImageFormat::jpeg:
    case ImageFormat::webp:
    case ImageFormat::gif: break;
  }
  return 8;
}

bool stores_grey(ImageFormat format, const TaskSettings& settings) {
  return format == ImageFormat::jpeg || format == ImageFormat::tiff ||
         (format == ImageFormat::png && !makes_lossy(settings, format));
}

bool holds_profile(ImageFormat format) { return format != ImageFormat::gif; }

std::vector<Loss> losses(const SourceFacts& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.format);
  Collector lost;
  add_companions(lost, source);
  lost.add_if(source.gif.opaque_clear_parts, LossKind::alpha, ReasonCode::alpha_lost,
              "what the frames of the GIF leave clear becomes opaque");
  lost.add_if(source.tiff.pictures_below, LossKind::pages, ReasonCode::multi_page,
              "the pictures below the pages of the TIFF are lost");
  lost.add_if(!source.jpeg.pixel_shape.square() && !tells_pixel_shape(source, settings),
              LossKind::metadata, ReasonCode::metadata_lost,
              "the pixels are not square, and that is lost");
  if (settings.lossless) {
    lost.add_if(source.tiff.unlike_pages || source.tiff.pages_of_unlike_use, LossKind::pages,
                ReasonCode::multi_page, "the pages of the TIFF are unlike");
    lost.add_if(source.tiff.pages_of_unlike_metadata, LossKind::metadata, ReasonCode::metadata_lost,
                "each page of the TIFF has metadata of its own");
    lost.add_if(
        output == source.format && source.lossless_coding && !source.tiff.unwritable.empty(),
        LossKind::metadata, ReasonCode::metadata_lost,
        fmt::format("{} cannot be written again as it is", source.tiff.unwritable));
    lost.add_if(loses_metadata_without_loss(source, settings), LossKind::metadata,
                ReasonCode::metadata_lost, uncarried(source, output));
    return lost.take();
  }
  add_frames(lost, source, output);
  add_samples(lost, source, settings);
  add_metadata(lost, source, settings);
  return lost.take();
}

bool can_be_allowed(LossKind kind, const TaskSettings& settings) {
  // Without loss a TIFF is written again with all its pages or not at all, an AVIF of frames never.
  return !settings.lossless || (kind != LossKind::pages && kind != LossKind::animation);
}

bool forbids_work(const Loss& loss, const SourceFacts& source, const TaskSettings& settings) {
  if (settings.allowed_losses.contains(loss.kind) && can_be_allowed(loss.kind, settings)) {
    return false;
  }
  const bool converts = settings.output_format(source.format) != source.format;
  const bool noted_without_loss =
      loss.kind == LossKind::metadata && (converts || is_put_together(source.format));
  if (settings.replaces_source || (settings.lossless && !noted_without_loss)) {
    return true;
  }
  return loss.kind == LossKind::apng && settings.output_format(source.format) == ImageFormat::png;
}

Reason not_done(Reason reason) {
  reason.message.insert(0, "not done, since ");
  return reason;
}

Reason unless_allowed(Reason reason, LossKind kind) {
  reason = not_done(std::move(reason));
  reason.message += fmt::format("; --allow-loss={} would allow it", name(kind));
  return reason;
}

}  // namespace pixherd
