// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/markdown_summary.hpp"

#include <fmt/format.h>

#include <cctype>

#include "finding_text.hpp"
#include "pixherd/base/text.hpp"
#include "run_words.hpp"

namespace pixherd {
namespace {

std::string line_of(const SavingsRow& row) {
  return fmt::format("| {} | {} | {} | {} | {:.1f} % |\n", escaped_markdown(row.path),
                     format_bytes(row.before), format_bytes(row.after),
                     format_bytes(row.before - row.after), percent_saved(row.before, row.after));
}
std::string line_of(const BudgetRow& row) {
  return fmt::format("| {} | {} | {} | {} |\n", escaped_markdown(row.path),
                     format_bytes(row.budget.size), format_bytes(row.budget.limit),
                     format_bytes(row.budget.over()));
}
std::string line_of(const FailureRow& row) {
  return fmt::format("| {} | {} |\n", escaped_markdown(row.path), escaped_markdown(row.message));
}

/// A table below its heading, in at most `room` bytes; empty where there are no rows, or no room.
template <class Rows>
std::string table_of(std::string_view heading, std::string_view columns, const Rows& rows,
                     std::size_t room) {
  constexpr std::size_t kRoomForCount = 64;
  std::string text = fmt::format("\n**{}**\n\n{}", heading, columns);
  if (rows.count() == 0 || text.size() + kRoomForCount > room) {
    return "";
  }
  std::uint64_t told = 0;
  for (const auto& row : rows.sorted()) {
    const std::string line = line_of(row);
    if (text.size() + line.size() + kRoomForCount > room) {
      break;
    }
    text += line;
    ++told;
  }
  if (told < rows.count()) {
    text += fmt::format("\n... and {} more.\n", rows.count() - told);
  }
  return text;
}

std::string head_of(const RunFooter& footer) {
  std::string title = "pixherd";
  std::string verdict;
  if (footer.check) {
    const std::uint64_t failed = footer.totals.count(TaskStatus::failed);
    const bool found = footer.check->any() || failed > 0;
    title += found                        ? ": check failed"
             : footer.end == RunEnd::done ? ": check passed"
                                          : ": check not finished";
    verdict = found ? "\n" + verdict_text(*footer.check, failed) + ".\n" : "";
  }
  if (footer.end != RunEnd::done) {
    verdict += fmt::format("\nThe run {}: {}.\n", words_for(footer.end),
                           escaped_markdown(why_ended(footer)));
  }
  return fmt::format("### {}\n{}\n{}.\n", title, verdict, summary_line(footer));
}

}  // namespace

bool BySavings::operator()(const SavingsRow& a, const SavingsRow& b) const {
  const std::uint64_t of_a = a.before - a.after;
  const std::uint64_t of_b = b.before - b.after;
  return of_a != of_b ? of_a > of_b : a.path < b.path;
}

bool ByExcess::operator()(const BudgetRow& a, const BudgetRow& b) const {
  const std::uint64_t of_a = a.budget.over();
  const std::uint64_t of_b = b.budget.over();
  return of_a != of_b ? of_a > of_b : a.path < b.path;
}

bool ByPath::operator()(const FailureRow& a, const FailureRow& b) const { return a.path < b.path; }

/// Everything but letters, digits and what is plain in every place stands as its number, which is
/// never taken for Markdown; and so does a dot behind "www", which GitHub would make a link of.
std::string escaped_markdown(std::string_view text) {
  constexpr std::string_view kPlain = " ,.-/%()";
  std::string out;
  for (const char c : printable(text)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool link = c == '.' && out.ends_with("www");
    const bool plain = byte >= 0x80 || std::isalnum(byte) != 0 ||
                       (kPlain.find(c) != std::string_view::npos && !link);
    out += plain ? std::string(1, c) : fmt::format("&#{};", byte);
  }
  return out;
}

void MarkdownSummary::record(const Record& record) {
  const Outcome& outcome = record.outcome;
  const bool made = outcome.status == TaskStatus::saved || outcome.status == TaskStatus::would_save;
  if (made && outcome.optimized_bytes < outcome.original_bytes) {
    savings_.add({record.original_path, outcome.original_bytes, outcome.optimized_bytes});
  }
  if (record.finding.over_budget) {
    over_budget_.add({record.original_path, *record.finding.over_budget});
  }
  if (outcome.status == TaskStatus::failed) {
    failures_.add({record.original_path, outcome.error ? outcome.error->message : ""});
  }
}

std::string MarkdownSummary::text(const RunFooter& footer, std::size_t room) const {
  // Whoever wrote to the file before may have left a line open.
  std::string text = (room < kMostSummaryBytes ? "\n" : "") + head_of(footer);
  if (text.size() > room) {
    return "";
  }
  const std::size_t third = (room - text.size()) / 3;
  const std::string failures = table_of("Failed", "| image | why |\n|---|---|\n", failures_, third);
  const std::string over_budget =
      table_of("Above the budget", "| image | size | budget | above |\n|---|--:|--:|--:|\n",
               over_budget_, third);
  const std::size_t left = room - text.size() - failures.size() - over_budget.size();
  const bool dry = footer.totals.count(TaskStatus::would_save) > 0;
  const std::string savings =
      table_of(dry ? "Would get smaller" : "Saved",
               "| image | before | after | saved | |\n|---|--:|--:|--:|--:|\n", savings_, left);
  return text + savings + over_budget + failures;
}

}  // namespace pixherd
