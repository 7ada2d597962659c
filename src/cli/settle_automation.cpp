// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <variant>

#include "option_values.hpp"
#include "pixherd/base/text.hpp"
#include "settle.hpp"

namespace pixherd {
namespace {

/// Seconds in one of these; 0 where there is no such unit.
double seconds_in(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86400;
    default: return 0;
  }
}

}  // namespace

double duration(std::string_view option, const std::string& text) {
  if (text.empty()) {
    return 0;
  }
  const bool bare = text.back() >= '0' && text.back() <= '9';
  const double unit = bare ? 1 : seconds_in(text.back());
  const std::string_view digits = std::string_view(text).substr(0, text.size() - (bare ? 0 : 1));
  double number = 0;
  const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  constexpr double kLongest = 366 * 86400.0;
  if (wrong != std::errc() || end != digits.data() + digits.size() || unit == 0 || number < 0 ||
      !(number * unit <= kLongest)) {
    throw UsageError{fmt::format("{} {}: a number of seconds was expected, or 90s, 15m, 2h or 1d",
                                 option, text)};
  }
  return number * unit;
}

Shard shard_named(const std::string& text) {
  if (text.empty()) {
    return {};
  }
  const std::size_t slash = text.find('/');
  const auto index = parse_number(std::string_view(text).substr(0, slash));
  const auto count = slash == std::string::npos
                         ? std::nullopt
                         : parse_number(std::string_view(text).substr(slash + 1));
  constexpr std::uint64_t kMost = 10'000;
  if (!index || !count || *index == 0 || *index > *count || *count > kMost) {
    throw UsageError{fmt::format("--shard {}: 2/5 is the second of five shares", text)};
  }
  return {static_cast<std::uint32_t>(*index), static_cast<std::uint32_t>(*count)};
}

MergeReports settle_merging(const Flags& flags) {
  refuse_beside({"--merge-reports", true}, {{"--output", !flags.output.empty()},
                                            {"--in-place", flags.in_place},
                                            {"--same-folder", flags.same_folder},
                                            {"--tasks", !flags.tasks.empty()},
                                            {"--files-from", !flags.files_from.empty()},
                                            {"--files0-from", !flags.files0_from.empty()},
                                            {"--check", flags.check},
                                            {"--plan", flags.plan},
                                            {"--report", !flags.report.empty()},
                                            {"--manifest", !flags.manifest.empty()},
                                            {"--summary-md", !flags.summary_md.empty()}});
  if (flags.inputs.empty()) {
    throw UsageError{"--merge-reports: no INPUT was given: name the reports"};
  }
  return {flags.inputs};
}

Flags with_what_check_implies(Flags flags) {
  refuse_beside({"--check", flags.check}, {{"--plan", flags.plan}});
  refuse_beside({"--output -", flags.output == "-"},
                {{"--check", flags.check},
                 {"--summary-md", !flags.summary_md.empty()},
                 {"--annotations github", flags.annotations == "github"}});
  flags.dry_run = flags.dry_run || flags.check;
  return flags;
}

void settle_automation(Options& options, const Flags& flags) {
  options.check = flags.check;
  if (flags.check) {
    options.budgets = {byte_count("--budget-file", flags.budget_file, 0),
                       byte_count("--budget-total", flags.budget_total, 0), flags.glob_budgets};
  }
  options.annotations = value_named<Annotations>(kAnnotationsNames, flags.annotations)
                            .value_or(Annotations::automatic);
  if (flags.summary_md == "-") {
    throw UsageError{"--summary-md -: give /dev/stdout for standard output, or the name of a file"};
  }
  options.summary_md = flags.summary_md;
  options.state = flags.state;
  const bool state = !flags.state.empty();
  need_beside({"--resume", flags.resume}, state, "--state DIR");
  need_beside({"--retry-failed", flags.retry_failed}, state, "--state DIR");
  need_beside({"--lock", flags.lock}, state, "--state DIR");
  need_beside({"--lock-wait", !flags.lock_wait.empty()}, flags.lock, "--lock");
  refuse_beside({"--resume", flags.resume}, {{"--retry-failed", flags.retry_failed}});
  options.resume = flags.resume;
  options.retry_failed = flags.retry_failed;
  options.shard = shard_named(flags.shard);
  if (options.shard.count > 1 && options.budgets.total != 0) {
    throw UsageError{
        "--budget-total is for all files, and --shard has some of them: check that budget in a run "
        "without --shard, and give --budget-total 0 here"};
  }
  const bool to_stdout = std::holds_alternative<ToStandardOutput>(options.destination);
  refuse_beside({"--output -", to_stdout},
                {{"--shard", !flags.shard.empty()}, {"--time-limit", !flags.time_limit.empty()}});
  if (!flags.time_limit.empty()) {
    options.time_limit_seconds = duration("--time-limit", flags.time_limit);
  }
  options.lock = flags.lock;
  options.lock_wait_seconds = duration("--lock-wait", flags.lock_wait);
  options.nice = flags.nice;
}

}  // namespace pixherd
