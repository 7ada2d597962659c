// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include "pixherd/process/sandbox.hpp"
#include "pixherd/process/worker_loop.hpp"

namespace pixherd {

/// In the parent, right before a fork. Aborts unless this process has exactly one thread: a child
/// of a threaded process may wait for ever for a lock that a thread it does not have was holding.
/// Takes back an ignored SIGCHLD, which whoever started us may have left: nobody could say then how
/// a child ended.
void prepare_to_fork();

/// First thing in a child: dies with its parent, closes every descriptor but its line and stderr,
/// takes back the parent's signal mask and handlers, leaves no core files, gains no privileges, is
/// the first to go where memory ends, and is confined. Where it cannot be, and must, it exits. What
/// is thrown ends the child: it must not undo what is the parent's.
void set_up_child(pid_t parent, WorkerLine& line, SandboxMode sandbox) noexcept;

/// The same for a child that only waits for a system call and knows no untrusted byte: dies with
/// its parent, leaves signals to it, and closes all but the standard streams and `kept`.
void set_up_helper(pid_t parent, const std::vector<int>& kept) noexcept;

}  // namespace pixherd
