// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "pixherd/base/names.hpp"
#include "pixherd/cli/surroundings.hpp"
#include "pixherd/domain/batch_size_config.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/domain/verbosity.hpp"
#include "pixherd/files/input_scan.hpp"
#include "pixherd/policy/pool_size.hpp"
#include "pixherd/policy/shard.hpp"
#include "pixherd/policy/time_limit.hpp"
#include "pixherd/process/sandbox.hpp"

namespace pixherd {

/// Where the results go.
struct IntoFolder {
  std::string folder;  ///< -o
  bool flatten = false;
};
struct InPlace {
  bool remove_source = false;  ///< with a format: the new name takes the old one's place
};
struct BesideSource {};      ///< --same-folder
struct ToStandardOutput {};  ///< -o -: one image
struct AsListed {
  std::string task_list;  ///< --tasks FILE, "-" for standard input
};
struct Nowhere {};  ///< --plan without a destination
using Destination =
    std::variant<Nowhere, IntoFolder, InPlace, BesideSource, ToStandardOutput, AsListed>;

/// A list of paths.
struct FileList {
  std::string file;                     ///< "-": standard input
  bool null = false;                    ///< the paths end with NUL and not with a newline
  const char* option = "--files-from";  ///< by which it was named
};

/// What becomes of an output that is there already.
enum class Overwrite : std::uint8_t {
  all,
  never,
  bigger,
  own,  ///< it is overwritten where the ledger knows it; beside sources, unless told otherwise
};
inline constexpr Names<3> kOverwriteNames{"all", "never", "bigger"};  ///< own has no word

/// A budget of the table [budgets]; 0: no limit. Bytes.
struct GlobBudget {
  std::string glob;  ///< counted from the current folder, or from / where it begins with one
  std::uint64_t limit = 0;
  bool operator==(const GlobBudget&) const = default;
};

/// What --check holds files to; 0: no limit. Bytes.
struct Budgets {
  std::uint64_t file = 0;
  std::uint64_t total = 0;
  std::vector<GlobBudget> globs;  ///< come before `file`; of several that match the last one counts
};

/// Other settings for inputs of some formats that have at most so many bytes.
struct SettingsForSome {
  FormatSet formats;
  std::uint64_t most_bytes = UINT64_MAX;
  TaskSettings settings;

  [[nodiscard]] bool hold_for(ImageFormat format, std::uint64_t bytes) const {
    return formats.contains(format) && bytes <= most_bytes;
  }
};

enum class Annotations : std::uint8_t { automatic, github, none };
inline constexpr Names<3> kAnnotationsNames{"auto", "github", "none"};

/// What is shown on a terminal while a run goes on.
enum class ProgressStyle : std::uint8_t { automatic, bar, herd, none };
inline constexpr Names<4> kProgressStyleNames{"auto", "bar", "herd", "none"};

/// The run that was asked for, checked and typed: nobody behind here looks at flags again.
struct Options {
  std::vector<std::string> inputs;  ///< "-": the image on standard input
  std::optional<FileList> list;
  std::string root;  ///< outputs keep their input's path below it; empty: below what was named
  ScanOptions scan;

  Destination destination;
  std::string suffix;         ///< behind the stem of each output
  std::string name_template;  ///< of renditions
  std::string manifest;       ///< a file for the list of renditions; empty: none
  Overwrite overwrite = Overwrite::all;
  bool preserve_times = false;
  bool preserve_permissions = false;

  TaskSettings settings;
  /// In place, where what was asked for is about some formats, or files above a size, alone:
  /// without loss for the others.
  std::optional<SettingsForSome> lossless_beside;

  BatchSizeConfig batch;
  std::optional<double> target_memory_percentage;  ///< unset: get_memory_config() says
  std::optional<PoolSize> processes;               ///< unset: pool_size() says
  SandboxMode sandbox = SandboxMode::automatic;
  double timeout_seconds = kDefaultTimeoutSeconds;
  std::uint32_t max_images_per_worker = 0;  ///< then a fresh one takes its place; 0: no limit

  bool check = false;  ///< settings.dry_run is set too
  Budgets budgets;
  Annotations annotations = Annotations::automatic;
  std::string summary_md;  ///< a file; empty: none
  std::string state;       ///< a folder; empty: none
  bool resume = false;
  bool retry_failed = false;
  Shard shard;
  std::optional<double> time_limit_seconds;
  bool lock = false;
  double lock_wait_seconds = 0;
  int nice = 0;

  std::string html_report;  ///< a file; empty: none
  ProgressStyle progress = ProgressStyle::automatic;
  Verbosity verbosity = Verbosity::normal;
  bool plan = false;
  bool stats = false;
  bool json = false;

  /// False where files and folders stay as they are: it is planned, or tried, and no more.
  [[nodiscard]] bool writes() const { return !plan && !settings.dry_run; }
};

/// The reports of runs that are to be printed as one.
struct MergeReports {
  std::vector<std::string> reports;
};

/// What pixherd is and what it is built of.
struct PrintVersion {};

/// Nothing to do but to print this (help, the manual, a configuration) and to exit with this code.
struct PrintAndExit {
  std::string text;
  int exit_code = 0;
};

/// What is to be done: a run, or one of these in its place.
using Command = std::variant<Options, MergeReports, PrintVersion, PrintAndExit>;

struct ParsedArguments {
  Command command;
  /// For standard error, before anything is done: what was given and has no effect.
  std::vector<std::string> warnings{};
};

/// A PrintAndExit with a code other than 0 is an error, and its text names the option and says what
/// is wrong with it. Arguments come before PIXHERD_* variables, these before the project's
/// configuration, and that before the user's own.
ParsedArguments parse_arguments(int argc, const char* const* argv,
                                const Surroundings& surroundings = {});

}  // namespace pixherd
