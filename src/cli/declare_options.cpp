// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "flags.hpp"
#include "layers.hpp"
#include "option_values.hpp"
#include "pages.hpp"

namespace pixherd {
namespace {

void declare_inputs(OptionTable& table, Flags& flags) {
  table.topic("Inputs");
  table.value("--files-from", flags.files_from, "FILE",
              "Take paths of images from this file, one a line; - for standard input");
  table.flag("-0,--null", flags.null, "The paths of --files-from end with NUL, not with a newline");
  table.value("--files0-from", flags.files0_from, "FILE", "--files-from and --null in one");
  table.value("--root", flags.root, "DIR",
              "Outputs keep the path of their input below this folder (default for lists: the "
              "current folder)");
  table.repeated("--include", flags.include, "GLOB",
                 "Take only what matches, folders with all that is in them: * ? [a-z] within a "
                 "name, ** across folders; with a slash paths, below INPUT or with INPUT before "
                 "them; may be repeated");
  table.repeated("--exclude", flags.exclude, "GLOB",
                 "Pass over what matches, named or not, folders with all that is in them; may be "
                 "repeated");
  table.flag("--no-recursive", flags.no_recursive, "Do not walk into folders below those named");
  table.flag("--hidden", flags.hidden, "Walk hidden and version-control folders too");
  table.flag("--one-file-system", flags.one_file_system, "Do not walk into other file systems");
  table.value("--tasks", flags.tasks, "FILE",
              "Take inputs, outputs and settings from a task list (JSON array or NDJSON; - for "
              "standard input)");
}

void declare_outputs(OptionTable& table, Flags& flags) {
  table.topic("Outputs");
  table.value("-o,--output", flags.output, "DIR",
              "Write to this folder, the tree kept; what cannot be made smaller is copied; - for "
              "one image to standard output");
  table.flag("--in-place", flags.in_place,
             "Replace each image by a smaller one, without loss unless a lossy option is given");
  table.flag("--same-folder", flags.same_folder,
             "Write beside each image; goes with --suffix, --format or --widths");
  table.flag("--remove-source", flags.remove_source,
             "With --in-place --format: remove the source once its conversion is safe on disk");
  table.value("--suffix", flags.suffix, "TEXT",
              "Put this behind the name of each output: a.jpg becomes a-small.jpg");
  table.flag("--flatten", flags.flatten, "Put all outputs into --output itself, without a tree");
  table
      .choice("--overwrite", flags.overwrite, "WHEN", kOverwriteNames,
              "Outputs that are there already: overwrite all, never, or those that are bigger")
      .default_str("all; with --same-folder, only what --state knows as an output");
  table.flag("--preserve-times", flags.preserve_times,
             "Give outputs the modification time of their source");
  table.flag("--preserve-permissions", flags.preserve_permissions,
             "Give outputs the permissions of their source (in place they always have them)");
  table.list("--widths", flags.widths, "PIXELS[,PIXELS]",
             "Make one output for each width (a srcset), all from one decoding. Widths above the "
             "image's own are left out; where that leaves none, it comes in its own");
  table.list("--formats", flags.formats, "FORMAT[,FORMAT]",
             "With --widths: make each width in each of these formats", format_words());
  table
      .value("--name-template", flags.name_template, "TEXT",
             "With --widths: names of {stem} {width} {height} {ext}")
      .default_str("{stem}-{width}.{ext}");
  table.value(
      "--manifest", flags.manifest, "FILE",
      "With --widths: list the outputs in FILE.json, or as <picture> elements in FILE.html");
  table
      .value("--min-savings", flags.min_savings, "PERCENT|BYTES",
             "Keep the original unless it gets smaller by so much (5%, 0.5%, 10KB), where neither "
             "format nor size change")
      .default_str("5% for lossy work in place, else 0%");
  table.flag("-n,--dry-run", flags.dry_run,
             "Encode, and tell what would be saved, but write nothing");
}

void declare_size(OptionTable& table, Flags& flags) {
  table.topic("Size");
  const auto pixels = [&](const char* name, std::uint32_t& target, const char* description) {
    table.number(name, target, "PIXELS", 1, kLongestSide, description);
  };
  pixels("--width", flags.width, "Shrink to at most this width");
  pixels("--height", flags.height, "Shrink to at most this height");
  pixels("--long-edge", flags.long_edge, "Shrink until the longer side is at most this");
  pixels("--short-edge", flags.short_edge, "Shrink until the shorter side is at most this");
  table.value("--percent", flags.percent, "PERCENT", "Shrink both sides to this share of theirs");
  table.value("--pixels", flags.pixels, "N",
              "Shrink until width times height is at most this; 2M is 2 million");
  table
      .choice("--fit", flags.fit, "FIT", kFitNames,
              "Bring a picture into the box of --width and --height: inside it, or cover, contain, "
              "fill, outside")
      .default_str("inside");
  table
      .choice("--position", flags.position, "PLACE", kPositionNames,
              "With --fit cover the part that is left, with contain the place in the box: centre, "
              "north, north-east..., for cover also entropy or attention")
      .default_str("centre");
  table
      .choice("--kernel", flags.kernel, "KERNEL", kKernelNames,
              "Resample with nearest, linear, cubic, mitchell, lanczos2 or lanczos3")
      .default_str("lanczos3");
  table.either("--upscale,!--no-upscale", flags.upscale, "Enlarge what is smaller than asked for")
      .default_str("no");
  table
      .value("--background", flags.background, "COLOUR",
             "What transparency is laid on and a box is filled with: white, black, transparent, "
             "#rrggbb or #rrggbbaa")
      .default_str("white");
}

void declare_per_format(OptionTable& table, const char* option, const char* type, double high,
                        PerFormatFlags& flags, const char* description,
                        const std::vector<std::pair<ImageFormat, const char*>>& formats) {
  table.number(fmt::format("--{}", option), flags.global, type, 1, high, description);
  for (const auto& [format, text] : formats) {
    table.number(fmt::format("--{}-{}", name(format), option), flags.own(format), type, 1, high,
                 text);
  }
}

void declare_encoding(OptionTable& table, Flags& flags) {
  table.topic("Encoding");
  table
      .choice("--format", flags.format, "FORMAT",
              {"jpeg", "jpg", "png", "webp", "avif", "gif", "tif", "tiff", "original"},
              "Convert to jpeg, png, webp, avif, gif or tiff; original leaves it as it is")
      .default_str("original");
  table.flag("--lossless", flags.lossless,
             "Keep every pixel as it is: JPEG by its coefficients, others where they are lossless");
  declare_per_format(table, "quality", "1-100", 100, flags.quality,
                     "Quality for every format (defaults: JPEG 80, WebP 80, AVIF 50, PNG lossless)",
                     {{ImageFormat::jpeg, "Quality for JPEG"},
                      {ImageFormat::png, "Quality for PNG; below 100 reduces it to a palette"},
                      {ImageFormat::webp, "Quality for WebP"},
                      {ImageFormat::avif, "Quality for AVIF"},
                      {ImageFormat::gif, "Quality for GIF; below 100 makes a smaller palette"},
                      {ImageFormat::tiff, "Quality for TIFF; without one it is lossless"}});
  declare_per_format(table, "effort", "1-10", 10, flags.effort,
                     "How hard encoders try, from 1 (fast) to 10 (small)",
                     {{ImageFormat::png, "Effort for PNG"},
                      {ImageFormat::webp, "Effort for WebP"},
                      {ImageFormat::avif, "Effort for AVIF"},
                      {ImageFormat::gif, "Effort for GIF"}});
  table.value(
      "--max-bytes", flags.max_bytes, "N",
      "Lower the quality until a file has at most so many bytes (a PNG becomes a palette; a "
      "TIFF takes a --quality); 200K is 200,000, 0 is no limit");
  table.zero_asks_nothing();
  table
      .choice("--chroma-subsampling", flags.chroma, "RATIO", kChromaSubsamplingNames,
              "Colour differences of JPEG and AVIF at full size (4:4:4) or halved (4:2:0)")
      .default_str("auto, halved below quality 90");
  table
      .either("--progressive,!--baseline", flags.progressive,
              "JPEG from coarse to fine, PNG and GIF interlaced, or from top to bottom")
      .default_str("baseline, and without loss whichever is smaller");
  table.flag("--near-lossless", flags.near_lossless,
             "WebP: lossless after slight changes; quality says how slight");
  table.number("--colours,--colors", flags.colours, "2-256", 2, 256,
               "PNG and GIF: reduce to a palette of at most so many colours");
  table.number("--dither", flags.dither, "0-1", 0, 1, "PNG and GIF: how much a palette is dithered")
      .default_str("1");
  table.number("--bit-depth", flags.bit_depth, "8|10|12", 8, 12, "AVIF: bits a sample")
      .default_str("8");
  table
      .choice("--lane", flags.lane, "LANE", {"auto", "planes", "libvips"},
              "Do JPEG to JPEG in planes, or all by libvips, and nothing else; for comparing")
      .default_str("auto");
}

void declare_metadata(OptionTable& table, Flags& flags) {
  table.topic("Metadata");
  table
      .list("--keep", flags.keep, "KIND[,KIND]",
            "Metadata to keep: exif (with gps and copyright), gps (the place, in EXIF, XMP and "
            "IPTC), copyright (likewise), icc (the colour profile), xmp, iptc, orientation (the "
            "tag, pixels not turned), all, none",
            metadata_words())
      .default_str("none; all where pixels stay as they are");
  table.list("--strip", flags.strip, "KIND[,KIND]",
             "Metadata to drop of what is kept; alone it keeps all but these, and what has any of "
             "them is saved even where it gets no smaller",
             metadata_words());
}

void declare_herd(OptionTable& table, Flags& flags) {
  table.topic("Herd");
  table.value("--processes", flags.processes, "N|A..B",
              "Worker processes: N fixes their number, A..B sets start and ceiling");
  table.value("--min-batch-size", flags.batch.min_size, "N", "Fewest tasks in a chunk")
      .capture_default_str();
  table.value("--max-batch-size", flags.batch.max_size, "N", "Most tasks in a chunk")
      .capture_default_str();
  table
      .value("--tasks-per-process", flags.batch.tasks_per_process, "N",
             "Tasks a worker is given at a time where memory allows")
      .capture_default_str();
  table
      .value("--target-memory-percentage", flags.memory_percentage, "0-1",
             "Share of the available memory to plan with")
      .default_str("0.7 above 16 GB, else 0.5");
}

void declare_safety(OptionTable& table, Flags& flags) {
  table.topic("Safety");
  table
      .number("--timeout", flags.timeout, "SECONDS", 0.01, 1e6,
              "Give up on an image after so much processor time, and more for large ones")
      .capture_default_str();
  table
      .choice("--sandbox", flags.sandbox, "MODE", kSandboxModeNames,
              "Confine workers: auto (as this kernel can), require (or do nothing), off")
      .default_str("auto");
  table
      .value("--max-images-per-worker", flags.max_images_per_worker, "N",
             "Replace a worker after so many images; 1: a fresh process for each, 0: no limit")
      .capture_default_str();
  table.list("--allow-loss", flags.allow_loss, "KIND[,KIND]",
             "Do what is left alone in place since it would lose something: apng, mpo, gain-map, "
             "trailer, pages, animation, depth, cmyk, metadata, alpha, or all",
             loss_words());
  table
      .choice("--verify", flags.verify, "HOW", kVerificationNames,
              "Check an output by opening it again (header) or by decoding all of it (full)")
      .default_str("full where it replaces its source, else header");
  table
      .value("--max-pixels", flags.max_pixels, "N",
             "Refuse an image with more pixels in all its frames, by its header; 50M is 50 "
             "million, 0 no limit")
      .default_str("268402689");
  table
      .value("--max-input-bytes", flags.max_input_bytes, "N",
             "Refuse a larger file before it is read; 0: no limit")
      .default_str("2G");
}

void declare_report(OptionTable& table, Flags& flags) {
  table.topic("Report");
  table.flag("--plan", flags.plan, "Print the plan as JSON and encode nothing");
  table.flag("--stats", flags.stats, "Print the figures of the run at its end");
  table.flag("--json", flags.json, "Print NDJSON: a header, a record a file, a footer");
  table.value("--report", flags.report, "FILE",
              "Write an HTML page with totals, a time line, a table and pictures before and after");
  table
      .choice("--progress", flags.progress, "STYLE", kProgressStyleNames,
              "On a terminal: a bar, the herd with a line for each worker (needs 100 columns, else "
              "a bar), or none")
      .default_str("auto, a bar");
  table.flag("-q,--quiet", flags.quiet, "Print failures only");
  table.flag("-v,--verbose", flags.verbose, "Print a line for every file");
}

void declare_configuration(OptionTable& table, Flags& flags) {
  table.topic("Configuration");
  table.choice("--preset", flags.preset, "NAME", preset_names(),
               "Options for a purpose: web, thumbnail, archive (without loss) or email; each of "
               "them gives way to one that is given beside it");
  table.value(
      "--config", flags.config, "FILE",
      "Read this configuration, whoever owns it, and search for no other; its paths and globs "
      "count from the current folder, those of a .pixherd.toml from its own");
  table.one_off();
  table.flag("--no-config", flags.no_config, "Read no configuration file");
  table.one_off();
  table.flag("--print-config", flags.print_config,
             "Print all options in force as a configuration, and where each comes from");
  table.one_off();
}

void declare_help(OptionTable& table, Flags& flags) {
  table.topic(kHelpTopic);
  table.help("-h,--help", "Print this and exit");
  table.flag("-V,--version", flags.version, "Print version, engine and codecs");
  table.one_off();
  table.choice("--completions", flags.completions, "SHELL", kShellNames,
               "Print completions for bash, zsh or fish; the lines at their head say where to put "
               "them");
  table.one_off();
  table.flag("--manual", flags.manual, "Print the manual page, for man -l -");
  table.one_off();
}

}  // namespace

void declare_options(OptionTable& table, Flags& flags) {
  declare_inputs(table, flags);
  declare_outputs(table, flags);
  declare_size(table, flags);
  declare_encoding(table, flags);
  declare_metadata(table, flags);
  declare_herd(table, flags);
  declare_safety(table, flags);
  declare_automation(table, flags);
  declare_report(table, flags);
  declare_configuration(table, flags);
  declare_help(table, flags);
}

}  // namespace pixherd
