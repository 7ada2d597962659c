// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/terminal_report.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "finding_text.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool is_dumb_terminal() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

unsigned terminal_columns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 80;
}

std::string paint(bool colour, std::string_view code, std::string_view text) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string record_line(const Record& record) {
  const Outcome& outcome = record.outcome;
  std::string line =
      fmt::format("{}: {}", words_for(outcome.status), printable(record.original_path));
  if (outcome.status == TaskStatus::saved || outcome.status == TaskStatus::would_save) {
    line += fmt::format(" ({})", change_text(outcome));
  } else if (outcome.error) {
    line += ": " + printable(outcome.error->message);
  } else if (outcome.reason) {
    line += ": " + printable(outcome.reason->message);
  }
  return line;
}

}  // namespace

TerminalStyle terminal_style() {
  TerminalStyle style;
  const bool terminal = ::isatty(STDERR_FILENO) == 1 && !is_dumb_terminal();
  style.bar = terminal;
  style.colour = terminal && !is_set("NO_COLOR");
  style.columns = terminal ? terminal_columns() : 80;
  return style;
}

TerminalReport::~TerminalReport() { clear_bar(); }

void TerminalReport::clear_bar() {
  if (bar_shown_) {
    std::fwrite(kClearLine.data(), 1, kClearLine.size(), stderr);
    std::fflush(stderr);
    bar_shown_ = false;
  }
}

void TerminalReport::say(const std::string& line) {
  clear_bar();
  if (style_.results_to_stderr) {
    report(line);
  } else {
    stdout_.write(line + "\n");
  }
}

void TerminalReport::report(const std::string& line) {
  clear_bar();
  std::fputs((line + "\n").c_str(), stderr);
  std::fflush(stderr);
}

void TerminalReport::begin(const RunHeader&) {}

void TerminalReport::record(const Record& record) {
  if (record.outcome.status == TaskStatus::failed) {
    const std::string message = record.outcome.error ? record.outcome.error->message : "";
    report(fmt::format("pixherd: {}: {}: {}", paint(style_.colour, "31", "failed"),
                       printable(record.original_path), printable(message)));
  } else if (record.finding.any()) {
    report_finding(record);
  } else if (style_.verbose && !style_.quiet) {
    say(record_line(record));
  }
}

void TerminalReport::report_finding(const Record& record) {
  const Finding& finding = record.finding;
  const auto tell = [&](const std::string& what) {
    report(fmt::format("pixherd: {}: {}", printable(record.original_path), what));
  };
  if (finding.shrinks) {
    tell(shrinking_text(record.outcome));
  }
  if (finding.over_budget) {
    tell(over_budget_text(*finding.over_budget));
  }
}

void TerminalReport::report_verdict(const RunFooter& footer) {
  const std::uint64_t failed = footer.totals.count(TaskStatus::failed);
  if (!footer.check || (!footer.check->any() && failed == 0)) {
    return;
  }
  report(fmt::format("pixherd: {}: {}", paint(style_.colour, "31", "check failed"),
                     verdict_text(*footer.check, failed)));
  for (const std::string& remedy : footer.check->remedies) {
    report(fmt::format("pixherd: {}", remedy));
  }
}

void TerminalReport::progress(const RunProgress& progress, const RunTotals& totals) {
  if (!style_.bar || style_.quiet) {
    return;
  }
  const std::string line = progress_line(progress, totals, style_.columns);
  const std::string shown = fmt::format("{}{}", kClearLine, line);
  std::fwrite(shown.data(), 1, shown.size(), stderr);
  std::fflush(stderr);
  bar_shown_ = true;
}

void TerminalReport::warn(const std::string& message) {
  if (!style_.quiet) {
    report(fmt::format("pixherd: {}", printable(message)));
  }
}

void TerminalReport::end(const RunFooter& footer) {
  clear_bar();
  if (footer.end == RunEnd::time_limit) {
    if (!style_.quiet) {
      report(fmt::format("pixherd: {}", printable(footer.stop_reason)));
    }
  } else if (!footer.stop_reason.empty()) {
    report(fmt::format("pixherd: {}: {}", paint(style_.colour, "31", "stopped early"),
                       printable(footer.stop_reason)));
  }
  report_verdict(footer);
  if (style_.quiet) {
    return;
  }
  say(summary_line(footer));
  if (style_.stats) {
    say(stats_text(footer.metrics, footer.totals));
  }
}

}  // namespace pixherd
