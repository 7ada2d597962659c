// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

Command in_actions(const TempFolder& temp) {
  Command how = inside(temp);
  how.environment["GITHUB_ACTIONS"] = "true";
  return how;
}

/// The workflow commands among the lines of a text.
std::vector<std::string> commands_in(const std::string& text) {
  std::vector<std::string> commands;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("::")) {
      commands.push_back(line);
    }
  }
  return commands;
}

std::size_t count_of(const std::vector<std::string>& commands, const std::string& kind) {
  return static_cast<std::size_t>(std::count_if(
      commands.begin(), commands.end(),
      [&](const std::string& command) { return command.starts_with("::" + kind + " "); }));
}

TEST_CASE("annotations come where they are asked for, or where GITHUB_ACTIONS is true") {
  const TempFolder temp;
  need_engine();
  temp.write("large.png", sample::image(ImageFormat::png));
  const auto commands = [&](const Arguments& more, const std::string& in_environment) {
    Command how = inside(temp);
    how.environment["GITHUB_ACTIONS"] = in_environment;
    Arguments arguments{"--check", "large.png"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = run_pixherd(arguments, how);
    CHECK(ended.exit_code == 1);
    CHECK(commands_in(ended.err).empty());
    return commands_in(ended.out).size();
  };
  CHECK(commands({}, "true") == 1);
  CHECK(commands({"--annotations", "auto"}, "true") == 1);
  CHECK(commands({"--annotations", "none"}, "true") == 0);
  CHECK(commands({}, "false") == 0);
  CHECK(commands({"--annotations", "github"}, "false") == 1);
  CHECK(commands({"-q"}, "true") == 1);
}

TEST_CASE("what is well has no annotation, nor anything else with -q") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  CHECK(run_pixherd({"photo.jpg", "-o", "web", "-q"}, in_actions(temp)).out == "");
  CHECK(run_pixherd({"web", "--check", "-q", "--min-savings", "99%"}, in_actions(temp)).out == "");
}

TEST_CASE("beside --json annotations go to the other stream") {
  const TempFolder temp;
  temp.write("bad.jpg", "words");
  const Reported done = report_of({"bad.jpg", "-o", "web"}, in_actions(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(commands_in(done.ended.out).empty());
  CHECK(commands_in(done.ended.err).size() == 1);
}

struct OddName {
  std::string name;
  std::string property;
};

TEST_CASE("names are escaped as GitHub reads them") {
  const std::vector<OddName> table{
      {"plain name.jpg", "file=plain name.jpg,title=failed::"},
      {"100%.jpg", "file=100%25.jpg,"},
      {"a,title=x.jpg", "file=a%2Ctitle=x.jpg,"},
      {"a::b.jpg", "file=a%3A%3Ab.jpg,"},
      {"a\n::error::b.jpg", "file=a%0A%3A%3Aerror%3A%3Ab.jpg,"},
      {"a\rb.jpg", "file=a%0Db.jpg,"},
      {"a|b.jpg", "file=a|b.jpg,"},
      {"\"><b>.jpg", "file=\"><b>.jpg,"},
      {"\xc3\xa4.jpg", "file=\xc3\xa4.jpg,"},
      {"\xff.jpg", "file=\\xff.jpg,"},
  };
  for (const OddName& odd : table) {
    const TempFolder temp;
    temp.write(odd.name, "words");
    const Ended ended = run_pixherd({odd.name, "-o", "web"}, in_actions(temp));
    const auto commands = commands_in(ended.out);
    CAPTURE(ended.out);
    REQUIRE(commands.size() == 1);
    CHECK(commands.front().starts_with("::error " + odd.property));
  }
}

TEST_CASE("files are named from the workspace on, where they lie in it") {
  const TempFolder temp;
  temp.write("repo/site/bad.jpg", "words");
  Command how = in_actions(temp);
  how.folder = temp / "repo/site";
  const auto named = [&](const std::string& workspace) {
    how.environment["GITHUB_WORKSPACE"] = workspace;
    return run_pixherd({"bad.jpg", "-o", "web"}, how).out;
  };
  CHECK(contains(named((temp / "repo").string()), "::error file=site/bad.jpg,"));
  CHECK(contains(named((temp / "repo/site").string()), "::error file=bad.jpg,"));
  CHECK(contains(named((temp / "elsewhere").string()), "::error file=bad.jpg,"));
  CHECK(contains(named(""), "::error file=bad.jpg,"));
}

TEST_CASE("of many annotations the ten worst are told and the rest is counted") {
  const TempFolder temp;
  need_engine();
  temp.write("over.png", sample::image(ImageFormat::png));
  for (int i = 0; i < 4; ++i) {
    temp.write("bad" + std::to_string(i) + ".jpg", "words");
  }
  for (std::uint32_t i = 0; i < 8; ++i) {
    temp.write("p" + std::to_string(i) + ".png",
               sample::image(ImageFormat::png, {.width = 40 + 10 * i, .height = 20}));
  }
  const Ended ended = run_pixherd({"--check", ".", "--budget-file", "6K"}, in_actions(temp));
  const auto commands = commands_in(ended.out);
  CAPTURE(ended.out);
  REQUIRE(commands.size() == 11);
  CHECK(count_of(commands, "error") == 5);
  CHECK(count_of(commands, "warning") == 5);
  CHECK(count_of(commands, "notice") == 1);
  CHECK(commands[0].starts_with("::error file=bad0.jpg,title=failed::"));
  CHECK(commands[4].starts_with("::error file=over.png,title=above its budget::has "));
  CHECK(commands[5].starts_with("::warning file=p7.png,title=would get smaller::"));
  CHECK(commands.back() ==
        "::notice title=pixherd::3 more are in the log of this step, which has "
        "all 13");
}

TEST_CASE("all files together above their budget is an annotation of no file") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  const Ended ended = run_pixherd(
      {"--check", "photo.jpg", "--budget-total", "1K", "--min-savings", "99%"}, in_actions(temp));
  const auto commands = commands_in(ended.out);
  REQUIRE(commands.size() == 1);
  CHECK(commands.front().starts_with("::error title=above the budget::all together have "));
}

}  // namespace
}  // namespace pixherd
