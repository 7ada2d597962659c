// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "glob_budgets.hpp"
#include "pages.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

/// True where a reader gives back the same text for the number.
bool is_plain_number(const std::string& text) {
  std::int64_t whole = 0;
  double real = 0;
  const char* const end = text.data() + text.size();
  const auto as_whole = std::from_chars(text.data(), end, whole);
  if (as_whole.ec == std::errc() && as_whole.ptr == end) {
    return fmt::format("{}", whole) == text;
  }
  const auto as_real = std::from_chars(text.data(), end, real);
  return as_real.ec == std::errc() && as_real.ptr == end &&
         text.find_first_not_of("0123456789.") == std::string::npos &&
         fmt::format("{}", real) == text;
}

std::string quoted(const std::string& text) {
  std::string toml = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    const auto code = static_cast<unsigned char>(byte);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (code == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 to U+009F
      toml += fmt::format("\\u{:04X}", next);
      ++i;
    } else if (byte == '"' || byte == '\\') {
      toml += '\\';
      toml += byte;
    } else if (code < 0x20 || code == 0x7F) {
      toml += fmt::format("\\u{:04X}", code);
    } else {
      toml += byte;
    }
  }
  return toml + '"';
}

std::string plain_or_quoted(const std::string& value) {
  return is_plain_number(value) ? value : quoted(value);
}

std::string toml_of(const OptionEntry& entry, const std::vector<std::string>& values) {
  if (!entry.takes_value()) {
    return values.back();
  }
  std::vector<std::string> elements;
  for (const std::string& value : values) {
    elements.push_back(plain_or_quoted(value));
  }
  return entry.takes_several() ? fmt::format("[{}]", fmt::join(elements, ", ")) : elements.back();
}

struct Line {
  std::string assignment;
  std::string comment;
};

bool is_writable(const Setting& setting) {
  return std::all_of(setting.values.begin(), setting.values.end(), is_utf8);
}

Line line_of(const OptionEntry& entry, const Setting& setting) {
  if (!is_writable(setting)) {
    return {fmt::format("#{}", entry.key()),
            fmt::format("{}: its value is not UTF-8, which TOML demands", setting.source)};
  }
  return {fmt::format("{} = {}", entry.key(), toml_of(entry, setting.values)),
          printable(setting.source)};
}

/// An option that was not given stands in a comment: to give it the value that it has would be to
/// ask for it, which others exclude.
Line line_of_default(const OptionEntry& entry) {
  const std::string fallback = entry.fallback();
  const std::string comment = fallback.empty() ? "default" : "default: " + fallback;
  if (!entry.takes_value()) {
    return {fmt::format("#{} = false", entry.key()), comment};
  }
  const bool word = !fallback.empty() && fallback.find(' ') == std::string::npos;
  if (!entry.takes_several() && word) {
    return {fmt::format("#{} = {}", entry.key(), toml_of(entry, {fallback})), "default"};
  }
  return {fmt::format("#{} =", entry.key()), fallback.empty() ? "default: not set" : comment};
}

Line line_of_budget(const Setting& setting) {
  if (!is_writable(setting)) {
    return {"#", fmt::format("{}: its glob is not UTF-8, which TOML demands", setting.source)};
  }
  return {fmt::format("{} = {}", quoted(setting.values.front()),
                      plain_or_quoted(setting.values.back())),
          printable(setting.source)};
}

constexpr std::size_t kCommentColumn = 32;

std::string text_of_line(const Line& line) {
  return fmt::format("{:<{}}  # {}\n", line.assignment, kCommentColumn, line.comment);
}

/// The last part of a page, since a heading ends only at the next.
std::string budgets_part(const std::vector<Setting>& in_force) {
  std::string lines;
  for (const Setting& setting : in_force) {
    if (setting.key == kBudgetsKey) {
      lines += text_of_line(line_of_budget(setting));
    }
  }
  return lines.empty() ? text_of_line({"\n#[budgets]", "default: not set"})
                       : "\n[budgets]\n" + lines;
}

}  // namespace

std::string config_page(const OptionTable& table, const std::vector<Setting>& in_force) {
  std::string page = "# All options in force, and where each comes from.\n";
  std::string topic;
  for (const OptionEntry& entry : table.entries()) {
    if (entry.one_off) {
      continue;
    }
    if (entry.topic != topic) {
      topic = entry.topic;
      page += fmt::format("\n# {}\n", topic);
    }
    const Setting* setting = setting_of(in_force, entry.key());
    const Line line = setting != nullptr ? line_of(entry, *setting) : line_of_default(entry);
    page += text_of_line(line);
  }
  return page + budgets_part(in_force);
}

}  // namespace pixherd
