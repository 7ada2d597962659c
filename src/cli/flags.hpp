// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "option_table.hpp"
#include "pixherd/cli/options.hpp"

namespace pixherd {

using PerFormatFlags = NumberPerFormat<int>;

/// What the options say, word for word, before settle() makes Options of it. Empty, unset and false
/// stand for an option that was not given.
struct Flags {
  // Inputs
  std::vector<std::string> inputs;
  std::string files_from;
  std::string files0_from;
  bool null = false;
  std::string root;
  std::vector<std::string> include;
  bool include_is_typed = false;  ///< and not of a configuration
  std::vector<std::string> exclude;
  bool no_recursive = false;
  bool hidden = false;
  bool one_file_system = false;
  std::string tasks;

  // Outputs
  std::string output;
  bool in_place = false;
  bool same_folder = false;
  bool remove_source = false;
  std::string suffix;
  bool flatten = false;
  std::string overwrite;
  bool preserve_times = false;
  bool preserve_permissions = false;
  std::vector<std::uint32_t> widths;
  std::vector<std::string> formats;
  std::string name_template;
  std::string manifest;
  std::string min_savings;
  bool dry_run = false;

  // Size
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t long_edge = 0;
  std::uint32_t short_edge = 0;
  std::string percent;
  std::string pixels;
  std::string fit;
  std::string position;
  std::string kernel;
  std::optional<bool> upscale;
  std::string background;

  // Encoding
  std::string format;
  bool lossless = false;
  PerFormatFlags quality;
  PerFormatFlags effort;
  std::string max_bytes;
  std::string chroma;
  std::optional<bool> progressive;
  bool near_lossless = false;
  int colours = 0;
  std::optional<double> dither;
  int bit_depth = 0;
  std::string lane;

  // Metadata
  std::vector<std::string> keep;
  std::vector<std::string> strip;

  // Herd
  std::string processes;
  BatchSizeConfig batch;
  std::optional<double> memory_percentage;

  // Safety
  double timeout = kDefaultTimeoutSeconds;
  std::string sandbox;
  std::uint32_t max_images_per_worker = 0;
  std::vector<std::string> allow_loss;
  std::string verify;
  std::string max_pixels;
  std::string max_input_bytes;

  // Automation
  bool check = false;
  std::string budget_file;
  std::string budget_total;
  std::vector<GlobBudget> glob_budgets;  ///< of a configuration
  std::string annotations;
  std::string summary_md;
  std::string state;
  bool resume = false;
  bool retry_failed = false;
  std::string shard;
  std::string time_limit;
  bool lock = false;
  std::string lock_wait;
  int nice = 0;
  bool merge_reports = false;

  // Report
  std::string report;
  std::string progress;
  bool plan = false;
  bool stats = false;
  bool json = false;
  bool quiet = false;
  bool verbose = false;

  // Configuration
  std::string preset;
  std::string config;
  bool no_config = false;
  bool print_config = false;

  // Help
  bool version = false;
  std::string completions;
  bool manual = false;
};

/// Declares every option with its target in `flags`, which must outlive the table's app.
void declare_options(OptionTable& table, Flags& flags);
/// Those of them that are for runs that nobody watches.
void declare_automation(OptionTable& table, Flags& flags);

/// Options out of what was given, or a UsageError that names the option and says what to do: also
/// where options contradict each other.
Options settle(const Flags& flags);

/// The same for --merge-reports, beside which nothing else is done.
MergeReports settle_merging(const Flags& flags);

}  // namespace pixherd
