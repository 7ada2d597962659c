// SPDX-License-Identifier: Apache-2.0
#include "generation_loss.hpp"

#include <fmt/format.h>

#include "avif_quantiser.hpp"
#include "pixherd/image/memory_need.hpp"
#include "save.hpp"
#include "weigh.hpp"

namespace pixherd {

bool keeps_format_and_size(const Source& source, const TaskSettings& settings) {
  const PixelSize size = upright(source.facts.size, source.facts.orientation);
  return settings.output_format(source.facts.format) == source.facts.format &&
         resized(size, settings.resize) == size;
}

TaskSettings without_second_loss(const Source& source, const TaskSettings& settings) {
  TaskSettings made = settings;
  if (settings.replaces_source && source.facts.format == ImageFormat::gif &&
      keeps_format_and_size(source, settings) && settings.encoder.colours == 0 &&
      !is_over_max_bytes(source, settings)) {
    const int bits = save_options(ImageFormat::gif, settings).bits;
    made.lossless |= source.facts.gif.palette_bits <= static_cast<std::uint32_t>(bits);
  }
  return made;
}

bool limit_alone_asks_for_loss(const Source& source, const TaskSettings& settings) {
  return settings.replaces_source && !settings.lossless && is_over_max_bytes(source, settings) &&
         keeps_format_and_size(source, settings) && !asks_for_loss(settings, source.facts.format);
}

std::optional<Reason> nothing_to_gain(const Source& source, const TaskSettings& settings) {
  const SourceFacts& facts = source.facts;
  const ImageFormat output = settings.output_format(facts.format);
  if (!settings.replaces_source || settings.lossless || !keeps_format_and_size(source, settings) ||
      is_over_max_bytes(source, settings)) {
    return std::nullopt;
  }
  const SaveOptions options = save_options(output, settings);
  const auto asked = static_cast<std::uint32_t>(options.quality);
  // A TIFF of which no quality was asked is written without loss.
  if (facts.quality != 0 && asked >= facts.quality && !options.lossless) {
    return Reason{
        ReasonCode::lossy_source,
        fmt::format("its quality is about {} already, and {} was asked for", facts.quality, asked)};
  }
  if (output == ImageFormat::tiff && facts.quality == 0 && !facts.lossless_coding &&
      !options.lossless) {
    return Reason{ReasonCode::lossy_source,
                  "its own coding is lossy, and its quality cannot be told"};
  }
  if (output == ImageFormat::webp && options.near_lossless && facts.lossless_coding) {
    return Reason{ReasonCode::lossy_source,
                  "it is lossless WebP already, and nothing in it tells whether it has been made "
                  "near-lossless before"};
  }
  if (output == ImageFormat::avif && !settings.quality.asked(output)) {
    return Reason{ReasonCode::lossy_source, "it is AVIF already, and no quality was asked for"};
  }
  if (output == ImageFormat::avif && facts.avif.quantiser != 0) {
    const std::uint32_t ours = avif_quantiser(options.quality);
    if (ours != 0 && ours <= facts.avif.quantiser) {
      return Reason{ReasonCode::lossy_source,
                    fmt::format("it is as coarse already as quality {} would make it", asked)};
    }
  }
  if (output == ImageFormat::png && options.palette && facts.palette &&
      settings.encoder.colours == 0) {
    return Reason{ReasonCode::lossy_source, "it has been reduced to a palette already"};
  }
  return std::nullopt;
}

}  // namespace pixherd
