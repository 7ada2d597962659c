// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/base/fd.hpp"

namespace pixherd {

/// Keeps descriptor 2 of this process turned away for as long as it lives: the AV1 decoder prints
/// there by itself and cannot be told not to. Needs no filesystem. Where it cannot be set up,
/// nothing is turned away.
class QuietStderr {
 public:
  QuietStderr();
  ~QuietStderr();
  QuietStderr(const QuietStderr&) = delete;
  QuietStderr& operator=(const QuietStderr&) = delete;

 private:
  Fd own_;
};

}  // namespace pixherd
