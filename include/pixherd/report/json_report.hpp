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
  /// `fd` stays the caller's. What it does not take at once is written when it does.
  explicit JsonReport(int fd) : fd_(fd) {}

  void begin(const RunHeader& header) override;
  void record(const Record& record) override;
  void progress(const RunProgress&, const RunTotals&) override {}
  void warn(const std::string&) override {}
  void end(const RunFooter& footer) override;

  [[nodiscard]] std::optional<Unheard> unheard() const override { return unheard_; }

 private:
  void write_line(const std::string& line);

  int fd_;
  std::optional<Unheard> unheard_;
};

/// The one JSON object of --plan.
std::string plan_json(const PlanSummary& plan);

}  // namespace pixherd
