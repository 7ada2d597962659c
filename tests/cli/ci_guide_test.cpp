// SPDX-License-Identifier: Apache-2.0
// What docs/ci.md shows works as it stands there.
#include <sstream>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

std::string ci_guide() {
  return read_file(std::filesystem::path(PIXHERD_SOURCE_DIR) / "docs/ci.md");
}

std::vector<std::string> guide_commands() {
  std::vector<std::string> commands;
  std::istringstream lines(ci_guide());
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("pixherd ")) {
      commands.push_back(line);
    }
  }
  return commands;
}

Ended in_shell_with_pixherd(const TempFolder& temp, const std::string& script) {
  Command how = inside(temp);
  how.program = "/bin/sh";
  how.environment["PATH"] =
      std::filesystem::path(PIXHERD_BINARY).parent_path().string() + ":/usr/bin:/bin";
  how.arguments = {"-c", script};
  return run(how);
}

TEST_CASE("every command of the CI guide does as the guide says") {
  const std::vector<std::string> commands = guide_commands();
  REQUIRE(commands.size() >= 5);
  const TempFolder temp;
  need_engine();
  temp.write("images/large.png", sample::image(ImageFormat::png));
  const auto before = tree(temp.path());
  for (const std::string& command : commands) {
    const Ended ended = in_shell_with_pixherd(temp, command);
    CAPTURE(command, ended.err);
    const bool budgets_decide = contains(command, " -o ");
    CHECK(ended.exit_code == (budgets_decide ? 0 : 1));
    CHECK(contains(ended.err, "would get smaller") != budgets_decide);
    CHECK(tree(temp.path()) == before);
  }
}

TEST_CASE("the configuration of the CI guide is one") {
  const std::string guide = ci_guide();
  const std::string fence = "```toml\n";
  const std::size_t begin = guide.find(fence) + fence.size();
  const TempFolder temp;
  temp.write(".pixherd.toml", guide.substr(begin, guide.find("```", begin) - begin));
  const Ended printed = run_pixherd({"--print-config"}, inside(temp));
  CHECK(contains(printed.out, "budget-total = \"20M\""));
  CHECK(contains(printed.out, "[budgets]\n\"images/**\" = \"200K\""));
  CHECK(contains(printed.out, "\"images/hero/*.jpg\" = \"500K\""));
}

}  // namespace
}  // namespace pixherd
