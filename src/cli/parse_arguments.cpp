// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "option_values.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/domain/exit_status.hpp"

namespace pixherd {
namespace {

constexpr const char* kDescription =
    "Shrinks, resizes and converts images and whole folders of them, with a herd of warm worker "
    "processes.";

constexpr const char* kExamples =
    "Examples:\n"
    "  pixherd photos/ -o web/ --long-edge 1600 --format webp   a folder, converted\n"
    "  pixherd --in-place site/images                           without loss, where they stand\n"
    "  pixherd photos/ -o web/ --plan                           what would be done by whom\n"
    "\n"
    "Exit codes: 0 all done, 1 at least one file failed, 2 usage error (nothing was touched),\n"
    "3 stopped early, 128+n ended by signal n.";

/// The flags as CLI11 fills them, before they become Options.
struct Flags {
  std::string output;
  bool in_place = false;
  bool remove_source = false;
  std::string tasks;
  std::string format;
  std::string keep;
  std::string lane;
  std::string sandbox;
  std::string verify;
  std::string allow_loss;
  std::string max_pixels;
  std::string max_input_bytes;
  std::string min_savings;
  std::string processes;
  int quality = 0;
  int jpeg_quality = 0;
  int png_quality = 0;
  int webp_quality = 0;
  int avif_quality = 0;
  double memory_percentage = 0;
  bool no_recursive = false;
  bool quiet = false;
  bool verbose = false;
};

void declare_where(CLI::App& app, Options& options, Flags& flags) {
  app.add_option("INPUT", options.inputs, "Images, and folders of them (walked recursively)");
  app.add_option("-o,--output", flags.output,
                 "Write to this folder, the tree kept; what cannot be made smaller is copied")
      ->type_name("DIR")
      ->group("Where");
  app.add_flag("--in-place", flags.in_place,
               "Replace each image by a smaller one, without loss unless a lossy option is given")
      ->group("Where");
  app.add_flag("--remove-source", flags.remove_source,
               "With --in-place --format: remove the source once its conversion is safe on disk")
      ->group("Where");
  app.add_option("--tasks", flags.tasks,
                 "Take inputs, outputs and settings from a task list (JSON array or NDJSON; - for "
                 "standard input)")
      ->type_name("FILE")
      ->group("Where");
  app.add_flag("--no-recursive", flags.no_recursive, "Do not walk into folders below those named")
      ->group("Where");
  app.add_flag("--hidden", options.scan.hidden, "Walk hidden and version-control folders too")
      ->group("Where");
  app.add_flag("--one-file-system", options.scan.one_file_system, "Do not walk into other mounts")
      ->group("Where");
  app.add_flag("--preserve-times", options.preserve_times,
               "Give outputs the modification time of their source")
      ->group("Where");
}

/// A check whose own words stay out of --help, where the option's description says it better.
CLI::Validator unlisted(CLI::Validator check) { return check.description(""); }

void declare_how(CLI::App& app, Options& options, Flags& flags) {
  const CLI::Validator quality = unlisted(CLI::Range(1, 100));
  const CLI::Validator pixels = unlisted(CLI::Range(1, 1'000'000));
  app.add_option("--format", flags.format,
                 "Convert to jpeg, png, webp, avif, gif or tiff (original: as it is)")
      ->type_name("FORMAT")
      ->check(unlisted(CLI::IsMember({"jpeg", "png", "webp", "avif", "gif", "tiff", "original"})))
      ->group("Image");
  const auto add_quality = [&](const char* name, int& target, const char* description) {
    app.add_option(name, target, description)->type_name("1-100")->check(quality)->group("Image");
  };
  add_quality("--quality", flags.quality,
              "Quality for every format (defaults: JPEG 80, WebP 80, AVIF 50, PNG lossless)");
  add_quality("--jpeg-quality", flags.jpeg_quality, "Quality for JPEG");
  add_quality("--png-quality", flags.png_quality,
              "Quality for PNG; below 100 reduces it to a palette");
  add_quality("--webp-quality", flags.webp_quality, "Quality for WebP");
  add_quality("--avif-quality", flags.avif_quality, "Quality for AVIF");
  const auto add_pixels = [&](const char* name, std::uint32_t& target, const char* description) {
    app.add_option(name, target, description)->type_name("PIXELS")->check(pixels)->group("Image");
  };
  add_pixels("--width", options.settings.resize.width, "Shrink to at most this width");
  add_pixels("--height", options.settings.resize.height, "Shrink to at most this height");
  add_pixels("--long-edge", options.settings.resize.long_edge,
             "Shrink until the longer side is at most this");
  add_pixels("--short-edge", options.settings.resize.short_edge,
             "Shrink until the shorter side is at most this");
  app.add_option("--keep", flags.keep,
                 "Metadata to keep: none, icc (the colour profile) or all (default: none; all "
                 "where pixels stay as they are)")
      ->type_name("KIND")
      ->check(unlisted(CLI::IsMember({"none", "icc", "all"})))
      ->group("Image");
  app.add_option("--min-savings", flags.min_savings,
                 "Keep the original unless it gets smaller by so much, where neither format nor "
                 "size change (default: 5% for lossy work in place, else 0%)")
      ->type_name("PERCENT")
      ->group("Image");
  app.add_option("--lane", flags.lane,
                 "Do JPEG to JPEG in planes, or all by libvips, and nothing else; for comparing "
                 "(default: auto)")
      ->type_name("LANE")
      ->check(unlisted(CLI::IsMember({"auto", "planes", "libvips"})))
      ->group("Image");
}

void declare_pool(CLI::App& app, Options& options, Flags& flags) {
  app.add_option("--processes", flags.processes,
                 "Worker processes: N fixes their number, A..B sets start and ceiling")
      ->type_name("N|A..B")
      ->group("Herd");
  app.add_option("--min-batch-size", options.batch.min_size, "Fewest tasks in a chunk")
      ->capture_default_str()
      ->group("Herd");
  app.add_option("--max-batch-size", options.batch.max_size, "Most tasks in a chunk")
      ->capture_default_str()
      ->group("Herd");
  app.add_option("--tasks-per-process", options.batch.tasks_per_process,
                 "Tasks a worker is given at a time where memory allows")
      ->capture_default_str()
      ->group("Herd");
  app.add_option("--target-memory-percentage", flags.memory_percentage,
                 "Share of the available memory to plan with (default: 0.7 above 16 GB, else 0.5)")
      ->type_name("0-1")
      ->group("Herd");
}

void declare_safety(CLI::App& app, Options& options, Flags& flags) {
  app.add_option("--timeout", options.timeout_seconds,
                 "Give up on an image after so much processor time, and more for large ones")
      ->type_name("SECONDS")
      ->capture_default_str()
      ->check(unlisted(CLI::Range(0.01, 1e6)))
      ->group("Safety");
  app.add_option("--sandbox", flags.sandbox,
                 "Confine workers: auto (as this kernel can), require (or do nothing), off")
      ->type_name("MODE")
      ->check(unlisted(CLI::IsMember({"auto", "require", "off"})))
      ->group("Safety");
  app.add_option("--max-images-per-worker", options.max_images_per_worker,
                 "Replace a worker after so many images; 1: a fresh process for each, 0: no limit")
      ->type_name("N")
      ->capture_default_str()
      ->group("Safety");
  app.add_option("--allow-loss", flags.allow_loss,
                 "Do what is left alone in place since it would lose something: apng, mpo, "
                 "gain-map, trailer, pages, animation, depth, cmyk, metadata, alpha, or all")
      ->type_name("KIND[,KIND]")
      ->group("Safety");
  app.add_option("--verify", flags.verify,
                 "Check an output by opening it again (header) or by decoding all of it (full) "
                 "(default: full where it replaces its source, else header)")
      ->type_name("HOW")
      ->check(unlisted(CLI::IsMember({"header", "full"})))
      ->group("Safety");
  app.add_option("--max-pixels", flags.max_pixels,
                 "Refuse an image with more pixels in all its frames, by its header; 50M is 50 "
                 "million, 0 no limit (default: 268402689)")
      ->type_name("N")
      ->group("Safety");
  app.add_option("--max-input-bytes", flags.max_input_bytes,
                 "Refuse a larger file before it is read; 0: no limit (default: 2G)")
      ->type_name("N")
      ->group("Safety");
}

void declare_report(CLI::App& app, Options& options, Flags& flags) {
  app.add_flag("--plan", options.plan, "Print the plan as JSON and encode nothing")
      ->group("Report");
  app.add_flag("--stats", options.stats, "Print the figures of the run at its end")
      ->group("Report");
  app.add_flag("--json", options.json, "Print NDJSON: a header, a record a file, a footer")
      ->group("Report");
  app.add_flag("-q,--quiet", flags.quiet, "Print failures only")->group("Report");
  app.add_flag("-v,--verbose", flags.verbose, "Print a line for every file")->group("Report");
  app.add_flag("-V,--version", options.version, "Print version, engine and codecs")
      ->group("Report");
  app.set_help_flag("-h,--help", "Print this and exit")->group("Report");
}

/// CLI11 takes the word behind "--output=" for its value.
void refuse_missing_values(int argc, const char* const* argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--") && word.find('=') + 1 == word.size()) {
      throw UsageError{fmt::format("{}: its value is empty", word.substr(0, word.size() - 1))};
    }
  }
}

/// An empty value is a variable of a script that was never set, and not an option left out.
void refuse_empty_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const std::vector<std::string>& values = option->results();
    if (!option->get_positional() && std::find(values.begin(), values.end(), "") != values.end()) {
      throw UsageError{fmt::format("{}: its value is empty", option->get_name())};
    }
  }
}

void settle_destination(Options& options, const Flags& flags) {
  const int given = int{!flags.output.empty()} + int{flags.in_place} + int{!flags.tasks.empty()};
  if (given > 1) {
    throw UsageError{"--output, --in-place and --tasks exclude each other: give one of them"};
  }
  if (flags.remove_source && !flags.in_place) {
    throw UsageError{"--remove-source goes with --in-place --format"};
  }
  if (!flags.tasks.empty()) {
    if (!options.inputs.empty()) {
      throw UsageError{fmt::format("--tasks names the inputs itself: {} cannot be given beside it",
                                   options.inputs[0])};
    }
    options.destination = AsListed{flags.tasks};
    return;
  }
  if (options.inputs.empty()) {
    throw UsageError{"no INPUT was given: name images or folders of them"};
  }
  if (!flags.output.empty()) {
    options.destination = IntoFolder{flags.output};
  } else if (flags.in_place) {
    options.destination = InPlace{flags.remove_source};
  } else if (!options.plan) {
    throw UsageError{"say where the results go: --output DIR, or --in-place to replace the images"};
  }
}

void settle_settings(Options& options, const Flags& flags) {
  TaskSettings& settings = options.settings;
  settings.quality = {quality_of(flags.quality), quality_of(flags.jpeg_quality),
                      quality_of(flags.png_quality), quality_of(flags.webp_quality),
                      quality_of(flags.avif_quality)};
  if (!flags.format.empty() && flags.format != "original") {
    settings.format = format_named(flags.format);
  }
  const bool in_place = std::holds_alternative<InPlace>(options.destination);
  const bool lossy = settings.quality.any() || settings.resize.any() || settings.format;
  if (in_place && settings.format && !flags.remove_source) {
    throw UsageError{fmt::format(
        "--in-place --format {} gives files new names: add --remove-source if the sources are to "
        "go, or use --output DIR",
        flags.format)};
  }
  if (flags.remove_source && !settings.format) {
    throw UsageError{"--remove-source goes with --in-place --format"};
  }
  settings.replaces_source = in_place;
  settings.copy_unimproved = std::holds_alternative<IntoFolder>(options.destination);
  settings.lossless = in_place && !lossy;
  if (settings.lossless && !flags.keep.empty() && flags.keep != "all") {
    throw UsageError{
        fmt::format("--keep {}: --in-place without a lossy option keeps all metadata", flags.keep)};
  }
  settings.metadata = settings.lossless ? Metadata::all : kept_metadata(flags.keep);
  settings.lane = lane_named(flags.lane);
  settings.allowed_losses = losses_named(flags.allow_loss);
  const InputLimits usual;
  settings.limits = {amount("--max-pixels", flags.max_pixels, usual.pixels),
                     amount("--max-input-bytes", flags.max_input_bytes, usual.bytes)};
  settings.verification = verification_named(flags.verify);
  settings.min_savings_percent = min_savings(flags.min_savings, in_place && lossy);
  const bool listed = std::holds_alternative<AsListed>(options.destination);
  if (listed && lossy) {
    throw UsageError{
        "--tasks takes quality, size and format from each entry: leave those options out"};
  }
}

void settle_rest(Options& options, const Flags& flags, const CLI::App& app) {
  options.scan.recursive = !flags.no_recursive;
  options.scan.sweep_conversions = flags.remove_source && !options.plan;
  options.sandbox = flags.sandbox == "off"       ? SandboxMode::off
                    : flags.sandbox == "require" ? SandboxMode::require
                                                 : SandboxMode::best;
  if (!flags.processes.empty()) {
    options.processes = process_range(flags.processes);
  }
  BatchSizeConfig checked = options.batch;
  if (app.count("--target-memory-percentage") > 0) {
    options.target_memory_percentage = flags.memory_percentage;
    checked.target_memory_percentage = flags.memory_percentage;
  }
  if (auto valid = validate(checked); !valid) {
    throw UsageError{valid.error().message};
  }
  if (flags.quiet && flags.verbose) {
    throw UsageError{"--quiet and --verbose exclude each other"};
  }
  options.verbosity = flags.quiet     ? Verbosity::quiet
                      : flags.verbose ? Verbosity::verbose
                                      : Verbosity::normal;
}

PrintAndExit usage_error(const std::string& message) {
  return {fmt::format("pixherd: {}\nTry 'pixherd --help'.\n", printable(message)), kExitUsage};
}

}  // namespace

std::variant<Options, PrintAndExit> parse_arguments(int argc, const char* const* argv) {
  Options options;
  Flags flags;
  CLI::App app(kDescription, "pixherd");
  app.footer(kExamples);
  app.set_help_flag();  // declared with the others
  declare_where(app, options, flags);
  declare_how(app, options, flags);
  declare_pool(app, options, flags);
  declare_safety(app, options, flags);
  declare_report(app, options, flags);
  try {
    refuse_missing_values(argc, argv);
    app.parse(argc, argv);
    if (options.version) {
      return options;
    }
    refuse_empty_values(app);
    settle_destination(options, flags);
    settle_settings(options, flags);
    settle_rest(options, flags, app);
  } catch (const CLI::CallForHelp&) {
    return PrintAndExit{app.help(), kExitDone};
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what());
  } catch (const UsageError& error) {
    return usage_error(error.message);
  }
  return options;
}

}  // namespace pixherd
