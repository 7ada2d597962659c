// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/run_report.hpp"

#include <cerrno>
#include <csignal>

#include "pixherd/base/error.hpp"

namespace pixherd {

Unheard unheard_since(int error_number) {
  return {error_number == EPIPE ? SIGPIPE : 0,
          error_from_errno(error_number, "standard output takes no more of the report").message};
}

}  // namespace pixherd
