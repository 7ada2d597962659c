// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <sstream>

#include "pixherd/domain/outcome.hpp"
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

std::string page(const std::string& name) {
  return read_file(std::filesystem::path(PIXHERD_SOURCE_DIR) / name);
}

/// What stands in docs/json.md between the words `begin` and the words `end` that follow it.
std::string json_page_between(const std::string& begin, const std::string& end) {
  const std::string text = page("docs/json.md");
  const std::size_t from = text.find(begin);
  REQUIRE(from != std::string::npos);
  return text.substr(from, text.find(end, from) - from);
}

/// The commands of README.md: lines that begin with "pixherd ", their comment left out, and what
/// stands in tables as code that begins so.
std::vector<std::string> readme_examples() {
  std::vector<std::string> examples;
  std::istringstream lines(page("README.md"));
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with("pixherd ")) {
      examples.push_back(line.substr(0, line.find(" #")));
    }
    const std::size_t code = line.starts_with('|') ? line.find("`pixherd ") : std::string::npos;
    if (code != std::string::npos) {
      examples.push_back(line.substr(code + 1, line.find('`', code + 1) - code - 1));
    }
  }
  return examples;
}

/// A shell's word for the binary under test stands where "pixherd" does.
Ended run_in_shell(const std::string& example, const TempFolder& temp) {
  Command how = inside(temp);
  how.program = "/bin/sh";
  how.environment["PATH"] =
      std::filesystem::path(PIXHERD_BINARY).parent_path().string() + ":/usr/bin:/bin";
  how.arguments = {"-c", example};
  return Running(how).wait();
}

/// The one task list that docs/json.md shows.
std::string documented_task_list() {
  const std::string fence = "```json\n";
  return json_page_between(fence, "\n```").substr(fence.size());
}

TEST_CASE("every example of the README works as it stands there", "[slow]") {
  const std::vector<std::string> examples = readme_examples();
  REQUIRE(examples.size() >= 20);
  need_engine();
  const sample::Bytes jpeg = photo();
  for (const std::string& example : examples) {
    TempFolder temp;
    temp.write("photos/2024/one.jpg", jpeg);
    temp.write("photos/drafts/three.jpg", photo(170));
    temp.write("site/images/two.jpg", jpeg);
    temp.write("a.jpg", jpeg);
    temp.write("a.png", sample::image(ImageFormat::png));
    temp.write("b.png", sample::image(ImageFormat::png));
    temp.write("list", "photos/2024/one.jpg");
    temp.write("tasks.json", documented_task_list());
    const Ended ended = run_in_shell(example, temp);
    CAPTURE(example, ended.err);
    CHECK(ended.exit_code == 0);
    CHECK((!ended.out.empty() || example.find(" > ") != std::string::npos));
  }
}

TEST_CASE("every code of a reason and of an error is documented") {
  const std::string reasons = json_page_between("Reason codes:", "Error codes:");
  for (std::size_t i = 0; i < kReasonCodeCount; ++i) {
    const std::string_view code = name(static_cast<ReasonCode>(i));
    CAPTURE(code);
    CHECK(reasons.find(fmt::format("`{}`", code)) != std::string::npos);
  }
  const std::string errors = json_page_between("Error codes:", "\n\n");
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    const std::string_view code = name(static_cast<ErrorCode>(i));
    CAPTURE(code);
    CHECK(errors.find(fmt::format("`{}`", code)) != std::string::npos);
  }
}

TEST_CASE("every field of a record is documented") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  const std::string table = json_page_between("| line | field | meaning |", "\n\n");
  const Reported done = report_of({"photo.jpg", "-o", "web"}, inside(temp));
  for (const Json& line : {done.report.header, done.report.files.at(0), done.report.footer}) {
    for (const auto& [field, value] : line.items()) {
      CAPTURE(field);
      CHECK(table.find("`" + field + "`") != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace pixherd
