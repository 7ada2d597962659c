// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <sstream>

#include "pixherd/domain/outcome.hpp"
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

std::string readme() { return read_file(std::filesystem::path(PIXHERD_SOURCE_DIR) / "README.md"); }

/// What stands between the words `begin` and the words `end` that follow it.
std::string readme_between(const std::string& begin, const std::string& end) {
  const std::string text = readme();
  const std::size_t from = text.find(begin);
  REQUIRE(from != std::string::npos);
  return text.substr(from, text.find(end, from) - from);
}

/// The arguments of every line of README.md that begins with "pixherd ", its comment left out.
std::vector<Arguments> readme_examples() {
  std::vector<Arguments> examples;
  std::istringstream lines(readme());
  std::string line;
  while (std::getline(lines, line)) {
    if (!line.starts_with("pixherd ")) {
      continue;
    }
    std::istringstream words(line.substr(0, line.find('#')));
    std::string word;
    words >> word;
    Arguments& arguments = examples.emplace_back();
    while (words >> word) {
      arguments.push_back(word);
    }
  }
  return examples;
}

/// The one task list that README.md shows.
std::string readme_task_list() {
  const std::string fence = "```json\n";
  return readme_between(fence, "\n```").substr(fence.size());
}

TEST_CASE("every example of the README works as it stands there") {
  const auto examples = readme_examples();
  REQUIRE(examples.size() >= 5);
  need_engine();
  for (const Arguments& arguments : examples) {
    TempFolder temp;
    const sample::Bytes jpeg = photo();
    temp.write("photos/2024/one.jpg", jpeg);
    temp.write("site/images/two.jpg", jpeg);
    temp.write("a.jpg", jpeg);
    temp.write("a.png", sample::image(ImageFormat::png));
    temp.write("b.png", sample::image(ImageFormat::png));
    temp.write("tasks.json", readme_task_list());
    const Ended ended = run_pixherd(arguments, inside(temp));
    CAPTURE(arguments, ended.err);
    CHECK(ended.exit_code == 0);
    CHECK_FALSE(ended.out.empty());
  }
}

TEST_CASE("every code of a reason and of an error stands in the README") {
  const std::string reasons = readme_between("Reason codes:", "Error codes:");
  for (std::size_t i = 0; i < kReasonCodeCount; ++i) {
    const std::string_view code = name(static_cast<ReasonCode>(i));
    CAPTURE(code);
    CHECK(reasons.find(fmt::format("`{}`", code)) != std::string::npos);
  }
  const std::string errors = readme_between("Error codes:", "\n\n");
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    const std::string_view code = name(static_cast<ErrorCode>(i));
    CAPTURE(code);
    CHECK(errors.find(fmt::format("`{}`", code)) != std::string::npos);
  }
}

TEST_CASE("every field of a record stands in the README") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  const std::string table = readme_between("| line | field | meaning |", "\n\n");
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
