// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "run_pixherd.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// The arguments of every line of README.md that begins with "pixherd ", its comment left out.
std::vector<Arguments> readme_examples() {
  std::vector<Arguments> examples;
  std::istringstream lines(read_file(std::filesystem::path(PIXHERD_SOURCE_DIR) / "README.md"));
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
  const std::string text = read_file(std::filesystem::path(PIXHERD_SOURCE_DIR) / "README.md");
  const std::string fence = "```json\n";
  const std::size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
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

}  // namespace
}  // namespace pixherd
