// SPDX-License-Identifier: Apache-2.0
// Which settings have a bearing on which images.
#include <initializer_list>

#include "pixherd/domain/task_settings.hpp"

namespace pixherd {
namespace {

FormatSet set_of(std::initializer_list<ImageFormat> formats) {
  FormatSet set;
  for (const ImageFormat format : formats) {
    set.insert(format);
  }
  return set;
}

PerFormat asked_for(FormatSet formats, const PerFormat& values) {
  PerFormat asked;
  for (const ImageFormat format : kImageFormats) {
    if (formats.contains(format)) {
      asked.own(format) = values.asked(format);
    }
  }
  return asked;
}

EncoderSettings encoder_for(FormatSet formats, const EncoderSettings& encoder) {
  const auto any = [&](std::initializer_list<ImageFormat> of) {
    return formats.without(set_of(of)) != formats;
  };
  EncoderSettings own;
  own.effort =
      asked_for(formats.without(set_of({ImageFormat::jpeg, ImageFormat::tiff})), encoder.effort);
  if (any({ImageFormat::jpeg, ImageFormat::avif})) {
    own.chroma = encoder.chroma;
  }
  if (any({ImageFormat::jpeg, ImageFormat::png, ImageFormat::gif})) {
    own.scans = encoder.scans;
  }
  if (any({ImageFormat::webp})) {
    own.near_lossless = encoder.near_lossless;
  }
  if (any({ImageFormat::png, ImageFormat::gif})) {
    own.colours = encoder.colours;
    own.dither_percent = encoder.dither_percent;
  }
  if (any({ImageFormat::avif})) {
    own.bit_depth = encoder.bit_depth;
  }
  return own;
}

/// Losses that are refused unless they are allowed. Into an output folder they are noted.
LossSet refused_losses(const TaskSettings& settings) {
  if (settings.replaces_source || settings.lossless) {
    return settings.allowed_losses;
  }
  LossSet refused;
  if (settings.allowed_losses.contains(LossKind::apng)) {
    refused.insert(LossKind::apng);
  }
  return refused;
}

}  // namespace

FormatSet output_formats(const TaskSettings& settings, ImageFormat input) {
  FormatSet formats;
  if (settings.renditions.empty()) {
    formats.insert(settings.output_format(input));
  }
  for (const Rendition& rendition : settings.renditions) {
    formats.insert(rendition.format.value_or(input));
  }
  return formats;
}

TaskSettings settings_reaching(const TaskSettings& settings, ImageFormat input) {
  const FormatSet formats = output_formats(settings, input);
  TaskSettings own = settings;
  own.quality = asked_for(formats, settings.quality);
  own.encoder = encoder_for(formats, settings.encoder);
  if (!settings.resize.any() && settings.renditions.empty()) {
    own.resize = {};
  }
  own.allowed_losses = refused_losses(settings);
  return own;
}

bool shrinks_each_time(const TaskSettings& settings) {
  constexpr double kWhole = 100;
  return settings.replaces_source && settings.resize.percent != 0 &&
         settings.resize.percent < kWhole;
}

bool asks_for_loss(const TaskSettings& settings, ImageFormat format) {
  const EncoderSettings& encoder = settings.encoder;
  const bool takes_colours = format == ImageFormat::png || format == ImageFormat::gif;
  return settings.quality.asked(format) || settings.resize.any() ||
         (takes_colours && encoder.colours != 0) ||
         (format == ImageFormat::webp && encoder.near_lossless);
}

bool makes_lossy(const TaskSettings& settings, ImageFormat output) {
  if (settings.lossless) {
    return false;
  }
  switch (output) {
    case ImageFormat::jpeg:
    case ImageFormat::webp:
    case ImageFormat::avif: return true;
    case ImageFormat::tiff: return settings.quality.asked(output).has_value();
    case ImageFormat::png:
    case ImageFormat::gif: break;
  }
  return asked_quality(output, settings) < 100 || settings.encoder.colours != 0;
}

int asked_quality(ImageFormat output, const TaskSettings& settings) {
  return settings.quality.asked(output).value_or(default_quality(output).value_or(100));
}

}  // namespace pixherd
