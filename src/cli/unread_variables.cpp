// SPDX-License-Identifier: Apache-2.0
// PIXHERD_* variables that set nothing: a wrong letter in a cron job would else go unnoticed for
// ever.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "layers.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/cli/foreign_names.hpp"
#include "suggestion.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kPrefix = "PIXHERD_";

/// Of the project's own scripts and tests.
constexpr std::array kOfScriptsAndTests{
    "PIXHERD_HOST_ROOT"sv, "PIXHERD_FAULT"sv,  "PIXHERD_FAULTS"sv,     "PIXHERD_TEST_RUN"sv,
    "PIXHERD_CORPUS"sv,    "PIXHERD_ENGINE"sv, "PIXHERD_MAINTAINER"sv,
};
constexpr std::string_view kOfBenchmarks = "PIXHERD_BENCH_";

/// "--long-edge" for "PIXHERD_LONG_EDGE".
std::string option_of(std::string_view variable) {
  std::string option = lower_case(variable.substr(kPrefix.size()));
  std::replace(option.begin(), option.end(), '_', '-');
  return "--" + option;
}

std::string what_was_meant(const OptionTable& table, const std::string& option) {
  const std::vector<std::string> names = table.all_names();
  const std::string* closest = closest_to(option, names);
  return closest == nullptr || !closest->starts_with("--")
             ? known_here_as(option)
             : fmt::format("; did you mean {}?", variable_of(closest->substr(2)));
}

}  // namespace

std::vector<std::string> unread_variables(const OptionTable& table,
                                          const std::map<std::string, std::string>& variables) {
  std::vector<std::string> warnings;
  for (auto at = variables.lower_bound(std::string(kPrefix));
       at != variables.end() && at->first.starts_with(kPrefix); ++at) {
    const auto& [variable, value] = *at;
    const bool ours = variable.starts_with(kOfBenchmarks) ||
                      std::find(kOfScriptsAndTests.begin(), kOfScriptsAndTests.end(), variable) !=
                          kOfScriptsAndTests.end();
    if (value.empty() || ours) {
      continue;
    }
    const std::string option = option_of(variable);
    const OptionEntry* entry = table.find(option.substr(2));
    if (entry == nullptr || variable_of(option.substr(2)) != variable) {
      warnings.push_back(fmt::format("{}: is the variable of no option, and sets nothing{}",
                                     variable, what_was_meant(table, option)));
    } else if (!may_be_variable(*entry) && entry->topic != kHelpTopic) {
      warnings.push_back(
          fmt::format("{}: {} is for one call, and no variable sets it: give it as an argument",
                      variable, option));
    }
  }
  return warnings;
}

}  // namespace pixherd
