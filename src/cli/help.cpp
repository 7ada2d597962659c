// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pages.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kTextColumn = 28;

/// "  -o, --output DIR", with room for a letter where there is none, so that long names line up.
std::string option_column(const OptionEntry& entry) {
  const bool letter = !entry.option->get_snames().empty();
  std::string column = fmt::format("  {}{}", letter ? "" : "    ", fmt::join(entry.names(), ", "));
  if (entry.takes_value()) {
    column += " " + entry.option->get_type_name();
  }
  return column;
}

std::string described(const std::string& column, const std::string& text) {
  std::string lines = column;
  bool beside = column.size() + 2 <= kTextColumn;
  for (const std::string& line : wrapped(text, kColumns - kTextColumn)) {
    lines +=
        beside ? std::string(kTextColumn - column.size(), ' ') + line + "\n"
               : (lines.ends_with('\n') ? "" : "\n") + std::string(kTextColumn, ' ') + line + "\n";
    beside = false;
  }
  return lines;
}

std::string paragraph(std::string_view text) {
  return fmt::format("{}\n", fmt::join(wrapped(text, kColumns), "\n"));
}

/// Purposes behind commands where they fit, else above them.
std::string examples_section() {
  std::string section = "\nExamples:\n";
  for (const Example& example : examples()) {
    section += fmt::format("  # {}\n  {}\n", example.purpose, example.command);
  }
  return section;
}

std::string exit_codes_section() {
  std::string section = "\nExit codes:\n";
  for (const ExitMeaning& exit : exit_meanings()) {
    section += fmt::format("  {:<6} {}\n", exit.code, exit.meaning);
  }
  return section;
}

}  // namespace

std::string help_page(const OptionTable& table) {
  std::string page = "Usage: pixherd [OPTION]... INPUT...\n\n" + paragraph(kSummary) +
                     paragraph(
                         "INPUT is an image, a folder of them (walked recursively), or - for "
                         "standard input.");
  page += examples_section();
  std::string topic;
  for (const OptionEntry& entry : table.entries()) {
    if (entry.topic != topic) {
      topic = entry.topic;
      page += fmt::format("\n{}:\n", topic);
    }
    page += described(option_column(entry), entry.text());
  }
  return page + exit_codes_section();
}

}  // namespace pixherd
