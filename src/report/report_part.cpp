// SPDX-License-Identifier: Apache-2.0
#include "report_part.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "pixherd/base/text.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "report_json.hpp"

namespace pixherd {
namespace {

/// Null where it is no JSON.
OrderedJson parsed(const std::string& line) {
  OrderedJson object = OrderedJson::parse(line, nullptr, false);
  return object.is_object() ? object : OrderedJson();
}

bool is_of_type(const OrderedJson& object, std::string_view type) {
  return object.is_object() && object.value("type", OrderedJson()) == type;
}

/// False where it has no status of ours.
bool add_record(RunTotals& totals, const OrderedJson& record) {
  const OrderedJson status = record.value("status", OrderedJson());
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

}  // namespace

OrderedJson ReportPart::in_footer(const char* key) const {
  return footer.is_object() ? footer.value(key, OrderedJson()) : OrderedJson();
}

std::string ReportPart::ended() const {
  const OrderedJson ended = in_footer("ended");
  return ended.is_string() ? ended.get<std::string>() : std::string();
}

bool ReportPart::came_to_its_end() const {
  return ended() == name(RunEnd::done) || ended() == name(RunEnd::time_limit);
}

Error not_merged(std::string_view file, const std::string& why) {
  return {ErrorCode::usage, fmt::format("--merge-reports {}: {}", printable(file), why)};
}

std::uint64_t number_in(const OrderedJson& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

Result<ReportPart> read_part(const std::string& file, RunTotals& totals) {
  ReportPart part{file, {}, 0, {}};
  std::error_code error;
  if (const auto kind = std::filesystem::status(file, error).type();
      kind == std::filesystem::file_type::fifo || kind == std::filesystem::file_type::socket ||
      kind == std::filesystem::file_type::character) {
    return not_merged(file, "is no file that can be read twice: save the report in one first");
  }
  errno = 0;
  std::ifstream lines(file);
  if (!lines) {
    return not_merged(file, error_from_errno(errno, "cannot be read").message);
  }
  std::string line;
  if (!std::getline(lines, line)) {
    return not_merged(file, lines.bad() ? "is a folder, or cannot be read" : "is empty");
  }
  part.header = parsed(line);
  if (!is_of_type(part.header, "header") || number_in(part.header, "schema") != kReportSchema) {
    return not_merged(file, "is no report of --json: it does not begin with a header");
  }
  while (std::getline(lines, line)) {
    const bool cut_short = lines.eof();  // no newline: the run was killed while it wrote this
    const OrderedJson object = parsed(line);
    if (is_of_type(object, "footer") && part.footer.is_null()) {
      part.footer = object;
    } else if (part.footer.is_null() && is_of_type(object, "file") && add_record(totals, object)) {
      ++part.records;
    } else if (!cut_short || !object.is_null()) {
      return not_merged(file, fmt::format("line {} is no record of a report", part.records + 2));
    }
  }
  if (lines.bad()) {
    return not_merged(file, "cannot be read to its end");
  }
  return part;
}

void print_line(std::FILE* out, const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), out);
  std::fputc('\n', out);
}

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

}  // namespace pixherd
