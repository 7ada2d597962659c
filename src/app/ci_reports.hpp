// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "inspection.hpp"
#include "pixherd/app/run_reporter.hpp"
#include "pixherd/pool/batch_run.hpp"
#include "pixherd/report/github_annotations.hpp"
#include "pixherd/report/markdown_summary.hpp"

namespace pixherd {

/// What a CI step has of a run, as far as it was asked for: --check, --annotations, --summary-md.
class CiReports {
 public:
  explicit CiReports(const Options& options);

  /// Puts those that were asked for behind the others.
  void join(std::vector<RunReport*>& reports);

  /// Null without --check.
  [[nodiscard]] Inspection* inspection() { return inspection_ ? &*inspection_ : nullptr; }

  /// Where it cannot be written the run has not done what it was asked for.
  void write_summary(const RunReporter& reporter, RunResult& result);

 private:
  std::string summary_file_;
  std::optional<Inspection> inspection_;
  std::optional<GithubAnnotations> annotations_;
  std::optional<MarkdownSummary> summary_;
};

}  // namespace pixherd
