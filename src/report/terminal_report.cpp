// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/terminal_report.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "finding_text.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/report/herd_view.hpp"
#include "run_words.hpp"

namespace pixherd {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool is_dumb_terminal() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

TerminalSize terminal_size() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return {size.ws_col, size.ws_row};
  }
  return {};
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
  for (const std::string& note : outcome.notes) {
    line += "\n  note: " + printable(note);
  }
  return line;
}

}  // namespace

TerminalStyle terminal_style() {
  TerminalStyle style;
  const bool terminal = ::isatty(STDERR_FILENO) == 1 && !is_dumb_terminal();
  style.bar = terminal;
  style.colour = terminal && !is_set("NO_COLOR");
  return style;
}

void TerminalReport::say(const std::string& line) {
  live_.clear();
  if (style_.results_to_stderr) {
    report(line);
  } else {
    stdout_.write(line + "\n");
  }
}

void TerminalReport::report(const std::string& line) {
  live_.clear();
  stderr_.write(line + "\n");
}

void TerminalReport::flush() {
  stdout_.flush();
  stderr_.flush();
}

int TerminalReport::blocked_fd() const {
  return stdout_.blocked_fd() >= 0 ? stdout_.blocked_fd() : stderr_.blocked_fd();
}

void TerminalReport::finish(const Patience& patience) {
  stdout_.finish(patience);
  stderr_.finish(patience);
}

void TerminalReport::begin(const RunHeader&) {}

void TerminalReport::record(const Record& record) {
  noted_ += record.outcome.notes.empty() ? 0U : 1U;
  if (record.outcome.status == TaskStatus::failed) {
    const std::string message = record.outcome.error ? record.outcome.error->message : "";
    report(fmt::format("pixherd: {}: {}: {}", paint(style_.colour, "31", "failed"),
                       printable(record.original_path), printable(message)));
  } else if (record.finding.any()) {
    report_finding(record);
  } else if (is_verbose()) {
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

void TerminalReport::report_ending(const RunFooter& footer) {
  if (footer.end != RunEnd::done) {
    report(fmt::format("pixherd: {}: {}",
                       paint(style_.colour && !ended_well(footer.end), "31", words_for(footer.end)),
                       printable(why_ended(footer))));
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
  if (!style_.bar || is_quiet()) {
    return;
  }
  // The window may have another size than at the last look.
  const TerminalSize terminal = terminal_size();
  std::vector<std::string> lines{progress_line(progress, totals, terminal.columns)};
  if (style_.herd && has_room_for_herd(terminal, progress.herd.size())) {
    for (std::string& line : herd_lines(progress.herd, terminal.columns)) {
      lines.push_back(std::move(line));
    }
  }
  live_.show(std::move(lines));
}

void TerminalReport::warn(const std::string& message) {
  if (!is_quiet()) {
    trouble(message);
  }
}

void TerminalReport::trouble(const std::string& message) {
  report(fmt::format("pixherd: {}", printable(message)));
}

void TerminalReport::end(const RunFooter& footer) {
  live_.clear();
  if (!ended_well(footer.end) || !is_quiet()) {
    report_ending(footer);
  }
  report_verdict(footer);
  if (is_quiet()) {
    return;
  }
  say(summary_line(footer));
  if (noted_ > 0 && !is_verbose()) {
    report(fmt::format("pixherd: {} {}: -v shows them", noted_,
                       noted_ == 1 ? "image has notes" : "images have notes"));
  }
  if (style_.stats) {
    say(stats_text(footer.metrics, footer.totals));
  }
}

}  // namespace pixherd
