// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace pixherd {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "pixherd: internal error: %s does not hold (%s:%d)\n", condition, file,
               line);
  std::abort();
}

}  // namespace pixherd
