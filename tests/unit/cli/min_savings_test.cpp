// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

namespace pixherd {
namespace {

TEST_CASE("what is to be saved at least is a share, of hundredths too, or bytes") {
  const std::vector<std::pair<std::string, Savings>> table{
      {"5%", {5, 0}},           {"5", {5, 0}},         {"1.5", {1, 0, 50}},
      {"1.5%", {1, 0, 50}},     {"0.5%", {0, 0, 50}},  {"1.05%", {1, 0, 5}},
      {"99.99%", {99, 0, 99}},  {"10KB", {0, 10'000}}, {"1.5MB", {0, 1'500'000}},
      {"1.5M", {0, 1'500'000}}, {"0%", {0, 0}},
  };
  for (const auto& [text, savings] : table) {
    CAPTURE(text);
    CHECK(options_from({"in", "-o", "out", "--min-savings", text}).settings.min_savings == savings);
  }
}

TEST_CASE("savings that are no share and no bytes are refused with what was expected") {
  for (const char* wrong : {"1.234%", "1.%", ".5%", "1.2.3%", "100%", "99.999%", "%", "5%%"}) {
    const std::string text = printed_by({"in", "-o", "out", "--min-savings", wrong}, 2);
    CAPTURE(text);
    CHECK(contains(text, std::string("--min-savings ") + wrong + ": 0% to 99.99% was expected"));
  }
}

TEST_CASE("a configuration takes hundredths of a percent, too") {
  for (const char* line : {"min-savings = \"1.5%\"", "min-savings = 1.5"}) {
    CHECK(options_from({"in", "-o", "out"}, with_files({{".pixherd.toml", line}}))
              .settings.min_savings == Savings{1, 0, 50});
  }
}

}  // namespace
}  // namespace pixherd
