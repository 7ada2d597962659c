// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pixherd/base/error.hpp"

namespace pixherd {

/// Prints it to standard error, behind the program's name.
void complain(const std::string& message);

/// Prints what went wrong and returns the exit code.
int fail(const std::string& message, int exit_code);
int fail(const Error& error, int exit_code);

/// What --sandbox=require says of a kernel that cannot confine workers.
std::string sandbox_is_incomplete();

}  // namespace pixherd
