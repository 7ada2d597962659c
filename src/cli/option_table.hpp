// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/base/names.hpp"

namespace pixherd {

/// Every option, declared once: parsing, help, the manual, completions and configuration files all
/// read it. An option whose value was never given leaves its target alone.
class OptionTable {
 public:
  explicit OptionTable(CLI::App& app) : app_(app) {}

  /// The options that are declared from here on stand under this heading.
  void topic(std::string name) { topic_ = std::move(name); }

  CLI::Option& flag(const std::string& names, bool& target, const std::string& description) {
    return placed(app_.add_flag(names, target, description));
  }

  /// The last one counts where a name is followed by "!name", which sets the target to false.
  CLI::Option& either(const std::string& names, std::optional<bool>& target,
                      const std::string& description) {
    // CLI11 takes an optional for a count otherwise, and begins with nought, which is no.
    const auto settle = [&target](std::int64_t count) { target = count > 0; };
    return placed(app_.add_flag_function(names, settle, description));
  }

  template <class Value>
  CLI::Option& value(const std::string& names, Value& target, const std::string& type,
                     const std::string& description) {
    return placed(app_.add_option(names, target, description)->type_name(type));
  }

  /// Words behind commas, and the option as often as one likes.
  template <class Value>
  CLI::Option& list(const std::string& names, std::vector<Value>& target, const std::string& type,
                    const std::string& description) {
    return *repeated(names, target, type, description).delimiter(',');
  }

  /// A value each time the option is given.
  template <class Value>
  CLI::Option& repeated(const std::string& names, std::vector<Value>& target,
                        const std::string& type, const std::string& description) {
    return *value(names, target, type, description).allow_extra_args(false);
  }

  template <class Number>
  CLI::Option& number(const std::string& names, Number& target, const std::string& type, double low,
                      double high, const std::string& description) {
    CLI::Option& option = value(names, target, type, description);
    option.check(CLI::Range(low, high).description(""));
    return option;
  }

  /// One of a few words.
  template <std::size_t N>
  CLI::Option& choice(const std::string& names, std::string& target, const std::string& type,
                      const Names<N>& words, const std::string& description) {
    return choice(names, target, type, std::vector<std::string>(words.begin(), words.end()),
                  description);
  }
  CLI::Option& choice(const std::string& names, std::string& target, const std::string& type,
                      const std::vector<std::string>& words, const std::string& description) {
    CLI::Option& option = value(names, target, type, description);
    option.check(CLI::IsMember(words).description(""));
    choices_[&option] = words;
    return option;
  }

  /// The words that the option's value may be; empty where they cannot be listed.
  [[nodiscard]] std::vector<std::string> choices(const CLI::Option& option) const {
    const auto found = choices_.find(&option);
    return found == choices_.end() ? std::vector<std::string>() : found->second;
  }

  [[nodiscard]] CLI::App& app() const { return app_; }

 private:
  CLI::Option& placed(CLI::Option* option) { return *option->group(topic_); }

  CLI::App& app_;
  std::string topic_;
  std::map<const CLI::Option*, std::vector<std::string>> choices_;
};

}  // namespace pixherd
