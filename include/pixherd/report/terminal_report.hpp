// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <optional>
#include <string>

#include "pixherd/domain/verbosity.hpp"
#include "pixherd/report/live_lines.hpp"
#include "pixherd/report/report_stream.hpp"
#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// How a run talks to a person.
struct TerminalStyle {
  Verbosity verbosity = Verbosity::normal;
  bool stats = false;              ///< the figures at the end
  bool results_to_stderr = false;  ///< stdout belongs to somebody else (--json)
  bool bar = false;                ///< stderr is a terminal that can overwrite a line
  bool herd = false;               ///< and below it a line for each worker, where there is room
  bool colour = false;
};

/// Finds out what the standard streams are, and what NO_COLOR and TERM ask for.
TerminalStyle terminal_style();

/// Results on stdout: a line a file when verbose, one summary line, the figures. Messages and the
/// progress bar, with or without the herd, on stderr; the bar only where it can be overwritten.
class TerminalReport : public RunReport {
 public:
  explicit TerminalReport(TerminalStyle style) : style_(style) {}

  void begin(const RunHeader& header) override;
  void record(const Record& record) override;
  void progress(const RunProgress& progress, const RunTotals& totals) override;
  void warn(const std::string& message) override;
  void trouble(const std::string& message) override;
  void end(const RunFooter& footer) override;
  void finish(const Patience& patience) override;
  void flush() override;
  [[nodiscard]] int blocked_fd() const override;
  [[nodiscard]] bool is_behind() const override { return stdout_.is_full() || stderr_.is_full(); }
  /// Of results; messages may be lost, as where standard error is closed.
  [[nodiscard]] std::optional<Unheard> unheard() const override { return stdout_.unheard(); }

 private:
  [[nodiscard]] bool is_quiet() const { return style_.verbosity == Verbosity::quiet; }
  [[nodiscard]] bool is_verbose() const { return style_.verbosity == Verbosity::verbose; }
  void say(const std::string& line);     ///< stdout
  void report(const std::string& line);  ///< stderr
  void report_finding(const Record& record);
  void report_ending(const RunFooter& footer);
  void report_verdict(const RunFooter& footer);

  TerminalStyle style_;
  std::uint64_t noted_ = 0;  ///< records that have notes
  ReportStream stdout_{STDOUT_FILENO};
  ReportStream stderr_{STDERR_FILENO};
  LiveLines live_{stderr_};
};

/// The bar's line: images, bytes saved, rate and remaining time, in at most `columns` characters.
std::string progress_line(const RunProgress& progress, const RunTotals& totals, unsigned columns);

/// The figures of --stats, several lines.
std::string stats_text(const RunMetrics& metrics, const RunTotals& totals);

}  // namespace pixherd
