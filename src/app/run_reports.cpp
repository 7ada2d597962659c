// SPDX-License-Identifier: Apache-2.0
#include "run_reports.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pixherd/base/text.hpp"
#include "pixherd/files/text_file.hpp"

namespace pixherd {
namespace {

std::string time_of_day() {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::chrono::system_clock::now()));
}

/// A file by the option that names it.
struct ReportFile {
  const char* option;
  const std::string& path;
};

std::vector<ReportFile> report_files(const Options& options) {
  std::vector<ReportFile> files;
  for (const ReportFile& file :
       {ReportFile{"--report", options.html_report}, ReportFile{"--manifest", options.manifest},
        ReportFile{"--summary-md", options.summary_md}}) {
    if (!file.path.empty()) {
      files.push_back(file);
    }
  }
  return files;
}

std::string shown(const ReportFile& file) {
  return fmt::format("{} {}", file.option, printable(file.path));
}

/// The first that fails is how a run that went well ends; else it is told of beside that end, since
/// what an earlier run left there could be taken for this one's.
void heed(const Attempt& written, const ReportFile& file, RunReporter& reporter,
          RunResult& result) {
  if (written) {
    return;
  }
  const std::string reason = fmt::format("{}: {}", shown(file), written.error().message);
  if (ended_well(result.end)) {
    result.end = RunEnd::stopped;
    result.stop_reason = reason;
  } else {
    reporter.trouble(reason + "; it has nothing of this run");
  }
}

/// What cannot be read is not to be replaced: it may be all that is known of other images.
Attempt keep_earlier(const std::string& file, Manifest& manifest) {
  const auto earlier = read_text_file(file);
  if (!earlier) {
    return earlier.error().code == ErrorCode::not_found ? success() : Attempt(earlier.error());
  }
  return manifest.keep_from(*earlier);
}

/// Absolute and without links, for comparing; what is not there yet is taken as it is written.
std::string place_of(const ReportFile& file) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(file.path, error);
  return std::filesystem::weakly_canonical(absolute, error).string();
}

}  // namespace

TerminalStyle style_for(const Options& options, bool results_to_stderr) {
  TerminalStyle style = terminal_style();
  style.verbosity = options.verbosity;
  style.stats = options.stats;
  style.bar = style.bar && options.progress != ProgressStyle::none;
  style.herd = options.progress == ProgressStyle::herd;
  style.results_to_stderr = results_to_stderr;
  return style;
}

Result<Fd> RunReports::check(const Options& options) {
  const std::vector<ReportFile> files = report_files(options);
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = i + 1; j < files.size(); ++j) {
      if (place_of(files[i]) == place_of(files[j])) {
        return usage_error(
            fmt::format("{} and {} would be one file", shown(files[i]), shown(files[j])));
      }
    }
  }
  Fd reached;
  for (const ReportFile& file : files) {
    if (&file.path != &options.summary_md) {
      if (const Attempt can = can_write_text_file(file.path); !can) {
        return usage_error(fmt::format("{}: {}", shown(file), can.error().message));
      }
      continue;
    }
    Result<Fd> summary = reach_for_appending(file.path);
    if (!summary) {
      return usage_error(fmt::format("{}: {}", shown(file), summary.error().message));
    }
    reached = std::move(*summary);
  }
  return reached;
}

Attempt RunReports::check_beside(const TaskTable& table, const Options& options) {
  for (const ReportFile& file : report_files(options)) {
    if (table.leads_to_input(file.path)) {
      return usage_error(fmt::format("{}: is an input; nothing was done", shown(file)));
    }
  }
  if (options.manifest.empty()) {
    return success();
  }
  Manifest nothing_yet(options.manifest);
  const Attempt kept = keep_earlier(options.manifest, nothing_yet);
  return kept ? success()
              : usage_error(fmt::format("{}: {}", shown({"--manifest", options.manifest}),
                                        kept.error().message));
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

void RunReports::leave_to_others(const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    manifest_.leave_to_others(input);
  }
}

void RunReports::write_manifest(RunReporter& reporter, RunResult& result) {
  const ReportFile file{"--manifest", options_.manifest};
  if (const Attempt kept = keep_earlier(file.path, manifest_); !kept) {
    heed(kept, file, reporter, result);
    return;
  }
  if (const auto unlisted = manifest_.unlisted(); !unlisted.empty()) {
    reporter.trouble(fmt::format(
        "{}: the run did not come to {} of the images, {} first, and the manifest does not list "
        "them: a run that comes to its end lists all",
        shown(file), unlisted.size(), printable(unlisted.front())));
  }
  heed(write_text_file(file.path, manifest_.text()), file, reporter, result);
}

void RunReports::write_files(RunReporter& reporter, RunResult& result) {
  if (!options_.manifest.empty() && !options_.settings.dry_run) {
    write_manifest(reporter, result);
  }
  if (page_) {
    heed(write_text_file(options_.html_report, page_->html(reporter.footer(result), time_of_day())),
         {"--report", options_.html_report}, reporter, result);
  }
  // The last, since it says how the run ended: what is put behind a text cannot be taken back.
  if (!options_.summary_md.empty()) {
    heed(ci_.write_summary(reporter.footer(result)), {"--summary-md", options_.summary_md},
         reporter, result);
  }
}

}  // namespace pixherd
