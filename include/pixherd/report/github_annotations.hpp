// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "pixherd/report/largest.hpp"
#include "pixherd/report/report_stream.hpp"
#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// The worst come first.
enum class Gravity : std::uint8_t { failed, over_budget, shrinks };

struct Annotation {
  Gravity gravity = Gravity::failed;
  std::uint64_t bytes = 0;  ///< too many, or that would be saved
  std::string path;
  std::string message;
};

struct WorseThan {
  bool operator()(const Annotation& a, const Annotation& b) const;
};

inline constexpr std::size_t kMostAnnotations = 10;

/// Failures and findings as workflow commands, which GitHub shows beside a change. It takes 10 of a
/// kind from a step: the worst ones are told, the rest is counted. They come last, once whoever
/// else writes to the same stream has written all.
class GithubAnnotations : public RunReport {
 public:
  /// `fd` stays the caller's. Files are named from `workspace` on, where they lie below it; empty:
  /// as they were named.
  GithubAnnotations(int fd, std::string workspace);

  void begin(const RunHeader&) override {}
  void record(const Record& record) override;
  void progress(const RunProgress&, const RunTotals&) override {}
  void warn(const std::string&) override {}
  void end(const RunFooter& footer) override;
  void finish(const Patience& patience) override;
  [[nodiscard]] std::optional<Unheard> unheard() const override;

 private:
  int fd_;
  std::string workspace_;
  Largest<Annotation, WorseThan> found_{kMostAnnotations};
  std::string text_;
  ReportStream stream_;
};

/// A workflow command: "::error file=a.jpg,title=failed::what happened". Properties that are empty
/// are left out.
std::string workflow_command(std::string_view kind, std::string_view file, std::string_view title,
                             std::string_view message);

}  // namespace pixherd
