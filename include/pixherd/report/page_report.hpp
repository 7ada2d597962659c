// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/report/run_report.hpp"
#include "pixherd/report/timeline.hpp"

namespace pixherd {

/// How much of a run a page holds. The totals, the histogram and the time line are of all files.
struct PageLimits {
  std::size_t rows = 5000;    ///< failures first, then the biggest changes
  std::size_t pictures = 12;  ///< the biggest savings
  std::size_t failures = 5000;
  std::size_t failure_pictures = 100;  ///< of the first failures, what can be read of them
};

/// How many files saved how much.
struct SavingsHistogram {
  static constexpr std::size_t kBins = 20;
  std::array<std::uint64_t, kBins> bins{};  ///< 5 percent each, from 0 upwards
  std::uint64_t larger = 0;

  void add(std::uint64_t original_bytes, std::uint64_t optimized_bytes);
};

/// The run as one page for a browser: it fetches nothing, needs no server, and its few scripts are
/// allowed by their hashes. Holds no more of a run than PageLimits say, however many files it has.
class PageReport : public RunReport {
 public:
  explicit PageReport(PageLimits limits = {}) : limits_(limits) {}

  void begin(const RunHeader& header) override;
  void record(const Record& record) override;
  void progress(const RunProgress&, const RunTotals&) override {}
  void warn(const std::string& message) override;
  void end(const RunFooter&) override {}
  [[nodiscard]] std::optional<std::uint64_t> thumbnails_above() const override;

  /// The page, at the end of the run. `written` is the time of day, for people.
  [[nodiscard]] std::string html(const RunFooter& footer, const std::string& written) const;

  struct Row {
    std::string path;
    std::string output;
    TaskStatus status = TaskStatus::unprocessed;
    std::uint64_t original_bytes = 0;
    std::uint64_t optimized_bytes = 0;  ///< of what is there now, the original where it stays
    double seconds = 0;
    int worker = -1;
    std::string why;  ///< the reason or the error, or the notes

    [[nodiscard]] std::int64_t saved_bytes() const;
  };
  struct Picture {
    Row row;
    Thumbnails thumbnails;
  };
  /// What the page is made of, beside what the footer has.
  struct Content {
    RunHeader header;
    std::vector<Row> rows;  ///< the most telling of them, in no order
    /// In the order in which they failed. The first have a picture of what can be read of them.
    std::vector<Picture> failures;
    std::vector<Picture> pictures;  ///< in no order
    std::vector<std::string> warnings;
    std::uint64_t further_warnings = 0;
    std::uint64_t listed = 0;  ///< files that might have a row: all but the ignored
    SavingsHistogram histogram;
    Timeline timeline;
  };

 private:
  void keep_picture(const Row& row, const Thumbnails& thumbnails);

  PageLimits limits_;
  Content content_;
};

}  // namespace pixherd
