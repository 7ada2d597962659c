// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task.hpp"
#include "pixherd/domain/work_handler.hpp"

namespace pixherd {

/// Where a run gets the files of its tasks, and brings the outcomes. The run itself touches no
/// name. Lives in the parent; no call blocks on a worker.
class TaskDesk {
 public:
  virtual ~TaskDesk() = default;

  /// Before the first task of a run is opened: what killed runs left, where no task will come by,
  /// is tidied up.
  virtual void begin() {}

  [[nodiscard]] virtual WorkOrder order(TaskId task) const = 0;

  /// Opens the input for reading and makes the temporaries for the outputs; all stay open until
  /// settle() or put_back(). An Outcome instead of files where the task ends right here (vanished,
  /// a link that is left alone, no space). With the error too_many_open_files it may be opened
  /// again once others are settled.
  virtual std::variant<TaskFiles, Outcome> open(TaskId task) = 0;

  /// That is what became of a task which open() ended: it will not be opened again.
  virtual void ended_unopened(TaskId /*task*/, const Outcome& /*outcome*/) {}

  /// Carries out what the worker says: puts the temporary in its place, or removes it. Returns
  /// what became of the task in the end; nullopt where that is not certain yet, and then it comes
  /// out of take_settled().
  virtual std::optional<Outcome> settle(TaskId task, Outcome outcome) = 0;

  struct Settled {
    TaskId task = 0;
    Outcome outcome;
  };
  /// Tasks that were put off and have come to their end since. `all` brings the rest to theirs.
  virtual std::vector<Settled> take_settled(bool all) = 0;

  /// True where a task whose worker found the disk full may find room once others are done: it
  /// replaces its source, as they do, and the disk is not full to the last byte.
  [[nodiscard]] virtual bool may_fit_later(TaskId /*task*/) const { return false; }

  /// The task was not done after all: its temporary is removed, and open() may be called again.
  virtual void put_back(TaskId task) = 0;

  /// After the last task of a run that ended so: makes what was committed survive a loss of power.
  virtual Attempt finish(RunEnd) { return success(); }

  /// What a person should look at and no task's outcome has told of.
  [[nodiscard]] virtual std::vector<std::string> left_to_tell() const { return {}; }
};

}  // namespace pixherd
