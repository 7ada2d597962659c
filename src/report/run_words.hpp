// SPDX-License-Identifier: Apache-2.0
// What all reports for people say in the same words.
#pragma once

#include <string>
#include <string_view>

#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// A status as people say it.
std::string_view words_for(TaskStatus status);

/// What a run did that has not done all: "stopped early", and the like.
std::string_view words_for(RunEnd end);

/// Why not all was done, without a full stop; empty where it was.
std::string why_ended(const RunFooter& footer);

/// "61 kB saved (40.0 %)", or how much was added.
std::string saved_text(const RunTotals& totals);

/// The one line at the end of a run.
std::string summary_line(const RunFooter& footer);

}  // namespace pixherd
