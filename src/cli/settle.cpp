// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "flags.hpp"
#include "option_values.hpp"

namespace pixherd {
namespace {

constexpr const char* kDefaultNameTemplate = "{stem}-{width}.{ext}";

/// An option by its name, and whether it was given.
struct Given {
  const char* name;
  bool given;
};

/// Refuses each of `others` that was given beside `option`.
void refuse_beside(Given option, std::initializer_list<Given> others) {
  for (const Given& other : others) {
    if (option.given && other.given) {
      throw UsageError{fmt::format("{} and {} exclude each other: leave one of them out",
                                   option.name, other.name)};
    }
  }
}

/// Refuses an option that was given without what it needs.
void need_beside(Given option, bool there, std::string_view needed) {
  if (option.given && !there) {
    throw UsageError{fmt::format("{} goes with {}", option.name, needed)};
  }
}

bool any(const PerFormatFlags& flags) {
  return flags.global || flags.jpeg || flags.png || flags.webp || flags.avif || flags.gif ||
         flags.tiff;
}

bool resizes(const Flags& flags) {
  return flags.width != 0 || flags.height != 0 || flags.long_edge != 0 || flags.short_edge != 0 ||
         !flags.percent.empty() || !flags.pixels.empty() || !flags.widths.empty();
}

/// True where pixels are bound to change.
bool encodes_lossily(const Flags& flags) {
  return any(flags.quality) || resizes(flags) || flags.near_lossless || flags.colours != 0 ||
         !flags.max_bytes.empty();
}

bool converts(const Flags& flags) { return !flags.format.empty() && flags.format != "original"; }

// --- where -------------------------------------------------------------------------------------

void check_destination(const Flags& flags) {
  const Given output{"--output", !flags.output.empty()};
  const Given in_place{"--in-place", flags.in_place};
  const Given same_folder{"--same-folder", flags.same_folder};
  const Given tasks{"--tasks", !flags.tasks.empty()};
  refuse_beside(output, {in_place, same_folder, tasks});
  refuse_beside(in_place, {same_folder,
                           tasks,
                           {"--widths", !flags.widths.empty()},
                           {"--suffix", !flags.suffix.empty()},
                           {"--overwrite", !flags.overwrite.empty()}});
  refuse_beside(same_folder, {tasks});
  need_beside({"--flatten", flags.flatten}, output.given && flags.output != "-", "--output DIR");
  need_beside(same_folder,
              !flags.suffix.empty() || converts(flags) || !flags.widths.empty() || flags.plan,
              "--suffix, --format or --widths, since outputs need other names than their sources; "
              "--in-place replaces those");
  need_beside({"--remove-source", flags.remove_source}, flags.in_place && converts(flags),
              "--in-place --format");
  refuse_beside({"--dry-run", flags.dry_run}, {{"--plan", flags.plan}});
}

Destination destination_of(const Flags& flags) {
  if (!flags.tasks.empty()) {
    return AsListed{flags.tasks};
  }
  if (flags.output == "-") {
    return ToStandardOutput{};
  }
  if (!flags.output.empty()) {
    return IntoFolder{flags.output, flags.flatten};
  }
  if (flags.in_place) {
    return InPlace{flags.remove_source};
  }
  if (flags.same_folder) {
    return BesideSource{};
  }
  if (flags.plan) {
    return Nowhere{};
  }
  throw UsageError{"say where the results go: --output DIR, or --in-place to replace the images"};
}

std::optional<FileList> list_of(const Flags& flags) {
  refuse_beside({"--files-from", !flags.files_from.empty()},
                {{"--files0-from", !flags.files0_from.empty()}});
  need_beside({"--null", flags.null}, !flags.files_from.empty(), "--files-from FILE");
  if (!flags.files0_from.empty()) {
    return FileList{flags.files0_from, true};
  }
  return flags.files_from.empty() ? std::nullopt
                                  : std::optional(FileList{flags.files_from, flags.null});
}

void settle_inputs(Options& options, const Flags& flags) {
  options.inputs = flags.inputs;
  options.list = list_of(flags);
  options.root = flags.root;
  options.scan.recursive = !flags.no_recursive;
  options.scan.hidden = flags.hidden;
  options.scan.one_file_system = flags.one_file_system;
  options.scan.include = flags.include;
  options.scan.exclude = flags.exclude;
  options.scan.sweep_conversions = flags.remove_source && !flags.plan && !flags.dry_run;
  if (!flags.tasks.empty()) {
    refuse_beside({"--tasks", true}, {{"--files-from", options.list.has_value()},
                                      {"--root", !flags.root.empty()},
                                      {"--widths", !flags.widths.empty()},
                                      {"--suffix", !flags.suffix.empty()}});
    if (!flags.inputs.empty()) {
      throw UsageError{fmt::format("--tasks names the inputs itself: {} cannot be given beside it",
                                   flags.inputs[0])};
    }
    return;
  }
  if (flags.inputs.empty() && !options.list) {
    throw UsageError{"no INPUT was given: name images or folders of them"};
  }
  const bool from_stdin =
      std::find(flags.inputs.begin(), flags.inputs.end(), "-") != flags.inputs.end();
  const bool to_stdout = flags.output == "-";
  if (from_stdin && !to_stdout) {
    throw UsageError{"an image on standard input has no name to give its output: add -o -"};
  }
  if (to_stdout && (flags.inputs.size() != 1 || options.list || !flags.widths.empty())) {
    throw UsageError{"-o - takes one image: name one, or - for standard input"};
  }
  refuse_beside({"-o -", to_stdout}, {{"--json", flags.json},
                                      {"--plan", flags.plan},
                                      {"--suffix", !flags.suffix.empty()},
                                      {"--overwrite", !flags.overwrite.empty()}});
}

void settle_outputs(Options& options, const Flags& flags) {
  options.destination = destination_of(flags);
  options.suffix = flags.suffix;
  if (flags.suffix.find('/') != std::string::npos) {
    throw UsageError{fmt::format("--suffix {}: is part of a name and has no slash", flags.suffix)};
  }
  options.overwrite = flags.overwrite == "never"    ? Overwrite::never
                      : flags.overwrite == "bigger" ? Overwrite::bigger
                                                    : Overwrite::all;
  options.preserve_times = flags.preserve_times;
  options.preserve_permissions = flags.preserve_permissions;
  const bool widths = !flags.widths.empty();
  need_beside({"--formats", !flags.formats.empty()}, widths, "--widths; --format converts to one");
  need_beside({"--name-template", !flags.name_template.empty()}, widths, "--widths");
  need_beside({"--manifest", !flags.manifest.empty()}, widths, "--widths");
  if (widths) {
    options.name_template =
        name_template(flags.name_template.empty() ? kDefaultNameTemplate : flags.name_template);
    options.manifest = manifest_name(flags.manifest);
    refuse_beside({"--widths", true},
                  {{"--suffix", !flags.suffix.empty()},
                   {"--overwrite", !flags.overwrite.empty()},
                   {"--formats beside --format", !flags.formats.empty() && !flags.format.empty()}});
  }
}

// --- how ---------------------------------------------------------------------------------------

Resize resize_of(const Flags& flags) {
  Resize resize;
  resize.width = flags.width;
  resize.height = flags.height;
  resize.long_edge = flags.long_edge;
  resize.short_edge = flags.short_edge;
  resize.percent = percentage("--percent", flags.percent);
  resize.pixels = amount("--pixels", flags.pixels, 0);
  resize.fit = value_named<Fit>(kFitNames, flags.fit).value_or(Fit::inside);
  resize.position =
      value_named<Position>(kPositionNames, flags.position).value_or(Position::centre);
  resize.kernel = value_named<Kernel>(kKernelNames, flags.kernel).value_or(Kernel::lanczos3);
  resize.upscale = flags.upscale.value_or(false);
  need_beside({"--fit", resize.fit != Fit::inside}, flags.width != 0 && flags.height != 0,
              "--width and --height, which make its box");
  const bool other_limits = flags.long_edge != 0 || flags.short_edge != 0 ||
                            !flags.percent.empty() || !flags.pixels.empty();
  refuse_beside({"--fit", resize.fit != Fit::inside},
                {{"--long-edge, --short-edge, --percent or --pixels", other_limits}});
  need_beside({"--position", !flags.position.empty()},
              resize.fit == Fit::cover || resize.fit == Fit::contain, "--fit cover or contain");
  const bool looks = resize.position == Position::entropy || resize.position == Position::attention;
  need_beside({"--position entropy or attention", looks}, resize.fit == Fit::cover, "--fit cover");
  refuse_beside({"--widths", !flags.widths.empty()},
                {{"--width, --height or another limit on the size",
                  flags.width != 0 || flags.height != 0 || other_limits},
                 {"--upscale", resize.upscale}});
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
    encoder.dither_percent = static_cast<std::uint8_t>(*flags.dither * 100 + 0.5);
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
  refuse_beside({"--lossless", flags.lossless},
                {{"--quality", any(flags.quality)},
                 {"a size", resizes(flags)},
                 {"--near-lossless", flags.near_lossless},
                 {"--colours", flags.colours != 0},
                 {"--max-bytes", !flags.max_bytes.empty()},
                 {"--chroma-subsampling", !flags.chroma.empty()},
                 {"--lane", !flags.lane.empty() && flags.lane != "auto"}});
}

std::vector<Rendition> renditions_of(const Flags& flags) {
  std::vector<Rendition> renditions;
  for (const std::uint32_t width : flags.widths) {
    if (width == 0 || width > 1'000'000) {
      throw UsageError{fmt::format("--widths {}: a width of 1 to 1000000 was expected", width)};
    }
    if (flags.formats.empty()) {
      renditions.push_back({width, format_named(flags.format)});
    }
    for (const std::string& format : flags.formats) {
      const auto named = format_named(format);
      if (!named && format != "original") {
        throw UsageError{
            fmt::format("--formats {}: is none of jpeg, png, webp, avif, gif, tiff and "
                        "original",
                        format)};
      }
      renditions.push_back({width, named});
    }
  }
  if (renditions.size() > kMostRenditions) {
    throw UsageError{fmt::format("--widths: {} outputs an image, where {} are the most",
                                 renditions.size(), kMostRenditions)};
  }
  return renditions;
}

void settle_settings(Options& options, const Flags& flags) {
  check_lossless(flags);
  TaskSettings& settings = options.settings;
  const bool in_place = flags.in_place;
  const bool lossy = encodes_lossily(flags);
  const bool converted = converts(flags);
  if (in_place && converted && !flags.remove_source) {
    throw UsageError{fmt::format(
        "--in-place --format {} gives files new names: add --remove-source if the sources are to "
        "go, or use --output DIR",
        flags.format)};
  }
  settings.format = converted ? format_named(flags.format) : std::nullopt;
  settings.quality = per_format(flags.quality);
  settings.encoder = encoder_of(flags);
  settings.resize = resize_of(flags);
  settings.background = colour("--background", flags.background);
  settings.renditions = renditions_of(flags);
  settings.replaces_source = in_place;
  settings.copy_unimproved = !in_place;
  settings.dry_run = flags.dry_run;
  settings.lossless = flags.lossless || (in_place && !lossy && !converted);
  settings.metadata = kept_metadata(flags.keep, flags.strip,
                                    settings.lossless ? MetadataSet::all() : MetadataSet::none());
  settings.max_bytes = amount("--max-bytes", flags.max_bytes, 0);
  settings.lane = lane_named(flags.lane);
  settings.allowed_losses = losses_named(flags.allow_loss);
  const InputLimits usual;
  settings.limits = {amount("--max-pixels", flags.max_pixels, usual.pixels),
                     amount("--max-input-bytes", flags.max_input_bytes, usual.bytes)};
  settings.verification = verification_named(flags.verify);
  settings.min_savings = min_savings(flags.min_savings, in_place && !settings.lossless);
  const bool listed = std::holds_alternative<AsListed>(options.destination);
  if (listed && (lossy || converted || flags.lossless)) {
    throw UsageError{
        "--tasks takes quality, size and format from each entry: leave those options out"};
  }
}

void settle_run(Options& options, const Flags& flags) {
  options.sandbox = flags.sandbox == "off"       ? SandboxMode::off
                    : flags.sandbox == "require" ? SandboxMode::require
                                                 : SandboxMode::best;
  if (!flags.processes.empty()) {
    options.processes = process_range(flags.processes);
  }
  options.batch = flags.batch;
  options.target_memory_percentage = flags.memory_percentage;
  BatchSizeConfig checked = options.batch;
  if (flags.memory_percentage) {
    checked.target_memory_percentage = *flags.memory_percentage;
  }
  if (auto valid = validate(checked); !valid) {
    throw UsageError{valid.error().message};
  }
  options.timeout_seconds = flags.timeout;
  options.max_images_per_worker = flags.max_images_per_worker;
  refuse_beside({"--quiet", flags.quiet}, {{"--verbose", flags.verbose}});
  options.verbosity = flags.quiet     ? Verbosity::quiet
                      : flags.verbose ? Verbosity::verbose
                                      : Verbosity::normal;
  options.plan = flags.plan;
  options.stats = flags.stats;
  options.json = flags.json;
}

}  // namespace

Options settle(const Flags& flags) {
  Options options;
  options.version = flags.version;
  if (flags.version) {
    return options;
  }
  check_destination(flags);
  settle_inputs(options, flags);
  settle_outputs(options, flags);
  settle_settings(options, flags);
  settle_run(options, flags);
  return options;
}

}  // namespace pixherd
