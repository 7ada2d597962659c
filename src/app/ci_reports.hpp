// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inspection.hpp"
#include "pixherd/base/result.hpp"
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

  /// Appends the summary that --summary-md asks for; nothing without it.
  Attempt write_summary(const RunFooter& footer);

 private:
  std::string summary_file_;
  std::optional<Inspection> inspection_;
  std::optional<GithubAnnotations> annotations_;
  std::optional<MarkdownSummary> summary_;
};

}  // namespace pixherd
