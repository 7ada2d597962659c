// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pixherd/app/task_table.hpp"
#include "pixherd/pool/run_observer.hpp"
#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// Makes records with names out of what the run says of task numbers, adds them up, and hands them
/// to every report.
class RunReporter : public RunObserver {
 public:
  RunReporter(const TaskTable& table, std::vector<RunReport*> reports)
      : table_(table), reports_(std::move(reports)) {}

  void begin(const RunHeader& header);
  /// The inputs that never became tasks, and those that have been done before.
  void report_ended();
  void end(const RunFooter& footer);
  /// Returns once all of it has been taken; as ReportStream::finish().
  void finish(double seconds, int interrupt_fd);

  void task_ended(TaskId task, const Outcome& outcome, int slot, double seconds) override;
  void progressed(const RunProgress& progress) override;
  void warned(const std::string& message) override;
  void flush() override;
  [[nodiscard]] int blocked_fd() const override;
  [[nodiscard]] bool is_behind() const override;
  [[nodiscard]] std::optional<Unheard> unheard() const override;

  [[nodiscard]] const RunTotals& totals() const { return totals_; }

 private:
  [[nodiscard]] Record record_of(const Task& task, const Outcome& outcome) const;
  void add(const Record& record);

  const TaskTable& table_;
  std::vector<RunReport*> reports_;
  RunTotals totals_;
};

}  // namespace pixherd
