// SPDX-License-Identifier: Apache-2.0
#include "option_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "layers.hpp"
#include "pixherd/base/text.hpp"
#include "suggestion.hpp"

namespace pixherd {

bool OptionEntry::says_no(const std::string& long_name) const {
  const auto& names = option->get_fnames();
  return std::find(names.begin(), names.end(), long_name) != names.end();
}

std::vector<std::string> OptionEntry::names() const {
  std::vector<std::string> names;
  for (const std::string& letter : option->get_snames()) {
    names.push_back("-" + letter);
  }
  for (const std::string& word : option->get_lnames()) {
    names.push_back("--" + word);
  }
  return names;
}

std::string OptionEntry::text() const {
  const std::string& description = option->get_description();
  return fallback().empty() ? description
                            : fmt::format("{} (default: {})", description, fallback());
}

bool OptionEntry::asks(const std::vector<std::string>& values) const {
  if (takes_value()) {
    return !zero_asks_nothing || values != std::vector<std::string>{"0"};
  }
  return values != std::vector<std::string>{"false"};
}

void OptionEntry::spell_choices(std::vector<std::string>& values) const {
  for (std::string& value : values) {
    value = spelled(choices, value);
  }
}

std::string spelled(const std::vector<std::string>& choices, const std::string& word) {
  std::string small = lower_case(word);
  return std::find(choices.begin(), choices.end(), small) != choices.end() ? small : word;
}

CLI::Validator number_from(double low, double high, bool whole) {
  const auto check = [=](const std::string& text) {
    double number = 0;
    const bool fits = CLI::detail::lexical_cast(text, number) && number >= low && number <= high &&
                      (!whole || std::trunc(number) == number);
    return fits ? std::string()
                : fmt::format("{} is no {}number from {} to {}", text, whole ? "whole " : "", low,
                              high);
  };
  return {check, ""};
}

std::vector<std::string> listed_words(const std::string& option,
                                      const std::vector<std::string>& lists) {
  std::vector<std::string> words;
  for (const std::string& list : lists) {
    std::size_t from = 0;
    for (std::size_t comma = 0; comma != std::string::npos; from = comma + 1) {
      comma = list.find(',', from);
      words.push_back(list.substr(from, comma - from));
      if (words.back().empty()) {
        throw CLI::ValidationError(option,
                                   fmt::format("a word between the commas of {} is empty", list));
      }
    }
  }
  return words;
}

CLI::Option& OptionTable::either(const std::string& names, std::optional<bool>& target,
                                 const std::string& description) {
  std::string shown = names;
  if (const std::size_t opposite = shown.find(",!"); opposite != std::string::npos) {
    shown.replace(opposite, 2, " or ");
  }
  // CLI11 takes an optional for a count, and adds up what is given more than once.
  CLI::Option* option = app_.add_flag_function(
      names, [&target](std::int64_t count) { target = count > 0; }, description);
  option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  option->check(CLI::Validator(
      [shown](const std::string& word) {
        truth(shown, word);
        return std::string();
      },
      ""));
  return placed(option);
}

CLI::Option& OptionTable::choice(const std::string& names, std::string& target,
                                 const std::string& type, const std::vector<std::string>& words,
                                 const std::string& description) {
  CLI::Option& option = value(names, target, type, description);
  option.transform(CLI::Validator(
      [words](std::string& word) {
        word = spelled(words, word);
        return std::string();
      },
      ""));
  option.check(CLI::Validator(
      [words](const std::string& word) {
        return std::find(words.begin(), words.end(), word) != words.end()
                   ? std::string()
                   : fmt::format("{} is none of {}{}", word, fmt::join(words, ", "),
                                 did_you_mean(lower_case(word), words));
      },
      ""));
  entries_.back().choices = words;
  return option;
}

void OptionTable::help(const std::string& names, const std::string& description) {
  placed(app_.set_help_flag(names, description));
  one_off();
}

const OptionEntry* OptionTable::find(const std::string& long_name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const OptionEntry& entry) {
    return entry.has_name(long_name);
  });
  return found == entries_.end() ? nullptr : &*found;
}

std::vector<std::string> OptionTable::all_names() const {
  std::vector<std::string> all;
  for (const OptionEntry& entry : entries_) {
    const auto names = entry.names();
    all.insert(all.end(), names.begin(), names.end());
  }
  return all;
}

std::vector<std::string> OptionTable::all_keys() const {
  std::vector<std::string> keys;
  for (const OptionEntry& entry : entries_) {
    if (!entry.one_off) {
      keys.push_back(entry.key());
    }
  }
  return keys;
}

CLI::Option& OptionTable::placed(CLI::Option* option) {
  OptionEntry& entry = entries_.emplace_back();
  entry.option = option;
  entry.topic = topic_;
  return *option;
}

}  // namespace pixherd
