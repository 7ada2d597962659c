// SPDX-License-Identifier: Apache-2.0
#include "ci_reports.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "pixherd/files/text_file.hpp"

namespace pixherd {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool wants_annotations(Annotations wish) {
  switch (wish) {
    case Annotations::github: return true;
    case Annotations::none: return false;
    case Annotations::automatic: break;
  }
  return variable("GITHUB_ACTIONS") == "true";
}

}  // namespace

CiReports::CiReports(const Options& options) : summary_file_(options.summary_md) {
  if (options.check) {
    inspection_.emplace(options);
  }
  if (wants_annotations(options.annotations)) {
    // Among the lines of --json they would be no JSON; GitHub reads both streams.
    annotations_.emplace(options.json ? STDERR_FILENO : STDOUT_FILENO,
                         std::string(variable("GITHUB_WORKSPACE")));
  }
  if (!options.summary_md.empty()) {
    summary_.emplace();
  }
}

void CiReports::join(std::vector<RunReport*>& reports) {
  if (summary_) {
    reports.push_back(&*summary_);
  }
  if (annotations_) {
    reports.push_back(&*annotations_);
  }
}

Attempt CiReports::write_summary(const RunFooter& footer) {
  if (!summary_) {
    return success();
  }
  const auto added = append_to_text_file(summary_file_, kMostSummaryBytes, [&](std::size_t room) {
    return summary_->text(footer, room);
  });
  return added ? success() : Attempt(added.error());
}

}  // namespace pixherd
