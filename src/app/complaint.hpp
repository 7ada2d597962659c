// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pixherd/base/error.hpp"

namespace pixherd {

/// Prints the error to standard error and returns the exit code.
int fail(const Error& error, int exit_code);

/// Prints each to standard error.
void warn_of(const std::vector<std::string>& warnings);

/// What --sandbox=require says of a kernel that cannot confine workers.
Error sandbox_is_incomplete();

}  // namespace pixherd
