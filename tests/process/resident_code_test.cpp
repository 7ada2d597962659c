// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/resident_code.hpp"

#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/child.hpp"

namespace pixherd {
namespace {

/// Of this process, in kB: "VmLck:      6316 kB".
unsigned long locked_kilobytes() {
  std::ifstream lines("/proc/self/status");
  std::string key;
  unsigned long value = 0;
  while (lines >> key) {
    if (key == "VmLck:") {
      lines >> value;
    }
  }
  return value;
}

TEST_CASE("a process may keep its own code in memory, and its children inherit nothing of it") {
  const ChildEnd end = in_child([] {
    keep_code_in_memory();
    if (locked_kilobytes() == 0) {
      ::_exit(1);
    }
    ::_exit(in_child([] { ::_exit(locked_kilobytes() == 0 ? 0 : 1); }).exit_code == 0 ? 0 : 2);
  });
  CHECK(end.exit_code == 0);
}

TEST_CASE("where no memory may be kept nothing is, and nothing is said") {
  const ChildEnd end = in_child([] {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_MEMLOCK, &none);
    if (::setresuid(65534, 65534, 65534) != 0 && ::geteuid() == 0) {
      ::_exit(3);
    }
    keep_code_in_memory();
    ::_exit(locked_kilobytes() == 0 ? 0 : 1);
  });
  CHECK(end.exit_code == 0);
}

}  // namespace
}  // namespace pixherd
