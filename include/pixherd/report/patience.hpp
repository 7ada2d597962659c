// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace pixherd {

/// How long a slow reader is waited for: for ever, where nothing else is said.
struct Patience {
  std::optional<double> seconds = {};
  int interrupt_fd = -1;  ///< no longer than until it can be read
};

}  // namespace pixherd
