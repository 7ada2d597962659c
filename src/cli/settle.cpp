// SPDX-License-Identifier: Apache-2.0
#include "settle.hpp"

#include <fmt/format.h>

#include "option_values.hpp"

namespace pixherd {

void refuse_beside(Given option, std::initializer_list<Given> others) {
  for (const Given& other : others) {
    if (option.given && other.given) {
      throw UsageError{fmt::format("{} and {} exclude each other: leave one of them out",
                                   option.name, other.name)};
    }
  }
}

void need_beside(Given option, bool there, std::string_view needed) {
  if (option.given && !there) {
    throw UsageError{fmt::format("{} goes with {}", option.name, needed)};
  }
}

bool resizes(const Flags& flags) {
  return flags.width != 0 || flags.height != 0 || flags.long_edge != 0 || flags.short_edge != 0 ||
         !flags.percent.empty() || !flags.pixels.empty() || !flags.widths.empty();
}

bool limits_bytes(const Flags& flags) { return byte_count("--max-bytes", flags.max_bytes, 0) != 0; }

bool encodes_lossily(const Flags& flags) {
  return flags.quality.any() || resizes(flags) || flags.near_lossless || flags.colours != 0 ||
         limits_bytes(flags);
}

bool converts(const Flags& flags) { return !flags.format.empty() && flags.format != "original"; }

void settle_run(Options& options, const Flags& flags) {
  options.sandbox =
      value_named<SandboxMode>(kSandboxModeNames, flags.sandbox).value_or(SandboxMode::automatic);
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
  options.html_report = page_name(flags.report);
  refuse_beside({"--report", !flags.report.empty()},
                {{"--plan", flags.plan}, {"--output -", flags.output == "-"}});
  refuse_beside({"--plan", flags.plan}, {{"--summary-md", !flags.summary_md.empty()},
                                         {"--manifest", !flags.manifest.empty()}});
  options.progress = value_named<ProgressStyle>(kProgressStyleNames, flags.progress)
                         .value_or(ProgressStyle::automatic);
  options.plan = flags.plan;
  options.stats = flags.stats;
  options.json = flags.json;
}

Options settle(const Flags& given) {
  Options options;
  const Flags flags = with_what_check_implies(given);
  check_destination(flags);
  settle_inputs(options, flags);
  settle_outputs(options, flags);
  settle_settings(options, flags);
  settle_run(options, flags);
  options.scan.sweep_conversions = flags.remove_source && options.writes();
  settle_automation(options, flags);
  return options;
}

}  // namespace pixherd
