// SPDX-License-Identifier: Apache-2.0
#include "complaint.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "pixherd/base/text.hpp"

namespace pixherd {

/// Not fmt::print, which throws where the stream takes nothing.
void complain(const std::string& message) {
  std::fputs(fmt::format("pixherd: {}\n", printable(message)).c_str(), stderr);
}

int fail(const std::string& message, int exit_code) {
  complain(message);
  return exit_code;
}

int fail(const Error& error, int exit_code) { return fail(error.message, exit_code); }

std::string sandbox_is_incomplete() {
  return "--sandbox=require: this kernel lacks Landlock or seccomp";
}

}  // namespace pixherd
