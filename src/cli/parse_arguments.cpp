// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "contradictions.hpp"
#include "flags.hpp"
#include "glob_budgets.hpp"
#include "idle_options.hpp"
#include "layers.hpp"
#include "pages.hpp"
#include "parse_error_words.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/cli/foreign_names.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "suggestion.hpp"
#include "usage_error.hpp"

namespace pixherd {
namespace {

/// CLI11 takes the word behind "--output=" for its value.
void refuse_missing_values(int argc, const char* const* argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--") && word.find('=') + 1 == word.size()) {
      throw UsageError{fmt::format("{}: its value is empty", word.substr(0, word.size() - 1))};
    }
  }
}

/// CLI11 turns what is said of a name such as --baseline round, and of a number beyond 64 bits it
/// then no longer knows where that stood.
void refuse_odd_denials(const OptionTable& table, int argc, const char* const* argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    if (!word.starts_with("--") || equals == std::string::npos) {
      continue;
    }
    const std::string name = word.substr(2, equals - 2);
    if (const OptionEntry* entry = table.find(name); entry != nullptr && entry->says_no(name)) {
      truth("--" + name, word.substr(equals + 1));
    }
  }
}

/// An empty value is a variable of a script that was never set, and not an option left out.
void refuse_empty_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const std::vector<std::string>& values = option->results();
    if (std::find(values.begin(), values.end(), "") != values.end()) {
      throw UsageError{fmt::format("{}: its value is empty", option->get_name())};
    }
  }
}

/// What was typed where CLI11 is left with "-uality", since it took the -q off "-quality".
std::string_view as_typed(std::string_view left_over, int argc, const char* const* argv) {
  const auto is_end_of = [&](std::string_view word) {
    return word.size() > left_over.size() && word.starts_with('-') && !word.starts_with("--") &&
           word.ends_with(left_over.substr(1));
  };
  std::string_view whole = left_over;
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    if (std::string_view(argv[i]) == left_over) {
      return left_over;
    }
    whole = is_end_of(argv[i]) ? std::string_view(argv[i]) : whole;
  }
  return whole;
}

UsageError no_such_option(const OptionTable& table, std::string_view word) {
  const std::string typed(word.substr(0, word.find('=')));
  std::string meant = known_here_as(typed);
  if (meant.empty()) {
    meant = did_you_mean(typed, table.all_names());
  }
  return {fmt::format("{}: no such option{}", typed, meant)};
}

/// The arguments that are no options. CLI11 would take the brackets off a name such as [2024], so
/// that they are what it leaves over.
std::vector<std::string> take_inputs(const OptionTable& table, int argc, const char* const* argv) {
  std::vector<std::string> inputs;
  bool options_end = false;
  for (const std::string& word : table.app().remaining()) {
    if (!options_end && word == "--") {
      options_end = true;
    } else if (!options_end && word.size() > 1 && word.starts_with('-')) {
      throw no_such_option(table, as_typed(word, argc, argv));
    } else {
      inputs.push_back(word);
    }
  }
  return inputs;
}

/// True where `message` names that option.
bool mentions(std::string_view message, const std::string& key) {
  const std::string option = "--" + key;
  for (std::size_t at = message.find(option); at != std::string_view::npos;
       at = message.find(option, at + 1)) {
    const std::size_t end = at + option.size();
    if (end == message.size() ||
        (message[end] != '-' && std::isalnum(static_cast<unsigned char>(message[end])) == 0)) {
      return true;
    }
  }
  return false;
}

/// `error`, with the places of the options that it names where they were no arguments.
UsageError with_places(const UsageError& error, const std::vector<Setting>& settings) {
  std::string places;
  for (const Setting& setting : settings) {
    if (!setting.is_typed() && mentions(error.message, setting.key)) {
      places += (places.empty() ? "" : ", ") + setting.source;
    }
  }
  return {places.empty() ? error.message : fmt::format("{}: {}", places, error.message)};
}

Command settled(const OptionTable& table, const Flags& flags,
                const std::vector<Setting>& settings) {
  try {
    Command command = flags.merge_reports ? Command(settle_merging(flags)) : settle(flags);
    refuse_idle_budgets(settings, flags);
    if (const auto* options = std::get_if<Options>(&command)) {
      refuse_idle_arguments(settings, *options);
    }
    if (flags.print_config) {
      return PrintAndExit{config_page(table, settings), kExitDone};
    }
    return command;
  } catch (const UsageError& error) {
    throw with_places(error, settings);
  }
}

void refuse_contradictions_in(const OptionTable& table, const Layer& layer) {
  try {
    refuse_contradictions(table, layer);
  } catch (const UsageError& error) {
    throw with_places(error, layer);
  }
}

Command parsed(OptionTable& table, Flags& flags, const Surroundings& surroundings) {
  std::vector<Layer> layers = all_layers(table, flags.inputs, surroundings);
  for (const Layer& layer : layers) {
    refuse_contradictions_in(table, layer);
  }
  layers.insert(layers.begin(), layer_of_check(in_force(layers)));
  const std::vector<Setting> settings = in_force(layers);
  apply_settings(table, settings);
  flags.glob_budgets = glob_budgets(settings);
  const Setting* include = setting_of(settings, "include");
  flags.include_is_typed = include != nullptr && include->is_typed();
  return settled(table, flags, settings);
}

PrintAndExit printed_usage_error(const std::string& message) {
  return {fmt::format("pixherd: {}\nTry 'pixherd --help'.\n", printable(message)), kExitUsage};
}

}  // namespace

ParsedArguments parse_arguments(int argc, const char* const* argv,
                                const Surroundings& surroundings) {
  Flags flags;
  CLI::App app("", "pixherd");
  app.set_help_flag();  // declared with the others
  app.allow_extras();   // inputs, and what is refused with a suggestion
  OptionTable table(app);
  declare_options(table, flags);
  const auto warned = [&](Command command) {
    return ParsedArguments{std::move(command), unread_variables(table, surroundings.variables)};
  };
  try {
    refuse_missing_values(argc, argv);
    refuse_odd_denials(table, argc, argv);
    app.parse(argc, argv);
    flags.inputs = take_inputs(table, argc, argv);
    if (flags.version) {
      return {PrintVersion{}};
    }
    refuse_empty_values(app);
    if (flags.manual) {
      return {PrintAndExit{manual_page(table), kExitDone}};
    }
    if (!flags.completions.empty()) {
      return {PrintAndExit{completions(table, flags.completions), kExitDone}};
    }
    return warned(parsed(table, flags, surroundings));
  } catch (const CLI::CallForHelp&) {
    return {PrintAndExit{help_page(table), kExitDone}};
  } catch (const CLI::ParseError& error) {
    return warned(printed_usage_error(in_plain_words(error)));
  } catch (const UsageError& error) {
    return warned(printed_usage_error(error.message));
  }
}

}  // namespace pixherd
