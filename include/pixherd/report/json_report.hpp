// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pixherd/report/report_stream.hpp"
#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// NDJSON on a stream: a header, one record a file as it ends, and a footer, each line flushed.
/// Without the footer the report is that of an incomplete run. docs/json.md documents the fields;
/// they are only ever added to.
class JsonReport : public RunReport {
 public:
  /// `fd` stays the caller's.
  explicit JsonReport(int fd) : stream_(fd) {}

  void begin(const RunHeader& header) override;
  void record(const Record& record) override;
  void progress(const RunProgress&, const RunTotals&) override {}
  void warn(const std::string& message) override { warnings_.push_back(message); }
  void end(const RunFooter& footer) override;

  void finish(const Patience& patience) override { stream_.finish(patience); }
  void flush() override { stream_.flush(); }
  [[nodiscard]] int blocked_fd() const override { return stream_.blocked_fd(); }
  [[nodiscard]] bool is_behind() const override { return stream_.is_full(); }
  [[nodiscard]] std::optional<Unheard> unheard() const override { return stream_.unheard(); }

 private:
  ReportStream stream_;
  std::vector<std::string> warnings_;  ///< of the run, for the footer
};

/// The one JSON object of --plan.
std::string plan_json(const PlanSummary& plan);

}  // namespace pixherd
