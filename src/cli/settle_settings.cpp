// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "option_values.hpp"
#include "settle.hpp"

namespace pixherd {
namespace {

Resize resize_of(const Flags& flags) {
  Resize resize;
  resize.width = flags.width;
  resize.height = flags.height;
  resize.long_edge = flags.long_edge;
  resize.short_edge = flags.short_edge;
  resize.percent = percentage("--percent", flags.percent);
  resize.pixels = amount("--pixels", flags.pixels, 0);
  if (!flags.pixels.empty() && resize.pixels == 0) {
    throw UsageError{fmt::format("--pixels {}: at least 1 was expected", flags.pixels)};
  }
  resize.fit = value_named<Fit>(kFitNames, flags.fit).value_or(Fit::inside);
  resize.position =
      value_named<Position>(kPositionNames, flags.position).value_or(Position::centre);
  resize.kernel = value_named<Kernel>(kKernelNames, flags.kernel).value_or(Kernel::lanczos3);
  resize.upscale = flags.upscale.value_or(false);
  need_beside({"--fit", resize.fit != Fit::inside}, flags.width != 0 && flags.height != 0,
              "--width and --height, which make its box");
  refuse_beside({"--fit", resize.fit != Fit::inside}, {{"--long-edge", flags.long_edge != 0},
                                                       {"--short-edge", flags.short_edge != 0},
                                                       {"--percent", !flags.percent.empty()},
                                                       {"--pixels", !flags.pixels.empty()}});
  need_beside({"--position", !flags.position.empty()},
              resize.fit == Fit::cover || resize.fit == Fit::contain, "--fit cover or contain");
  const bool looks = resize.position == Position::entropy || resize.position == Position::attention;
  need_beside({"--position entropy or attention", looks}, resize.fit == Fit::cover, "--fit cover");
  refuse_beside({"--widths", !flags.widths.empty()}, {{"--width", flags.width != 0},
                                                      {"--height", flags.height != 0},
                                                      {"--long-edge", flags.long_edge != 0},
                                                      {"--short-edge", flags.short_edge != 0},
                                                      {"--percent", !flags.percent.empty()},
                                                      {"--pixels", !flags.pixels.empty()},
                                                      {"--upscale", resize.upscale}});
  need_beside({"--percent above 100", resize.percent > 100}, resize.upscale, "--upscale");
  need_beside({"--upscale", resize.upscale}, resize.any(), "a size to enlarge to");
  return resize;
}

EncoderSettings encoder_of(const Flags& flags) {
  EncoderSettings encoder;
  encoder.effort = per_format(flags.effort);
  encoder.chroma = value_named<ChromaSubsampling>(kChromaSubsamplingNames, flags.chroma)
                       .value_or(ChromaSubsampling::automatic);
  encoder.scans = !flags.progressive   ? Scans::as_fits
                  : *flags.progressive ? Scans::progressive
                                       : Scans::baseline;
  encoder.near_lossless = flags.near_lossless;
  encoder.colours = static_cast<std::uint16_t>(flags.colours);
  if (flags.dither) {
    encoder.dither_percent = static_cast<std::uint8_t>(std::lround(*flags.dither * 100));
  }
  if (flags.bit_depth != 0) {
    if (flags.bit_depth % 2 != 0) {
      throw UsageError{fmt::format("--bit-depth {}: 8, 10 or 12 was expected", flags.bit_depth)};
    }
    encoder.bit_depth = static_cast<std::uint8_t>(flags.bit_depth);
  }
  return encoder;
}

void check_lossless(const Flags& flags) {
  const Given lossless{"--lossless", flags.lossless};
  for (const ImageFormat format : kImageFormats) {
    refuse_beside(lossless, {{fmt::format("--{}-quality", name(format)),
                              flags.quality.own(format).has_value()}});
  }
  refuse_beside(lossless, {{"--quality", flags.quality.global.has_value()},
                           {"--width", flags.width != 0},
                           {"--height", flags.height != 0},
                           {"--long-edge", flags.long_edge != 0},
                           {"--short-edge", flags.short_edge != 0},
                           {"--percent", !flags.percent.empty()},
                           {"--pixels", !flags.pixels.empty()},
                           {"--widths", !flags.widths.empty()},
                           {"--near-lossless", flags.near_lossless},
                           {"--colours", flags.colours != 0},
                           {"--max-bytes", limits_bytes(flags)},
                           {"--chroma-subsampling", !flags.chroma.empty()},
                           {"--kernel", !flags.kernel.empty()},
                           {"--background", !flags.background.empty()},
                           {"--bit-depth", flags.bit_depth != 0},
                           {"--dither", flags.dither.has_value()},
                           {"--lane", !flags.lane.empty() && flags.lane != "auto"}});
}

/// What is named twice is made once.
std::vector<Rendition> renditions_of(const Flags& flags) {
  std::vector<Rendition> renditions;
  const auto add = [&](const Rendition& rendition) {
    if (std::find(renditions.begin(), renditions.end(), rendition) == renditions.end()) {
      renditions.push_back(rendition);
    }
  };
  for (const std::uint32_t width : flags.widths) {
    if (width == 0 || width > kLongestSide) {
      throw UsageError{
          fmt::format("--widths {}: a width of 1 to {} was expected", width, kLongestSide)};
    }
    if (flags.formats.empty()) {
      add({width, format_named(flags.format)});
    }
    for (const std::string& format : flags.formats) {
      add({width, rendition_format(format)});
    }
  }
  if (renditions.size() > kMostRenditions) {
    throw UsageError{fmt::format("--widths: {} outputs an image, where {} are the most",
                                 renditions.size(), kMostRenditions)};
  }
  return renditions;
}

/// Formats of which nothing less is asked for in place, but for files of too many bytes.
FormatSet formats_without_loss(const TaskSettings& settings) {
  FormatSet formats;
  for (const ImageFormat format : kImageFormats) {
    if (!asks_for_loss(settings, format)) {
      formats.insert(format);
    }
  }
  return formats;
}

/// What a run in place does where it is not asked to change pictures.
TaskSettings without_loss(TaskSettings settings, const Flags& flags) {
  settings.lossless = true;
  settings.max_bytes = 0;
  settings.metadata = kept_metadata(flags.keep, flags.strip, MetadataSet::all());
  settings.min_savings = min_savings(flags.min_savings, false);
  return settings;
}

/// All that an option asks for, before what it means together with others.
TaskSettings settings_of(const Flags& flags, bool converted) {
  TaskSettings settings;
  settings.format = converted ? format_named(flags.format) : std::nullopt;
  settings.quality = per_format(flags.quality);
  settings.encoder = encoder_of(flags);
  settings.resize = resize_of(flags);
  settings.background = colour("--background", flags.background);
  settings.renditions = renditions_of(flags);
  settings.replaces_source = flags.in_place;
  settings.copy_unimproved = !flags.in_place && flags.widths.empty();
  settings.dry_run = flags.dry_run;
  settings.metadata = kept_metadata(flags.keep, flags.strip, MetadataSet::none());
  settings.metadata_asked = !flags.keep.empty() || !flags.strip.empty();
  settings.orientation_unwanted =
      std::find(flags.strip.begin(), flags.strip.end(), "orientation") != flags.strip.end();
  settings.max_bytes = byte_count("--max-bytes", flags.max_bytes, 0);
  settings.lane = lane_named(flags.lane);
  settings.allowed_losses = losses_named(flags.allow_loss);
  const InputLimits usual;
  settings.limits = {amount("--max-pixels", flags.max_pixels, usual.pixels),
                     byte_count("--max-input-bytes", flags.max_input_bytes, usual.bytes)};
  settings.verification = value_named<Verification>(kVerificationNames, flags.verify);
  settings.min_savings = min_savings(flags.min_savings, flags.in_place);
  return settings;
}

void refuse_beside_task_list(const Flags& flags, bool overridden) {
  refuse_beside({"--tasks", true}, {{"--near-lossless", flags.near_lossless},
                                    {"--colours", flags.colours != 0},
                                    {"--max-bytes", limits_bytes(flags)}});
  if (overridden) {
    throw UsageError{
        "--tasks takes quality, size and format from each entry: leave those options out"};
  }
}

}  // namespace

void settle_settings(Options& options, const Flags& flags) {
  check_lossless(flags);
  const bool lossy = encodes_lossily(flags);
  const bool converted = converts(flags);
  if (flags.in_place && converted && !flags.remove_source) {
    throw UsageError{fmt::format(
        "--in-place --format {} gives files new names: add --remove-source if the sources are to "
        "go, or use --output DIR",
        flags.format)};
  }
  TaskSettings& settings = options.settings;
  settings = settings_of(flags, converted);
  if (flags.lossless || (flags.in_place && !lossy && !converted)) {
    settings = without_loss(std::move(settings), flags);
  }
  const FormatSet unchanged = formats_without_loss(settings);
  if (flags.in_place && lossy && !converted && !unchanged.empty()) {
    options.lossless_beside = {unchanged, settings.max_bytes == 0 ? UINT64_MAX : settings.max_bytes,
                               without_loss(settings, flags)};
  }
  if (std::holds_alternative<AsListed>(options.destination)) {
    refuse_beside_task_list(flags, lossy || converted || flags.lossless);
  }
}

}  // namespace pixherd
