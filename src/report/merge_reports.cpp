// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/merge_reports.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>

#include "pixherd/base/text.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "report_json.hpp"
#include "report_part.hpp"
#include "run_words.hpp"

namespace pixherd {
namespace {

/// What follows from all of them being of one job.
Attempt check_one_job(const std::vector<ReportPart>& parts) {
  const ReportPart& first = parts.front();
  std::set<std::uint64_t> shares;
  for (const ReportPart& part : parts) {
    if (part.header.value("settings_hash", OrderedJson()) !=
        first.header.value("settings_hash", OrderedJson())) {
      return not_merged(part.file, fmt::format("is of a run with other settings than that of {}",
                                               printable(first.file)));
    }
    const OrderedJson shard = part.header.value("shard", OrderedJson());
    const OrderedJson first_shard = first.header.value("shard", OrderedJson());
    if (shard.is_object() != first_shard.is_object()) {
      return not_merged(part.file, fmt::format("one of it and {} is of a share, and one is not",
                                               printable(first.file)));
    }
    if (!shard.is_object()) {
      continue;
    }
    if (number_in(shard, "count") != number_in(first_shard, "count")) {
      return not_merged(
          part.file, fmt::format("is of another number of shares than {}", printable(first.file)));
    }
    if (!shares.insert(number_in(shard, "index")).second) {
      return not_merged(part.file, fmt::format("is of share {}, and so is one before it",
                                               number_in(shard, "index")));
    }
  }
  return success();
}

std::string message_behind_colon(const ReportPart& part) {
  const OrderedJson message = part.in_footer("message");
  return message.is_string() ? ": " + printable(message.get<std::string>()) : std::string();
}

/// Of `count` shares, which a report may put at any number, those that no report is of.
std::optional<std::string> missing_shares(const std::set<std::uint64_t>& shares,
                                          std::uint64_t count) {
  constexpr std::size_t kMostNamed = 20;
  std::vector<std::uint64_t> named;
  for (std::uint64_t index = 1; index <= count && named.size() < kMostNamed; ++index) {
    if (!shares.contains(index)) {
      named.push_back(index);
    }
  }
  const std::uint64_t missing = count - std::min<std::uint64_t>(count, shares.size());
  if (named.empty()) {
    return std::nullopt;
  }
  return missing == 1
             ? fmt::format("the report of share {} of {} is missing", named.front(), count)
             : fmt::format("the reports of shares {}{} of {} are missing", fmt::join(named, ", "),
                           missing > named.size()
                               ? fmt::format(" and {} more", missing - named.size())
                               : "",
                           count);
}

std::vector<std::string> what_is_missing(const std::vector<ReportPart>& parts) {
  std::vector<std::string> missing;
  std::set<std::uint64_t> shares;
  std::uint64_t count = 0;
  for (const ReportPart& part : parts) {
    if (part.footer.is_null()) {
      missing.push_back(
          fmt::format("{}: has no footer: its run did not come to its end", printable(part.file)));
    } else if (!part.came_to_its_end()) {
      missing.push_back(fmt::format("{}: its run {}{}", printable(part.file),
                                    words_for(RunEnd::stopped), message_behind_colon(part)));
    }
    if (const OrderedJson shard = part.header.value("shard", OrderedJson()); shard.is_object()) {
      shares.insert(number_in(shard, "index"));
      count = number_in(shard, "count");
    }
  }
  if (const auto sentence = missing_shares(shares, count)) {
    missing.push_back(*sentence);
  }
  return missing;
}

struct MergedEnd {
  RunEnd end = RunEnd::done;
  int exit_code = kExitDone;
};

/// A run that a signal ended is one that was stopped: nothing ends this one so.
MergedEnd worst_end(const std::vector<ReportPart>& parts, bool whole) {
  MergedEnd worst;
  bool all_well = whole;
  for (const ReportPart& part : parts) {
    if (part.ended() == name(RunEnd::time_limit)) {
      worst.end = RunEnd::time_limit;
    }
    all_well = all_well && part.came_to_its_end();
    if (!part.footer.is_null() && part.in_footer("exit_code") != kExitDone) {
      worst.exit_code = kExitSomeFailed;
    }
  }
  return all_well ? worst : MergedEnd{RunEnd::stopped, kExitStopped};
}

/// The sentences on what is not done, behind one another; null where all is.
OrderedJson merged_message(const std::vector<ReportPart>& parts, std::vector<std::string> missing) {
  for (const ReportPart& part : parts) {
    if (part.ended() == name(RunEnd::time_limit)) {
      missing.push_back(fmt::format("{}: its run {}{}", printable(part.file),
                                    words_for(RunEnd::time_limit), message_behind_colon(part)));
    }
  }
  return missing.empty() ? OrderedJson(nullptr)
                         : OrderedJson(fmt::format("{}", fmt::join(missing, "; ")));
}

/// The lists of all of them behind one another.
OrderedJson joined(const std::vector<OrderedJson>& objects, const char* key) {
  OrderedJson all = OrderedJson::array();
  for (const OrderedJson& object : objects) {
    const OrderedJson list = object.is_object() ? object.value(key, OrderedJson()) : OrderedJson();
    if (list.is_array()) {
      all.insert(all.end(), list.begin(), list.end());
    }
  }
  return all;
}

/// A share holds to no budget for all files; of whole runs, the total that is furthest above its
/// own.
OrderedJson worst_total(const std::vector<OrderedJson>& checks) {
  OrderedJson worst;
  for (const OrderedJson& check : checks) {
    const OrderedJson total = check.value("total", OrderedJson());
    if (number_in(total, "over") > number_in(worst, "over")) {
      worst = total;
    }
  }
  return worst;
}

/// What --check found in all of them; null where none was a check.
OrderedJson merged_check(const std::vector<ReportPart>& parts, bool whole) {
  std::vector<OrderedJson> checks;
  bool passed = whole;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  for (const ReportPart& part : parts) {
    const OrderedJson check = part.in_footer("check");
    passed = passed && check.is_object() && check.value("passed", OrderedJson()) == true;
    if (check.is_object()) {
      const OrderedJson would_save = check.value("would_save", OrderedJson());
      files += number_in(would_save, "files");
      bytes += number_in(would_save, "bytes");
      checks.push_back(check);
    }
  }
  if (checks.empty()) {
    return nullptr;
  }
  OrderedJson over_budget = joined(checks, "over_budget");
  std::sort(over_budget.begin(), over_budget.end(),
            [](const auto& a, const auto& b) { return a.dump() < b.dump(); });
  return {{"passed", passed},
          {"would_save", {{"files", files}, {"bytes", bytes}}},
          {"over_budget", std::move(over_budget)},
          {"total", worst_total(checks)}};
}

OrderedJson run_of(const ReportPart& part) {
  OrderedJson run{{"report", printable(part.file)},
                  {"shard", part.header.value("shard", OrderedJson())},
                  {"ended", nullptr},
                  {"exit_code", nullptr},
                  {"stats", nullptr}};
  if (!part.footer.is_null()) {
    for (const char* key : {"ended", "exit_code", "stats"}) {
      run[key] = part.in_footer(key);
    }
    for (const char* key : {"message", "warnings", "check"}) {
      if (part.footer.contains(key)) {
        run[key] = part.footer[key];
      }
    }
  }
  return run;
}

}  // namespace

Result<MergedReports> merge_reports(const std::vector<std::string>& files, std::FILE* out) {
  RunTotals totals;
  std::vector<ReportPart> parts;
  for (const std::string& file : files) {
    auto part = read_part(file, totals);
    if (!part) {
      return std::move(part).error();
    }
    parts.push_back(std::move(*part));
  }
  if (auto one_job = check_one_job(parts); !one_job) {
    return std::move(one_job).error();
  }
  MergedReports merged{kExitDone, what_is_missing(parts)};
  const MergedEnd worst = worst_end(parts, merged.missing.empty());
  merged.exit_code = worst.exit_code;
  const OrderedJson check = merged_check(parts, worst.end == RunEnd::done);

  OrderedJson header = parts.front().header;
  header["shard"] = nullptr;
  header["plan"] = nullptr;
  print_line(out, header.dump());
  OrderedJson runs = OrderedJson::array();
  std::vector<OrderedJson> footers;
  for (const ReportPart& part : parts) {
    if (Attempt printed = print_records(out, part); !printed) {
      return std::move(printed).error();
    }
    footers.push_back(part.footer);
    runs.push_back(run_of(part));
  }
  OrderedJson footer{{"type", "footer"},
                     {"ended", name(worst.end)},
                     {"exit_code", worst.exit_code},
                     {"message", merged_message(parts, merged.missing)},
                     {"warnings", joined(footers, "warnings")},
                     {"totals", totals_json(totals)},
                     {"stats", nullptr}};
  if (!check.is_null()) {
    footer["check"] = check;
  }
  footer["runs"] = std::move(runs);
  print_line(out, footer.dump());
  return merged;
}

}  // namespace pixherd
