// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/needed_program.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Every "--name" that a text has at the beginning of a line of options.
std::vector<std::string> options_in_help() {
  std::istringstream lines(run_pixherd({"--help"}).out);
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("--");
    if (line.starts_with("  ") && at <= 6) {
      names.push_back(line.substr(at, line.find_first_of(" ,", at) - at));
    }
  }
  return names;
}

TEST_CASE("help stays within 80 columns, and every option stands under a heading") {
  const Ended help = run_pixherd({"--help"});
  REQUIRE(help.exit_code == 0);
  std::istringstream lines(help.out);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 80);
    CHECK_FALSE(line.ends_with(' '));
  }
  for (const char* heading : {"\nInputs:\n", "\nOutputs:\n", "\nSize:\n", "\nEncoding:\n",
                              "\nMetadata:\n", "\nConfiguration:\n", "\nExit codes:\n"}) {
    CHECK(contains(help.out, heading));
  }
  CHECK(options_in_help().size() > 70);
  CHECK(run_pixherd({"-h"}).out == help.out);
}

TEST_CASE("help promises of mounts what holds for a bind mount, too") {
  CHECK(contains(run_pixherd({"--help"}).out, "Do not walk into other file systems"));
}

TEST_CASE("every example in the help works") {
  need_engine();
  std::istringstream lines(run_pixherd({"--help"}).out);
  std::size_t examples = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  pixherd ")) {
      continue;
    }
    TempFolder temp;
    temp.write("photos/2024/a.jpg", photo());
    temp.write("site/images/a.jpg", photo());
    temp.write("photo.jpg", photo());
    temp.write("hero.jpg", photo());
    Arguments arguments;
    std::istringstream words(line.substr(0, line.find('>')));
    std::string word;
    words >> word;
    while (words >> word) {
      arguments.push_back(word);
    }
    const Ended ended = run_pixherd(arguments, inside(temp));
    CAPTURE(line, ended.err);
    CHECK(ended.exit_code == 0);
    ++examples;
  }
  CHECK(examples >= 5);
}

TEST_CASE("the manual is set without a warning, and has every option of the help") {
  if (!has_program("groff")) {
    WARN("SKIPPED: needs groff");
    return;
  }
  TempFolder temp;
  const Ended manual = run_pixherd({"--manual"});
  REQUIRE(manual.exit_code == 0);
  temp.write("pixherd.1", manual.out);
  Command groff = inside(temp);
  groff.program = "/usr/bin/env";
  groff.arguments = {"groff", "-man", "-ww", "-Tutf8", "-P-cbou", "pixherd.1"};
  const Ended page = run(groff);
  CHECK(page.exit_code == 0);
  CHECK(page.err.empty());
  for (const char* heading :
       {"NAME", "SYNOPSIS", "OPTIONS", "CONFIGURATION", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES"}) {
    CHECK(contains(page.out, heading));
  }
  const auto options = options_in_help();
  REQUIRE(options.size() > 70);
  for (const std::string& option : options) {
    CAPTURE(option);
    CHECK(contains(page.out, option));
  }
}

}  // namespace
}  // namespace pixherd
