// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/herd_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

constexpr unsigned kLeastColumns = 100;
constexpr std::string_view kGap = "...";

std::string_view words_for(WorkerState state) {
  switch (state) {
    case WorkerState::warming: return "warming up";
    case WorkerState::idle: return "idle";
    case WorkerState::working: return "working";
    case WorkerState::waiting_for_memory: return "waits for memory";
  }
  return "";
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; }

/// Columns of the character that begins with this byte; from U+0800 on it may have two.
std::size_t width_of(char first) { return static_cast<unsigned char>(first) >= 0xE0 ? 2 : 1; }

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (const char byte : text) {
    columns += continues_character(byte) ? 0 : width_of(byte);
  }
  return columns;
}

/// The longest beginning of so many columns at most.
std::string_view beginning(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    used += continues_character(text[i]) ? 0 : width_of(text[i]);
    if (used > columns) {
      return text.substr(0, i);
    }
  }
  return text;
}

std::string_view ending(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  std::size_t from = text.size();
  for (std::size_t i = text.size(); i-- > 0;) {
    if (!continues_character(text[i])) {
      used += width_of(text[i]);
      if (used > columns) {
        break;
      }
      from = i;
    }
  }
  return text.substr(from);
}

std::string herd_line(const WorkerGlance& worker, unsigned columns) {
  const double rate =
      worker.busy_seconds > 0 ? static_cast<double>(worker.tasks) / worker.busy_seconds : 0;
  std::string line = fmt::format("{:>3}  {:<16} {:>8}  {:>9}", worker.slot, words_for(worker.state),
                                 worker.task ? format_seconds(worker.task_seconds) : "",
                                 rate > 0 ? fmt::format("{:.1f}/s", rate) : "");
  if (worker.task) {
    line += "  " + elided(printable(worker.file),
                          columns - std::min<std::size_t>(columns, line.size() + 3));
  }
  return line;
}

}  // namespace

std::string elided(std::string_view text, std::size_t columns) {
  if (width_of(text) <= columns) {
    return std::string(text);
  }
  const std::size_t kept = columns - std::min(columns, kGap.size());
  const std::size_t behind = kept - kept / 3;  // the name tells more than the folders do
  return fmt::format("{}{}{}", beginning(text, kept / 3), kGap.substr(0, columns),
                     ending(text, behind));
}

bool has_room_for_herd(TerminalSize terminal, std::size_t workers) {
  return terminal.columns >= kLeastColumns && terminal.rows >= workers + 2;
}

std::vector<std::string> herd_lines(const std::vector<WorkerGlance>& herd, unsigned columns) {
  std::vector<std::string> lines;
  for (const WorkerGlance& worker : herd) {
    lines.push_back(herd_line(worker, columns));
  }
  return lines;
}

}  // namespace pixherd
