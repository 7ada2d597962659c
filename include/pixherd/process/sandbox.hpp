// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "pixherd/base/names.hpp"

namespace pixherd {

/// How workers, who parse untrusted bytes, are to be confined.
enum class SandboxMode : std::uint8_t {
  automatic,  ///< with all that this kernel has
  require,    ///< not at all without a file system barrier and a system call filter
  off,
};
inline constexpr Names<3> kSandboxModeNames{"auto", "require", "off"};

std::string_view name(SandboxMode mode);

/// What this kernel has to confine a worker with.
struct SandboxFacts {
  int landlock_abi = 0;  ///< 0: none
  bool seccomp = false;

  [[nodiscard]] bool complete() const { return landlock_abi > 0 && seccomp; }
};

/// Asks the kernel; changes nothing.
SandboxFacts probe_sandbox();

/// Takes from this process, and for good, every right to a path, to the network, to other
/// processes and to run programs. What it has open it keeps. False where something that
/// probe_sandbox() speaks of could not be put in force, or `mode` is require and it is not all: so
/// whoever was confined has at least what was told of.
[[nodiscard]] bool confine(SandboxMode mode);

}  // namespace pixherd
