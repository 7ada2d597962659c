// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/domain/work_handler.hpp"

namespace pixherd {

/// The whole program: parses the arguments, wires the rooms together, runs, and returns the exit
/// code. `make_handler` makes what the workers do (image_work_handler(), or a test's own).
int run_program(int argc, const char* const* argv, const MakeWorkHandler& make_handler);

}  // namespace pixherd
