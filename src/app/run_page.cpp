// SPDX-License-Identifier: Apache-2.0
#include "run_page.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <string>

#include "pixherd/files/text_file.hpp"

namespace pixherd {
namespace {

std::string time_of_day() {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::chrono::system_clock::now()));
}

}  // namespace

std::unique_ptr<PageReport> make_page(const Options& options) {
  return options.html_report.empty() ? nullptr : std::make_unique<PageReport>();
}

Attempt check_page(const Options& options) {
  if (options.html_report.empty()) {
    return success();
  }
  const Attempt can = can_write_text_file(options.html_report);
  return can ? success()
             : Attempt(Error{ErrorCode::usage, fmt::format("--report {}: {}", options.html_report,
                                                           can.error().message)});
}

void write_page(const Options& options, const PageReport* page, const RunReporter& reporter,
                RunResult& result) {
  if (page == nullptr) {
    return;
  }
  const RunTotals& totals = reporter.totals();
  const RunFooter footer{result.end, exit_code_for(result.end, totals, result.signal_number),
                         result.stop_reason, totals, result.metrics};
  const Attempt written = write_text_file(options.html_report, page->html(footer, time_of_day()));
  if (!written && ended_well(result.end)) {
    result.end = RunEnd::stopped;
    result.stop_reason =
        fmt::format("--report {}: {}", options.html_report, written.error().message);
  }
}

}  // namespace pixherd
