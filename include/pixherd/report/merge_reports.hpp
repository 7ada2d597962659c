// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "pixherd/base/result.hpp"

namespace pixherd {

struct MergedReports {
  int exit_code = 0;                 ///< the worst of the runs; kExitStopped where one is not whole
  std::vector<std::string> missing;  ///< a sentence for each report, or part of one, that is
};

/// Prints one report in the place of several: the first one's header, all records as they stand,
/// and a footer of what they add up to. Each file is read twice. An Error, before anything is
/// printed, where one is no regular file or no report, or where they are not of one job: other
/// settings, other shares, a share twice; and one without a footer where a file changes meanwhile.
Result<MergedReports> merge_reports(const std::vector<std::string>& files, std::FILE* out);

}  // namespace pixherd
