// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/base/fd.hpp"
#include "pixherd/domain/work_handler.hpp"

namespace pixherd {

/// The worker's ends of its line to the parent.
struct WorkerLine {
  Fd orders;   ///< pipe, read
  Fd results;  ///< pipe, written
  Fd files;    ///< socket, descriptors received
};

/// The life of a worker: takes orders one after another, says which one it has in hand before it
/// touches it, does it, says what came out; leaves when the parent has closed the orders' pipe or
/// is gone. Runs in the child and ends with _exit, whatever is thrown, so that nothing of the
/// parent's is undone twice. Does no task without the files that its order speaks of.
[[noreturn]] void run_worker(WorkerLine line, const WorkHandler& handler) noexcept;

}  // namespace pixherd
