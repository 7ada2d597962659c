// SPDX-License-Identifier: Apache-2.0
#include "run_reports.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>

#include "pixherd/files/text_file.hpp"

namespace pixherd {
namespace {

std::string time_of_day() {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::chrono::system_clock::now()));
}

void heed(const Attempt& written, std::string_view option, const std::string& path,
          RunResult& result) {
  if (!written && ended_well(result.end)) {
    result.end = RunEnd::stopped;
    result.stop_reason = fmt::format("{} {}: {}", option, path, written.error().message);
  }
}

}  // namespace

TerminalStyle style_for(const Options& options, bool results_to_stderr) {
  TerminalStyle style = terminal_style();
  style.quiet = options.verbosity == Verbosity::quiet;
  style.verbose = options.verbosity == Verbosity::verbose;
  style.stats = options.stats;
  style.bar = style.bar && options.progress != ProgressStyle::none;
  style.herd = options.progress == ProgressStyle::herd;
  style.results_to_stderr = results_to_stderr;
  return style;
}

Result<Fd> RunReports::check(const Options& options) {
  const auto refused = [](const char* option, const std::string& file, const Error& error) {
    return Error{ErrorCode::usage,
                 fmt::format("{} {}: {}", option, printable(file), error.message)};
  };
  if (const std::string& file = options.html_report; !file.empty()) {
    if (const Attempt can = can_write_text_file(file); !can) {
      return refused("--report", file, can.error());
    }
  }
  if (const std::string& file = options.manifest; !file.empty()) {
    if (const Attempt can = can_write_text_file(file); !can) {
      return refused("--manifest", file, can.error());
    }
  }
  if (const std::string& file = options.summary_md; !file.empty()) {
    Result<Fd> reached = reach_for_appending(file);
    return reached ? std::move(reached) : refused("--summary-md", file, reached.error());
  }
  return Fd();
}

RunReports::RunReports(const Options& options)
    : options_(options),
      terminal_(style_for(options, options.json)),
      json_(STDOUT_FILENO),
      manifest_(options.manifest),
      ci_(options),
      all_{&terminal_} {
  if (options.json) {
    all_.push_back(&json_);
  }
  if (!options.manifest.empty()) {
    all_.push_back(&manifest_);
  }
  ci_.join(all_);
  if (!options.html_report.empty()) {
    all_.push_back(&page_.emplace());
  }
}

void RunReports::write_files(const RunReporter& reporter, RunResult& result) {
  if (!options_.manifest.empty() && !options_.settings.dry_run) {
    heed(write_text_file(options_.manifest, manifest_.text()), "--manifest", options_.manifest,
         result);
  }
  if (!options_.summary_md.empty()) {
    heed(ci_.write_summary(reporter.footer(result)), "--summary-md", options_.summary_md, result);
  }
  if (page_) {
    heed(write_text_file(options_.html_report, page_->html(reporter.footer(result), time_of_day())),
         "--report", options_.html_report, result);
  }
}

}  // namespace pixherd
