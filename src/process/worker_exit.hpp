// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

namespace pixherd {

/// Why a worker leaves before its orders end; the parent puts its exit code into words.
enum class WorkerExit : int {
  line_broken = 70,  ///< an order or a result could not be read, or written
  threw = 71,        ///< what nobody caught, or memory ended
  unconfined = 72,   ///< as it must be
};

[[noreturn]] inline void leave(WorkerExit why) { ::_exit(static_cast<int>(why)); }

}  // namespace pixherd
