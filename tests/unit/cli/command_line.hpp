// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "pixherd/cli/options.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"

namespace pixherd {

/// parse_arguments() on words, with what stands around them.
inline ParsedArguments parse_words(const std::vector<std::string>& words,
                                   const Surroundings& around = {}) {
  std::vector<const char*> argv{"pixherd"};
  for (const std::string& word : words) {
    argv.push_back(word.c_str());
  }
  return parse_arguments(static_cast<int>(argv.size()), argv.data(), around);
}

/// Fails the test where the words were refused.
inline Command command_from(const std::vector<std::string>& words,
                            const Surroundings& around = {}) {
  Command command = parse_words(words, around).command;
  if (const auto* print = std::get_if<PrintAndExit>(&command)) {
    FAIL(print->text);
  }
  return command;
}

/// The same of a run.
inline Options options_from(const std::vector<std::string>& words,
                            const Surroundings& around = {}) {
  return std::get<Options>(command_from(words, around));
}

/// What is printed in the place of a run, with that exit code.
inline std::string printed_by(const std::vector<std::string>& words, int exit_code,
                              const Surroundings& around = {}) {
  const Command command = parse_words(words, around).command;
  const auto* print = std::get_if<PrintAndExit>(&command);
  REQUIRE(print != nullptr);
  CAPTURE(print->text);
  REQUIRE(print->exit_code == exit_code);
  return print->text;
}

/// Surroundings with these files, the project's own in the current folder among them.
inline Surroundings with_files(std::map<std::string, std::string> files,
                               std::map<std::string, std::string> variables = {}) {
  Surroundings around;
  around.variables = std::move(variables);
  around.variables.emplace("HOME", "/home/me");
  around.project_folders = {"", "/srv/site"};
  around.read_file = [files = std::move(files)](const std::string& path,
                                                ConfigFile) -> Result<std::optional<std::string>> {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  };
  return around;
}

}  // namespace pixherd
