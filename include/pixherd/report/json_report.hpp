// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// NDJSON on a stream: a header, one record a file as it ends, and a footer, each line flushed.
/// Without the footer the report is that of an incomplete run. README documents the fields; they
/// are only ever added to.
class JsonReport : public RunReport {
 public:
  /// `fd` stays the caller's. What it does not take at once is written when it does; a reader that
  /// is gone makes write_failed() true.
  explicit JsonReport(int fd) : fd_(fd) {}

  void begin(const RunHeader& header) override;
  void record(const Record& record) override;
  void progress(const RunProgress&, const RunTotals&) override {}
  void warn(const std::string&) override {}
  void end(const RunFooter& footer) override;

  [[nodiscard]] bool write_failed() const { return failed_; }

 private:
  void write_line(const std::string& line);

  int fd_;
  bool failed_ = false;
};

/// The one JSON object of --plan.
std::string plan_json(const PlanSummary& plan);

}  // namespace pixherd
