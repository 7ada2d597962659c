// SPDX-License-Identifier: Apache-2.0
// Words that terminals, logs and pages show, where names and counts could spoil them.
#include "pixherd/report/github_annotations.hpp"
#include "pixherd/report/markdown_summary.hpp"
#include "pixherd/report/terminal_report.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

TEST_CASE("an annotation's name has no control characters but the ends of lines, by their number") {
  CHECK(workflow_command("error", "a\x1B[31m\xC2\x9B\nb\xFF,.jpg", "", "m") ==
        "::error file=a\\x1b[31m\\xc2\\x9b%0Ab\\xff%2C.jpg::m\n");
  CHECK(workflow_command("error", "\xC3\xA4.jpg\r", "", "m") ==
        "::error file=\xC3\xA4.jpg%0D::m\n");
}

TEST_CASE("a name in a summary is no link") {
  CHECK(escaped_markdown("www.example.com.jpg") == "www&#46;example.com.jpg");
  CHECK(escaped_markdown("a.www.b.jpg") == "a.www&#46;b.jpg");
}

TEST_CASE("a summary does not call a run stopped that reached its time limit") {
  MarkdownSummary summary;
  RunFooter footer;
  footer.end = RunEnd::time_limit;
  footer.stop_reason = "the time is over";
  CHECK(summary.text(footer, kMostSummaryBytes)
            .find("\nThe run did not do all: the time is over.\n") != std::string::npos);
  footer.end = RunEnd::stopped;
  CHECK(summary.text(footer, kMostSummaryBytes)
            .find("\nThe run stopped early: the time is over.\n") != std::string::npos);
}

TEST_CASE("statistics count one of a thing as one") {
  RunMetrics metrics;
  metrics.chunk_sizes = {{5, 1}};
  metrics.deferred_grants = 1;
  metrics.workers.resize(1);
  metrics.workers.front().tasks = 1;
  const std::string text = stats_text(metrics, RunTotals());
  CHECK(text.find("1 chunk of 5 tasks,") != std::string::npos);
  CHECK(text.find("; 1 image waited for memory") != std::string::npos);
  CHECK(text.find("1 task, busy") != std::string::npos);
  metrics.chunk_sizes = {{1, 1}, {5, 2}};
  CHECK(stats_text(metrics, RunTotals()).find("3 chunks of 1 to 5 tasks,") != std::string::npos);
}

}  // namespace
}  // namespace pixherd
