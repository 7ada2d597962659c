// SPDX-License-Identifier: Apache-2.0
#include "parse_error_words.hpp"

#include <fmt/format.h>

#include <regex>

namespace pixherd {
namespace {

struct Rewording {
  const char* said;
  const char* words;
};

constexpr Rewording kRewordings[]{
    {R"(Could not convert: (\S+) = (.*))", "$1 $2: a number was expected"},
    {R"((\S+): At Most 1 required but received (\d+))",
     "$1: given $2 times, and may be given once"},
    {R"((\S+): \d+ required (.+) missing)", "$1: its value is missing: $2"},
};

}  // namespace

std::string in_plain_words(const CLI::ParseError& error) {
  std::string said = error.what();
  for (const Rewording& each : kRewordings) {
    const std::regex pattern(each.said);
    if (std::regex_match(said, pattern)) {
      return std::regex_replace(said, pattern, each.words);
    }
  }
  return said;
}

}  // namespace pixherd
