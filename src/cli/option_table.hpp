// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "pixherd/base/names.hpp"

namespace pixherd {

/// The heading of what pixherd tells of itself.
inline constexpr const char* kHelpTopic = "Help";

/// One option as it was declared.
struct OptionEntry {
  CLI::Option* option = nullptr;
  std::string topic;                 ///< the heading it stands under
  std::vector<std::string> choices;  ///< the words that its value may be, or that it lists
  bool is_list = false;              ///< its values are words behind commas
  bool one_off = false;              ///< for one call of the program: stands in no configuration
  bool zero_asks_nothing = false;    ///< a bound of 0 is as good as none

  /// "long-edge": its first long name, which is its key in a file.
  [[nodiscard]] const std::string& key() const { return option->get_lnames().front(); }
  [[nodiscard]] bool takes_value() const { return option->get_items_expected_max() > 0; }
  [[nodiscard]] bool takes_several() const { return option->get_items_expected_max() > 1; }
  [[nodiscard]] bool has_name(const std::string& long_name) const {
    return option->check_lname(long_name);
  }
  /// True for the name of an option such as --baseline, which says no to another.
  [[nodiscard]] bool says_no(const std::string& long_name) const;
  /// All its names as they are typed, the short ones first.
  [[nodiscard]] std::vector<std::string> names() const;
  /// Writes those of `values` that are choices, in letters of any case, as they were declared.
  void spell_choices(std::vector<std::string>& values) const;
  /// What holds where it is not given, in words, as it was declared with default_str(); empty where
  /// nothing can be said.
  [[nodiscard]] std::string fallback() const { return option->get_default_str(); }
  /// What help says of it: the description, and behind that the default.
  [[nodiscard]] std::string text() const;
  /// False for values that ask for nothing: a flag that is set to "false", a bound of 0.
  [[nodiscard]] bool asks(const std::vector<std::string>& values) const;
};

/// The one of `choices` that `word` is in letters of any case, or else the word as it is.
std::string spelled(const std::vector<std::string>& choices, const std::string& word);

template <class Number>
inline constexpr bool kIsWhole = std::is_integral_v<Number>;
template <class Number>
inline constexpr bool kIsWhole<std::optional<Number>> = kIsWhole<Number>;

/// Refuses what is no number between these, both included.
CLI::Validator number_from(double low, double high, bool whole);

/// What stands between the commas of `lists`; an empty word is a CLI::ValidationError of `option`.
std::vector<std::string> listed_words(const std::string& option,
                                      const std::vector<std::string>& lists);

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
                      const std::string& description);

  template <class Value>
  CLI::Option& value(const std::string& names, Value& target, const std::string& type,
                     const std::string& description) {
    return placed(app_.add_option(names, target, description)->type_name(type));
  }

  /// Words behind commas, and the option as often as one likes; `words` in letters of any case.
  template <class Value>
  CLI::Option& list(const std::string& names, std::vector<Value>& target, const std::string& type,
                    const std::string& description, std::vector<std::string> words = {}) {
    const auto take = [&target, names, words](const CLI::results_t& lists) {
      target.clear();
      for (const std::string& word : listed_words(names, lists)) {
        if (!CLI::detail::lexical_cast(spelled(words, word), target.emplace_back())) {
          return false;
        }
      }
      return true;
    };
    CLI::Option* option = app_.add_option(names, take, description);
    option->type_name(type)->expected(1, CLI::detail::expected_max_vector_size);
    placed(option->allow_extra_args(false));
    entries_.back().choices = std::move(words);
    entries_.back().is_list = true;
    return *option;
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
    return *option.check(number_from(low, high, kIsWhole<Number>));
  }

  /// One of a few words, in letters of any case.
  template <std::size_t N>
  CLI::Option& choice(const std::string& names, std::string& target, const std::string& type,
                      const Names<N>& words, const std::string& description) {
    return choice(names, target, type, std::vector<std::string>(words.begin(), words.end()),
                  description);
  }
  CLI::Option& choice(const std::string& names, std::string& target, const std::string& type,
                      const std::vector<std::string>& words, const std::string& description);

  /// -h, which CLI11 acts on itself.
  void help(const std::string& names, const std::string& description);

  /// The option declared last is for one call, and stands in no file.
  void one_off() { entries_.back().one_off = true; }
  /// The option declared last may be given 0, which displaces nothing.
  void zero_asks_nothing() { entries_.back().zero_asks_nothing = true; }

  /// In the order in which they were declared.
  [[nodiscard]] const std::deque<OptionEntry>& entries() const { return entries_; }
  /// The option of that long name ("long-edge"), or nullptr.
  [[nodiscard]] const OptionEntry* find(const std::string& long_name) const;
  /// What was typed wrong may have been meant for one of these: "--long-edge", "-o".
  [[nodiscard]] std::vector<std::string> all_names() const;
  /// The keys that a configuration may have.
  [[nodiscard]] std::vector<std::string> all_keys() const;

  [[nodiscard]] CLI::App& app() const { return app_; }

 private:
  CLI::Option& placed(CLI::Option* option);

  CLI::App& app_;
  std::string topic_;
  std::deque<OptionEntry> entries_;
};

}  // namespace pixherd
