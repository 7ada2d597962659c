// SPDX-License-Identifier: Apache-2.0
#include "complaint.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "pixherd/base/text.hpp"

namespace pixherd {

namespace {

/// Not fmt::print, which throws where the stream takes nothing.
void say(const std::string& message) {
  std::fputs(fmt::format("pixherd: {}\n", printable(message)).c_str(), stderr);
}

}  // namespace

int fail(const Error& error, int exit_code) {
  say(error.message);
  return exit_code;
}

void warn_of(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    say(warning);
  }
}

Error sandbox_is_incomplete() {
  return {ErrorCode::usage, "--sandbox=require: this kernel lacks Landlock or seccomp"};
}

}  // namespace pixherd
