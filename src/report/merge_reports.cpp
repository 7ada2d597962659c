// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/merge_reports.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "json_parts.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "report_json.hpp"

namespace pixherd {
namespace {

using MergedJson = nlohmann::ordered_json;

/// One of the reports; its records are read again when they are printed.
struct ReportPart {
  std::string file;
  MergedJson header;
  std::uint64_t records = 0;
  MergedJson footer;  ///< null: the run did not come to its end
};

Error not_merged(std::string_view file, const std::string& why) {
  return {ErrorCode::usage, fmt::format("--merge-reports {}: {}", printable(file), why)};
}

/// Null where it is no JSON.
MergedJson parsed(const std::string& line) {
  MergedJson object = MergedJson::parse(line, nullptr, false);
  return object.is_object() ? object : MergedJson();
}

bool is_of_type(const MergedJson& object, std::string_view type) {
  return object.is_object() && object.value("type", MergedJson()) == type;
}

std::uint64_t number_in(const MergedJson& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

/// False where it has no status of ours.
bool add_record(RunTotals& totals, const MergedJson& record) {
  const MergedJson status = record.value("status", MergedJson());
  for (std::size_t i = 0; i < kTaskStatusCount; ++i) {
    Outcome outcome;
    outcome.status = static_cast<TaskStatus>(i);
    if (status == name(outcome.status)) {
      outcome.original_bytes = number_in(record, "original_size");
      outcome.optimized_bytes = number_in(record, "optimized_size");
      totals.add(outcome);
      return true;
    }
  }
  return false;
}

Result<ReportPart> read_part(const std::string& file, RunTotals& totals) {
  ReportPart part{file, {}, 0, {}};
  std::error_code error;
  if (const auto kind = std::filesystem::status(file, error).type();
      kind == std::filesystem::file_type::fifo || kind == std::filesystem::file_type::socket ||
      kind == std::filesystem::file_type::character) {
    return not_merged(file, "is no file that can be read twice: save the report in one first");
  }
  std::ifstream lines(file);
  std::string line;
  if (!std::getline(lines, line)) {
    return not_merged(file, "cannot be read, or is empty");
  }
  part.header = parsed(line);
  if (!is_of_type(part.header, "header") || number_in(part.header, "schema") != kReportSchema) {
    return not_merged(file, "is no report of --json: it does not begin with a header");
  }
  while (std::getline(lines, line)) {
    const bool cut_short = lines.eof();  // no newline: the run was killed while it wrote this
    const MergedJson object = parsed(line);
    if (is_of_type(object, "footer") && part.footer.is_null()) {
      part.footer = object;
    } else if (part.footer.is_null() && is_of_type(object, "file") && add_record(totals, object)) {
      ++part.records;
    } else if (!cut_short || !object.is_null()) {
      return not_merged(file, fmt::format("line {} is no record of a report", part.records + 2));
    }
  }
  return part;
}

/// What follows from all of them being of one job.
Attempt check_one_job(const std::vector<ReportPart>& parts) {
  const ReportPart& first = parts.front();
  std::set<std::uint64_t> shares;
  for (const ReportPart& part : parts) {
    if (part.header.value("settings_hash", MergedJson()) !=
        first.header.value("settings_hash", MergedJson())) {
      return not_merged(part.file, fmt::format("is of a run with other settings than that of {}",
                                               printable(first.file)));
    }
    const MergedJson shard = part.header.value("shard", MergedJson());
    const MergedJson first_shard = first.header.value("shard", MergedJson());
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

/// How the run of that footer ended; empty where the footer does not say.
std::string end_in(const MergedJson& footer) {
  const MergedJson ended = footer.is_object() ? footer.value("ended", MergedJson()) : MergedJson();
  return ended.is_string() ? ended.get<std::string>() : std::string();
}

bool came_to_its_end(const MergedJson& footer) {
  const std::string ended = end_in(footer);
  return ended == name(RunEnd::done) || ended == name(RunEnd::time_limit);
}

std::string message_behind_colon(const MergedJson& footer) {
  const MergedJson message = footer.value("message", MergedJson());
  return message.is_string() ? ": " + printable(message.get<std::string>()) : std::string();
}

std::vector<std::string> what_is_missing(const std::vector<ReportPart>& parts) {
  std::vector<std::string> missing;
  std::set<std::uint64_t> shares;
  std::uint64_t count = 0;
  for (const ReportPart& part : parts) {
    if (part.footer.is_null()) {
      missing.push_back(
          fmt::format("{}: has no footer: its run did not come to its end", printable(part.file)));
    } else if (!came_to_its_end(part.footer)) {
      missing.push_back(fmt::format("{}: its run stopped early{}", printable(part.file),
                                    message_behind_colon(part.footer)));
    }
    if (const MergedJson shard = part.header.value("shard", MergedJson()); shard.is_object()) {
      shares.insert(number_in(shard, "index"));
      count = number_in(shard, "count");
    }
  }
  constexpr std::size_t kMostNamed = 20;
  for (std::uint64_t index = 1; index <= count && missing.size() < kMostNamed; ++index) {
    if (!shares.contains(index)) {
      missing.push_back(fmt::format("the report of share {} of {} is missing", index, count));
    }
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
    if (end_in(part.footer) == name(RunEnd::time_limit)) {
      worst.end = RunEnd::time_limit;
    }
    all_well = all_well && came_to_its_end(part.footer);
    if (!part.footer.is_null() && number_in(part.footer, "exit_code") != kExitDone) {
      worst.exit_code = kExitSomeFailed;
    }
  }
  return all_well ? worst : MergedEnd{RunEnd::stopped, kExitStopped};
}

/// The sentences on what is not done, behind one another; null where all is.
MergedJson merged_message(const std::vector<ReportPart>& parts, std::vector<std::string> missing) {
  for (const ReportPart& part : parts) {
    if (end_in(part.footer) == name(RunEnd::time_limit)) {
      missing.push_back(fmt::format("{}: not all was done{}", printable(part.file),
                                    message_behind_colon(part.footer)));
    }
  }
  return missing.empty() ? MergedJson(nullptr)
                         : MergedJson(fmt::format("{}", fmt::join(missing, "; ")));
}

/// What it has under that key; null where there is none.
MergedJson of_footer(const ReportPart& part, const char* key) {
  return part.footer.is_object() ? part.footer.value(key, MergedJson()) : MergedJson();
}

/// The lists of all of them behind one another.
MergedJson joined(const std::vector<MergedJson>& objects, const char* key) {
  MergedJson all = MergedJson::array();
  for (const MergedJson& object : objects) {
    const MergedJson list = object.is_object() ? object.value(key, MergedJson()) : MergedJson();
    if (list.is_array()) {
      all.insert(all.end(), list.begin(), list.end());
    }
  }
  return all;
}

/// A share holds to no budget for all files; of whole runs, the total that is furthest above its
/// own.
MergedJson worst_total(const std::vector<MergedJson>& checks) {
  MergedJson worst;
  for (const MergedJson& check : checks) {
    const MergedJson total = check.value("total", MergedJson());
    if (number_in(total, "over") > number_in(worst, "over")) {
      worst = total;
    }
  }
  return worst;
}

/// What --check found in all of them; null where none was a check.
MergedJson merged_check(const std::vector<ReportPart>& parts, bool whole) {
  std::vector<MergedJson> checks;
  bool passed = whole;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  for (const ReportPart& part : parts) {
    const MergedJson check = of_footer(part, "check");
    passed = passed && check.is_object() && check.value("passed", MergedJson()) == true;
    if (check.is_object()) {
      const MergedJson would_save = check.value("would_save", MergedJson());
      files += number_in(would_save, "files");
      bytes += number_in(would_save, "bytes");
      checks.push_back(check);
    }
  }
  if (checks.empty()) {
    return nullptr;
  }
  MergedJson over_budget = joined(checks, "over_budget");
  std::sort(over_budget.begin(), over_budget.end(),
            [](const auto& a, const auto& b) { return a.dump() < b.dump(); });
  return {{"passed", passed},
          {"would_save", {{"files", files}, {"bytes", bytes}}},
          {"over_budget", std::move(over_budget)},
          {"total", worst_total(checks)}};
}

MergedJson run_of(const ReportPart& part) {
  MergedJson run{{"report", printable(part.file)},
                 {"shard", part.header.value("shard", MergedJson())},
                 {"ended", nullptr},
                 {"exit_code", nullptr},
                 {"stats", nullptr}};
  if (!part.footer.is_null()) {
    for (const char* key : {"ended", "exit_code", "stats"}) {
      run[key] = part.footer.value(key, MergedJson());
    }
    for (const char* key : {"message", "warnings", "check"}) {
      if (part.footer.contains(key)) {
        run[key] = part.footer[key];
      }
    }
  }
  return run;
}

void print_line(std::FILE* out, const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), out);
  std::fputc('\n', out);
}

/// An Error where there are not as many any more.
Attempt print_records(std::FILE* out, const ReportPart& part) {
  std::ifstream lines(part.file);
  std::string line;
  std::getline(lines, line);
  for (std::uint64_t i = 0; i < part.records; ++i) {
    if (!std::getline(lines, line)) {
      return not_merged(part.file, "has been changed while it was read");
    }
    print_line(out, line);
  }
  return success();
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
  const MergedJson check = merged_check(parts, worst.end == RunEnd::done);

  MergedJson header = parts.front().header;
  header["shard"] = nullptr;
  header["plan"] = nullptr;
  print_line(out, header.dump());
  MergedJson runs = MergedJson::array();
  std::vector<MergedJson> footers;
  for (const ReportPart& part : parts) {
    if (Attempt printed = print_records(out, part); !printed) {
      return std::move(printed).error();
    }
    footers.push_back(part.footer);
    runs.push_back(run_of(part));
  }
  MergedJson footer{{"type", "footer"},
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
