// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unordered_map>
#include <vector>

#include "pixherd/pool/batch_run.hpp"
#include "pixherd/pool/run_observer.hpp"
#include "pixherd/report/run_report.hpp"
#include "task_table.hpp"

namespace pixherd {

class Inspection;

/// Makes records with names out of what the run says of task numbers, adds them up, and hands them
/// to every report. With --check it has each of them looked at first.
class RunReporter : public RunObserver {
 public:
  /// `inspection` may be null.
  RunReporter(const TaskTable& table, std::vector<RunReport*> reports,
              Inspection* inspection = nullptr)
      : table_(table), reports_(std::move(reports)), inspection_(inspection) {}

  void begin(const RunHeader& header);
  /// The inputs that never became tasks, and those that have been done before.
  void report_ended();
  void end(const RunFooter& footer);
  /// Returns once all of it has been taken; as ReportStream::finish().
  void finish(const Patience& patience);

  void task_started(TaskId task, unsigned slot, double seconds) override;
  void task_ended(TaskId task, const Outcome& outcome, int slot, double seconds) override;
  void progressed(const RunProgress& progress) override;
  void warned(const std::string& message) override;
  void trouble(const std::string& message);
  [[nodiscard]] std::optional<std::uint64_t> thumbnails_above() const override;
  void flush() override;
  [[nodiscard]] int blocked_fd() const override;
  [[nodiscard]] bool is_behind() const override;
  [[nodiscard]] std::optional<Unheard> unheard() const override;

  [[nodiscard]] const RunTotals& totals() const { return totals_; }
  /// What is to be said at the end of a run that came to this.
  [[nodiscard]] RunFooter footer(const RunResult& result) const;

 private:
  [[nodiscard]] Record record_of(const Task& task, const Outcome& outcome) const;
  void add(Record record);

  const TaskTable& table_;
  std::vector<RunReport*> reports_;
  Inspection* inspection_;
  RunTotals totals_;
  std::unordered_map<TaskId, double> started_;  ///< those that have not ended
};

}  // namespace pixherd
