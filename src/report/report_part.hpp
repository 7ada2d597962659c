// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "json_parts.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/run_totals.hpp"

namespace pixherd {

/// One of the reports that --merge-reports makes one of; its records are read again when they are
/// printed.
struct ReportPart {
  std::string file;
  OrderedJson header;
  std::uint64_t records = 0;
  OrderedJson footer;  ///< null: the run did not come to its end

  /// What it has under that key; null where there is none.
  [[nodiscard]] OrderedJson in_footer(const char* key) const;
  /// How its run ended; empty where the footer does not say.
  [[nodiscard]] std::string ended() const;
  [[nodiscard]] bool came_to_its_end() const;
};

/// Reads all of the file; `totals` get what its records say. An Error where it is no report.
Result<ReportPart> read_part(const std::string& file, RunTotals& totals);

/// Prints the records as they stand. An Error where there are not as many any more.
Attempt print_records(std::FILE* out, const ReportPart& part);

void print_line(std::FILE* out, const std::string& line);

/// Why the file is not merged.
Error not_merged(std::string_view file, const std::string& why);

/// 0 where there is none under that key.
std::uint64_t number_in(const OrderedJson& object, const char* key);

}  // namespace pixherd
