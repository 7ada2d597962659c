// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pixherd {

/// What a test cannot do without. Where it is missing the test says so, and CTest counts it as
/// skipped and not as passed: `if (lacks(Need::root)) { return; }`.
enum class Need : unsigned char {
  root,
  strace,
  loop_devices,
  bindfs,
  memory_group,
  pids_group,
  immutable_files
};

[[nodiscard]] bool lacks(Need need);

/// PIXHERD_FAULTS=long: every point of a sweep, and many more moments than there is time for in CI.
[[nodiscard]] bool takes_long();

/// The one number or the other.
template <class Number>
Number in_ci_or_long(Number ci, Number many) {
  return takes_long() ? many : ci;
}

/// What that shell command prints; fails the test where it fails.
std::string must_run(const std::string& command);

}  // namespace pixherd
