// SPDX-License-Identifier: Apache-2.0
#include "run_words.hpp"

#include <fmt/format.h>

#include <cstring>
#include <iterator>

#include "pixherd/base/text.hpp"

namespace pixherd {

std::string_view words_for(TaskStatus status) {
  return status == TaskStatus::would_save ? "would be saved" : name(status);
}

std::string_view words_for(RunEnd end) {
  switch (end) {
    case RunEnd::done: return "did all";
    case RunEnd::time_limit: return "did not do all";
    case RunEnd::signal: return "ended early";
    case RunEnd::stopped: return "stopped early";
  }
  return "";
}

std::string why_ended(const RunFooter& footer) {
  if (footer.end != RunEnd::signal) {
    return footer.stop_reason;
  }
  const char* abbreviation = ::sigabbrev_np(footer.signal_number);
  const std::uint64_t left = footer.totals.count(TaskStatus::unprocessed);
  return fmt::format("ended by SIG{}{}", abbreviation != nullptr ? abbreviation : "",
                     left == 0 ? ""
                     : left == 1
                         ? "; 1 was not reached: run it again for it"
                         : fmt::format("; {} were not reached: run it again for them", left));
}

std::string saved_text(const RunTotals& totals) {
  const std::int64_t saved = totals.saved_bytes();
  const double percent = percent_saved(totals.original_bytes, totals.optimized_bytes);
  if (saved < 0) {
    return fmt::format("{} added ({:.1f} % larger)",
                       format_bytes(static_cast<std::uint64_t>(-saved)), -percent);
  }
  return fmt::format("{} saved ({:.1f} %)", format_bytes(static_cast<std::uint64_t>(saved)),
                     percent);
}

std::string summary_line(const RunFooter& footer) {
  const RunTotals& totals = footer.totals;
  std::string counts;
  for (const TaskStatus status :
       {TaskStatus::saved, TaskStatus::would_save, TaskStatus::copied, TaskStatus::kept,
        TaskStatus::skipped, TaskStatus::ignored, TaskStatus::failed, TaskStatus::unprocessed}) {
    if (totals.count(status) > 0) {
      fmt::format_to(std::back_inserter(counts), "{}{} {}", counts.empty() ? "" : ", ",
                     totals.count(status), words_for(status));
    }
  }
  if (counts.empty()) {
    return "no images found";
  }
  return fmt::format("{}: {} -> {}, {}, in {}", counts, format_bytes(totals.original_bytes),
                     format_bytes(totals.optimized_bytes), saved_text(totals),
                     format_seconds(footer.metrics.total_seconds));
}

}  // namespace pixherd
