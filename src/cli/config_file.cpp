// SPDX-License-Identifier: Apache-2.0
#include "config_file.hpp"

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

#include "glob_budgets.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/files/tree.hpp"
#include "suggestion.hpp"
#include "usage_error.hpp"

namespace pixherd {
namespace {

/// A line that gives an option its value: "FILE:3: quality".
struct Assignment {
  std::string source;  ///< "FILE:3"
  std::string key;
};

[[noreturn]] void refuse(const Assignment& assignment, std::string_view why) {
  throw UsageError{fmt::format("{}: {}: {}", assignment.source, assignment.key, why)};
}

/// A value as it would be typed.
std::string text_of(const Assignment& assignment, const toml::node& node) {
  if (const auto* text = node.as_string()) {
    if (text->get().empty()) {
      refuse(assignment, "its value is empty");
    }
    if (text->get().find('\0') != std::string::npos) {
      refuse(assignment, "its value holds a NUL byte (\\u0000): take that out");
    }
    return text->get();
  }
  if (const auto* number = node.as_integer()) {
    return fmt::format("{}", number->get());
  }
  if (const auto* number = node.as_floating_point()) {
    return fmt::format("{}", number->get());
  }
  refuse(assignment, "a text or a number was expected");
}

std::vector<std::string> texts_of(const Assignment& assignment, const OptionEntry& entry,
                                  const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr) {
    return {text_of(assignment, node)};
  }
  if (!entry.takes_several()) {
    refuse(assignment, "one value was expected, not a list");
  }
  if (array->empty()) {
    refuse(assignment, "its list is empty");
  }
  std::vector<std::string> texts;
  for (const toml::node& element : *array) {
    texts.push_back(text_of(assignment, element));
  }
  return texts;
}

/// The path as it is reached from the current folder.
std::string reached(const std::string& folder, const std::string& path) {
  return path.starts_with('/') || path == "-" ? path : join_path(folder, path);
}

bool is_path(const OptionEntry& entry) {
  const std::string type = entry.option->get_type_name();
  return entry.takes_value() && (type == "FILE" || type == "DIR");
}

bool is_glob(const OptionEntry& entry) {
  return entry.takes_value() && entry.option->get_type_name() == "GLOB";
}

const OptionEntry& entry_of(const OptionTable& table, const Assignment& assignment,
                            const toml::node& node) {
  if (node.is_table() || node.is_array_of_tables()) {
    refuse(assignment, "options stand without headings");
  }
  const OptionEntry* entry = table.find(assignment.key);
  if (entry == nullptr) {
    refuse(assignment, "no such option" + did_you_mean(assignment.key, table.all_keys()));
  }
  if (entry->one_off) {
    refuse(assignment, "belongs to a single call and cannot stand in a file");
  }
  return *entry;
}

Setting setting_of_node(const OptionTable& table, const Assignment& assignment,
                        const toml::node& node, const std::string& folder) {
  const OptionEntry& entry = entry_of(table, assignment, node);
  if (!entry.takes_value()) {
    const auto* truth = node.as_boolean();
    if (truth == nullptr) {
      refuse(assignment, "true or false was expected");
    }
    return setting_for(entry, {truth_of(entry, assignment.key, truth->get() ? "true" : "false")},
                       Origin::file, assignment.source);
  }
  std::vector<std::string> values = texts_of(assignment, entry, node);
  for (std::string& value : values) {
    if (is_path(entry)) {
      value = reached(folder, value);
    } else if (is_glob(entry)) {
      value = filter_glob_from(folder, value);
    }
  }
  entry.spell_choices(values);
  return setting_for(entry, std::move(values), Origin::file, assignment.source);
}

/// The lines of [budgets] as they stand in the file, which toml++ hands out by the alphabet.
std::vector<Setting> settings_of_budgets(const toml::table& table, const std::string& shown,
                                         const std::string& folder) {
  std::vector<std::pair<toml::source_position, Setting>> lines;
  for (const auto& [glob, node] : table) {
    const toml::source_position at = glob.source().begin;
    const Assignment assignment{fmt::format("{}:{}", shown, at.line),
                                fmt::format("{}: {}", kBudgetsKey, std::string_view(glob.str()))};
    if (node.is_table() || glob.str().empty()) {
      refuse(assignment,
             "a glob in quotes was expected, with a number of bytes: \"images/**\" = \"200K\"");
    }
    const std::string limit = text_of(assignment, node);
    if (!parse_bytes(limit)) {
      refuse(assignment,
             fmt::format("{}: a number such as 200000, 200K or 2Mi was expected, or 0 for "
                         "no limit",
                         limit));
    }
    lines.emplace_back(at, Setting{kBudgetsKey,
                                   {glob_from(folder, std::string(glob.str())), limit},
                                   Origin::file,
                                   assignment.source});
  }
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.line, a.first.column) < std::tie(b.first.line, b.first.column);
  });
  std::vector<Setting> settings;
  for (auto& [at, setting] : lines) {
    settings.push_back(std::move(setting));
  }
  return settings;
}

}  // namespace

std::string truth_of(const OptionEntry& entry, const std::string& long_name,
                     const std::string& truth) {
  if (!entry.says_no(long_name)) {
    return truth;
  }
  return truth == "true" ? "false" : "true";
}

Layer layer_of_file(const OptionTable& table, std::string_view text, const std::string& shown,
                    const std::string& folder) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    throw UsageError{fmt::format("{}:{}: {}", shown, error.source().begin.line,
                                 std::string_view(error.description()))};
  }
  Layer layer;
  for (const auto& [key, node] : parsed.table()) {
    const Assignment assignment{fmt::format("{}:{}", shown, key.source().begin.line),
                                std::string(key.str())};
    if (const toml::table* budgets = assignment.key == kBudgetsKey ? node.as_table() : nullptr) {
      for (Setting& budget : settings_of_budgets(*budgets, shown, folder)) {
        layer.push_back(std::move(budget));
      }
      continue;
    }
    Setting setting = setting_of_node(table, assignment, node, folder);
    if (setting_of(layer, setting.key) != nullptr) {
      refuse(assignment, "another name of an option that stands here already");
    }
    layer.push_back(std::move(setting));
  }
  return layer;
}

}  // namespace pixherd
