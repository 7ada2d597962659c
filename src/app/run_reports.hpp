// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ci_reports.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/pool/batch_run.hpp"
#include "pixherd/report/json_report.hpp"
#include "pixherd/report/manifest.hpp"
#include "pixherd/report/page_report.hpp"
#include "pixherd/report/terminal_report.hpp"
#include "run_reporter.hpp"
#include "task_table.hpp"

namespace pixherd {

/// How the terminal is told of a run; results go to standard error where standard output has
/// something else to take.
TerminalStyle style_for(const Options& options, bool results_to_stderr);

/// All that is told of a run: on the terminal, and as far as it was asked for as JSON, as a
/// manifest, to CI and as a page.
class RunReports {
 public:
  /// That those that are files can be written where they are to be, each for itself; before any
  /// work. What it returns is to be kept until they are: see reach_for_appending(). An Error
  /// (usage).
  static Result<Fd> check(const Options& options);

  /// That none of them is an input, once those are known, and that what a manifest is to replace is
  /// one. An Error (usage).
  static Attempt check_beside(const TaskTable& table, const Options& options);

  /// `options` must outlive it.
  explicit RunReports(const Options& options);
  RunReports(const RunReports&) = delete;
  RunReports& operator=(const RunReports&) = delete;

  [[nodiscard]] const std::vector<RunReport*>& all() const { return all_; }
  /// Null without --check.
  [[nodiscard]] Inspection* inspection() { return ci_.inspection(); }

  /// Inputs that other shares of the run see to: a manifest keeps what it has of them.
  void leave_to_others(const std::vector<std::string>& inputs);

  /// Those that are files, at the end of a run. If one cannot be written, the run has not done what
  /// it was asked for.
  void write_files(RunReporter& reporter, RunResult& result);

 private:
  void write_manifest(RunReporter& reporter, RunResult& result);

  const Options& options_;
  TerminalReport terminal_;
  JsonReport json_;
  Manifest manifest_;
  CiReports ci_;
  std::optional<PageReport> page_;
  std::vector<RunReport*> all_;
};

}  // namespace pixherd
