// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task.hpp"

namespace pixherd {

enum class WorkerState : std::uint8_t { warming, idle, working, waiting_for_memory };

/// A worker at a moment.
struct WorkerGlance {
  unsigned slot = 0;
  WorkerState state = WorkerState::idle;
  std::optional<TaskId> task{};  ///< that it has in hand
  double task_seconds = 0;       ///< for how long by now
  std::uint64_t tasks = 0;       ///< that are done, by all who lived in that slot
  double busy_seconds = 0;       ///< what those took
  std::string file = {};         ///< the task's, as the user would write it; where names are known
};

/// How far a run is, at a moment.
struct RunProgress {
  std::uint64_t tasks_done = 0;
  std::uint64_t tasks_total = 0;
  std::uint64_t bytes_done = 0;  ///< of the inputs that are done
  double elapsed_seconds = 0;
  double remaining_seconds = -1;  ///< predicted; negative: not known yet
  unsigned workers = 0;
  std::vector<WorkerGlance> herd{};  ///< those that live
};

/// What is told is no longer heard: going on is of no use.
struct Unheard {
  int signal_number = 0;  ///< SIGPIPE where the reader is gone, else 0
  std::string reason;     ///< a sentence
};

/// Whom a run tells what happens. Called in the parent, from the event loop: be quick.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  /// A worker has the task in hand from here on, so many seconds after the run began. Once more
  /// for a task that is tried again.
  virtual void task_started(TaskId, unsigned /*slot*/, double /*seconds*/) {}
  /// Once for every task, in the order in which they end. `slot` is -1 where no worker had it.
  virtual void task_ended(TaskId task, const Outcome& outcome, int slot, double seconds) = 0;
  /// Now and then while the run goes on, several times a second.
  virtual void progressed(const RunProgress& progress) = 0;
  /// Something that a person should know and that belongs to no file.
  virtual void warned(const std::string& message) = 0;
  /// Thumbnails are wanted of tasks that save more than so many bytes; nullopt: of none.
  [[nodiscard]] virtual std::optional<std::uint64_t> thumbnails_above() const {
    return std::nullopt;
  }
  /// What is told may wait for a slow reader: handed on as far as it is taken now, which the
  /// descriptor says when it becomes writable (-1: nothing waits).
  virtual void flush() {}
  [[nodiscard]] virtual int blocked_fd() const { return -1; }
  /// So much waits that no new task should be begun.
  [[nodiscard]] virtual bool is_behind() const { return false; }
  [[nodiscard]] virtual std::optional<Unheard> unheard() const { return std::nullopt; }
};

}  // namespace pixherd
