// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pixherd/report/report_stream.hpp"

namespace pixherd {

/// Hides the cursor of the terminal on standard error while it lives. It also comes back while the
/// process is stopped (Ctrl-Z).
class HiddenCursor {
 public:
  explicit HiddenCursor(ReportStream& stream);
  ~HiddenCursor();
  HiddenCursor(const HiddenCursor&) = delete;
  HiddenCursor& operator=(const HiddenCursor&) = delete;

 private:
  ReportStream& stream_;
};

/// The last lines on standard error, which change in place: a terminal.
class LiveLines {
 public:
  /// `stream`, which is standard error, must outlive them.
  explicit LiveLines(ReportStream& stream) : stream_(stream) {}
  ~LiveLines() { clear(); }
  LiveLines(const LiveLines&) = delete;
  LiveLines& operator=(const LiveLines&) = delete;

  /// In the place of those that are shown; none of them may be as wide as the terminal. Where they
  /// are the same nothing is written, nor while the terminal takes nothing.
  void show(std::vector<std::string> lines);

  /// From here on something else may be written.
  void clear();

 private:
  ReportStream& stream_;
  std::vector<std::string> shown_;
  std::optional<HiddenCursor> hidden_cursor_;
};

}  // namespace pixherd
