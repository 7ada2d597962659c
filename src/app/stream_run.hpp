// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/base/clock.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/domain/work_handler.hpp"
#include "probed_machine.hpp"

namespace pixherd {

/// One image, named or from standard input, to standard output: all of it, or none. What is to be
/// told goes to standard error. Returns the exit code.
int run_stream(const Options& options, ProbedMachine& machine, const WorkHandler& handler,
               TimePoint started);

}  // namespace pixherd
