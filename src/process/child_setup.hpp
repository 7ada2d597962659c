// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include "pixherd/process/worker_loop.hpp"

namespace pixherd {

/// Aborts unless this process has exactly one thread: a child of a threaded process may wait for
/// ever for a lock that a thread it does not have was holding.
void check_single_thread();

/// First thing in a child: dies with its parent, closes every descriptor but its line and stderr,
/// takes back the parent's signal mask and handlers, leaves no core files, gains no privileges.
void set_up_child(pid_t parent, WorkerLine& line);

}  // namespace pixherd
