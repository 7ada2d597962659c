// SPDX-License-Identifier: Apache-2.0
#include "complaint.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "pixherd/base/text.hpp"

namespace pixherd {

int fail(const Error& error, int exit_code) {
  // Not fmt::print, which throws where the stream takes nothing.
  std::fputs(fmt::format("pixherd: {}\n", printable(error.message)).c_str(), stderr);
  return exit_code;
}

Error sandbox_is_incomplete() {
  return {ErrorCode::usage, "--sandbox=require: this kernel lacks Landlock or seccomp"};
}

}  // namespace pixherd
