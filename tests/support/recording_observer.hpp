// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "pixherd/base/clock.hpp"
#include "pixherd/pool/run_observer.hpp"

namespace pixherd {

/// Writes down what a run says. Ends a run that hangs, by throwing out of it.
class RecordingObserver : public RunObserver {
 public:
  explicit RecordingObserver(std::uint32_t tasks)
      : outcomes(tasks), slots(tasks, -2), begun(tasks) {}

  std::vector<std::optional<Outcome>> outcomes;  ///< by task
  std::vector<int> slots;                        ///< who had it, by task
  std::vector<TaskId> order;                     ///< of ending
  std::vector<std::optional<double>> begun;      ///< when a worker began it, by task
  std::optional<std::uint64_t> wants_thumbnails_above;
  std::vector<std::string> warnings;
  RunProgress last_progress;
  unsigned most_workers = 0;

  /// Called with each task that has ended, and several times a second.
  std::function<void(TaskId)> on_ended = [](TaskId) {};
  std::function<void(TaskId, double)> on_seconds = [](TaskId, double) {};
  std::function<void(const RunProgress&)> on_progress = [](const RunProgress&) {};
  std::optional<Unheard> is_unheard;
  double patience_seconds = 40;

  void task_started(TaskId task, unsigned, double seconds) override {
    if (outcomes.at(task)) {
      throw std::logic_error("task " + std::to_string(task) + " began after its end");
    }
    begun.at(task) = seconds;
  }
  [[nodiscard]] std::optional<std::uint64_t> thumbnails_above() const override {
    return wants_thumbnails_above;
  }
  void task_ended(TaskId task, const Outcome& outcome, int slot, double seconds) override {
    if (outcomes.at(task)) {
      throw std::logic_error("task " + std::to_string(task) + " ended twice");
    }
    outcomes[task] = outcome;
    slots[task] = slot;
    order.push_back(task);
    on_seconds(task, seconds);
    on_ended(task);
  }
  void progressed(const RunProgress& progress) override {
    last_progress = progress;
    most_workers = std::max(most_workers, progress.workers);
    on_progress(progress);
    if (seconds_between(begin_, Clock::now()) > patience_seconds) {
      throw std::runtime_error("the run hangs: " + std::to_string(order.size()) + " of " +
                               std::to_string(outcomes.size()) + " tasks have ended");
    }
  }
  void warned(const std::string& message) override { warnings.push_back(message); }
  [[nodiscard]] std::optional<Unheard> unheard() const override { return is_unheard; }

  [[nodiscard]] std::size_t count(TaskStatus status) const { return with_status(status).size(); }
  [[nodiscard]] std::vector<TaskId> with_status(TaskStatus status) const {
    std::vector<TaskId> found;
    for (TaskId task = 0; task < outcomes.size(); ++task) {
      if (outcomes[task] && outcomes[task]->status == status) {
        found.push_back(task);
      }
    }
    return found;
  }

 private:
  TimePoint begin_ = Clock::now();
};

}  // namespace pixherd
