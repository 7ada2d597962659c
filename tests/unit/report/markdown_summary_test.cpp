// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/markdown_summary.hpp"

#include "support/catch.hpp"

namespace pixherd {
namespace {

std::string title_after(RunEnd end, const CheckFindings& found) {
  RunFooter footer;
  footer.end = end;
  footer.check = found;
  const std::string text = MarkdownSummary().text(footer, kMostSummaryBytes);
  return text.substr(0, text.find('\n'));
}

TEST_CASE("a summary says of a check that did not see all files that it is not finished") {
  CheckFindings found;
  found.shrinking_files = 1;
  CHECK(title_after(RunEnd::done, {}) == "### pixherd: check passed");
  CHECK(title_after(RunEnd::done, found) == "### pixherd: check failed");
  for (const RunEnd end : {RunEnd::time_limit, RunEnd::signal, RunEnd::stopped}) {
    CAPTURE(name(end));
    CHECK(title_after(end, {}) == "### pixherd: check not finished");
    CHECK(title_after(end, found) == "### pixherd: check failed");
  }
}

}  // namespace
}  // namespace pixherd
