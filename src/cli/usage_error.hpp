// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pixherd {

/// Thrown while the command line and what stands behind it is read, and nowhere else: names the
/// option and what is wrong.
struct UsageError {
  std::string message;
};

}  // namespace pixherd
