// SPDX-License-Identifier: Apache-2.0
#include "run_reporter.hpp"

#include <algorithm>
#include <utility>

#include "inspection.hpp"

namespace pixherd {

void RunReporter::begin(const RunHeader& header) {
  for (RunReport* report : reports_) {
    report->begin(header);
  }
}

void RunReporter::report_ended() {
  for (const EndedInput& input : table_.ended()) {
    add({input.original_path, {}, {}, input.outcome, -1, 0});
  }
  for (const Task& task : table_.done_before()) {
    add(record_of(task, table_.earlier_outcome(task)));
  }
}

void RunReporter::end(const RunFooter& footer) {
  for (RunReport* report : reports_) {
    report->end(footer);
  }
}

void RunReporter::finish(const Patience& patience) {
  for (RunReport* report : reports_) {
    report->finish(patience);
  }
}

void RunReporter::task_started(TaskId id, unsigned, double seconds) {
  started_.insert_or_assign(id, seconds);
}

Record RunReporter::record_of(const Task& task, const Outcome& outcome) const {
  Record record{table_.shown_input(task), {}, {}, outcome, -1, 0};
  for (const MadeRendition& made : outcome.renditions) {
    record.rendition_paths.push_back(table_.shown_output(table_.rendition_name(task, made), task));
  }
  if (!table_.settings_of(task).renditions.empty()) {
    for (const MadeRendition& there : outcome.standing) {
      record.standing_paths.push_back(
          table_.shown_output(table_.rendition_name(task, there), task));
    }
  }
  if (outcome.status == TaskStatus::saved || outcome.status == TaskStatus::would_save) {
    record.optimized_path = record.rendition_paths.empty()
                                ? table_.shown_output(table_.output_name(task), task)
                                : record.rendition_paths.front();
  } else if (outcome.status == TaskStatus::copied) {
    record.optimized_path = table_.shown_output(table_.copy_name(task), task);
  }
  return record;
}

void RunReporter::task_ended(TaskId id, const Outcome& outcome, int slot, double seconds) {
  Record record = record_of(table_.tasks()[id], outcome);
  record.worker = slot;
  record.seconds = seconds;
  if (const auto started = started_.extract(id)) {
    record.started = started.mapped();
  }
  add(std::move(record));
}

void RunReporter::progressed(const RunProgress& progress) {
  RunProgress named = progress;
  for (WorkerGlance& worker : named.herd) {
    if (worker.task) {
      worker.file = table_.shown_input(table_.tasks()[*worker.task]);
    }
  }
  for (RunReport* report : reports_) {
    report->progress(named, totals_);
  }
}

std::optional<std::uint64_t> RunReporter::thumbnails_above() const {
  for (const RunReport* report : reports_) {
    if (const auto above = report->thumbnails_above()) {
      return above;
    }
  }
  return std::nullopt;
}

void RunReporter::warned(const std::string& message) {
  for (RunReport* report : reports_) {
    report->warn(message);
  }
}

void RunReporter::trouble(const std::string& message) {
  for (RunReport* report : reports_) {
    report->trouble(message);
  }
}

void RunReporter::flush() {
  for (RunReport* report : reports_) {
    report->flush();
  }
}

int RunReporter::blocked_fd() const {
  for (const RunReport* report : reports_) {
    if (const int fd = report->blocked_fd(); fd >= 0) {
      return fd;
    }
  }
  return -1;
}

bool RunReporter::is_behind() const {
  return std::any_of(reports_.begin(), reports_.end(),
                     [](const RunReport* report) { return report->is_behind(); });
}

std::optional<Unheard> RunReporter::unheard() const {
  for (const RunReport* report : reports_) {
    if (auto unheard = report->unheard()) {
      return unheard;
    }
  }
  return std::nullopt;
}

RunFooter RunReporter::footer(const RunResult& result) const {
  RunFooter footer{result.end,
                   exit_code_for(result.end, totals_, result.signal_number),
                   result.signal_number,
                   result.stop_reason,
                   totals_,
                   result.metrics};
  if (inspection_ != nullptr) {
    footer.check = inspection_->findings();
    if (footer.exit_code == kExitDone && footer.check->any()) {
      footer.exit_code = kExitSomeFailed;
    }
  }
  return footer;
}

void RunReporter::add(Record record) {
  totals_.add(record.outcome);
  if (inspection_ != nullptr) {
    record.finding = inspection_->look_at(record.original_path, record.outcome);
  }
  for (RunReport* report : reports_) {
    report->record(record);
  }
}

}  // namespace pixherd
