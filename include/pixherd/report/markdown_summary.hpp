// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "pixherd/report/largest.hpp"
#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// GitHub drops a step's summary that is larger.
inline constexpr std::size_t kMostSummaryBytes = std::size_t{1024} * 1024 - 1;

// The rows of its tables, each with the order in which they stand.

struct SavingsRow {
  std::string path;
  std::uint64_t before = 0;
  std::uint64_t after = 0;
};
struct BySavings {
  bool operator()(const SavingsRow& a, const SavingsRow& b) const;
};

struct BudgetRow {
  std::string path;
  OverBudget budget;
};
struct ByExcess {
  bool operator()(const BudgetRow& a, const BudgetRow& b) const;
};

struct FailureRow {
  std::string path;
  std::string message;
};
struct ByPath {
  bool operator()(const FailureRow& a, const FailureRow& b) const;
};

/// Remembers what a summary in Markdown has room for: the biggest savings, what is above its budget
/// and what failed.
class MarkdownSummary : public RunReport {
 public:
  void begin(const RunHeader&) override {}
  void record(const Record& record) override;
  void progress(const RunProgress&, const RunTotals&) override {}
  void warn(const std::string&) override {}
  void end(const RunFooter&) override {}

  /// At most `room` bytes: what there is no room for is counted. Empty where not even the totals
  /// have room.
  [[nodiscard]] std::string text(const RunFooter& footer, std::size_t room) const;

 private:
  /// More than have room in a summary.
  static constexpr std::size_t kMostRows = 20'000;

  Largest<SavingsRow, BySavings> savings_{kMostRows};
  Largest<BudgetRow, ByExcess> over_budget_{kMostRows};
  Largest<FailureRow, ByPath> failures_{kMostRows};
};

/// Text in which nothing is Markdown or HTML, also within a table.
std::string escaped_markdown(std::string_view text);

}  // namespace pixherd
