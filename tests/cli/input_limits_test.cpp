// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// One that fits and one that does not, in every way in which inputs are worked on.
std::vector<Arguments> each_way() {
  return {{"in", "-o", "web"},
          {"--in-place", "in"},
          {"--in-place", "in", "--quality", "30"},
          {"--tasks", "list.json"}};
}

void write_large_and_small(const TempFolder& temp) {
  temp.write("in/large.jpg", photo(320));
  temp.write("in/small.jpg", photo(160));
  temp.write("list.json",
             "{\"input\": \"in/large.jpg\", \"output\": \"listed/large.jpg\"}\n"
             "{\"input\": \"in/small.jpg\", \"output\": \"listed/small.jpg\"}\n");
}

void check_too_large(const Reported& done, const std::string& option) {
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.of("in/small.jpg").at("success") == true);
  const Json& large = done.report.of("in/large.jpg");
  CHECK(large.at("status") == "failed");
  CHECK(large.at("error").at("code") == "too_large");
  const std::string message = large.at("error").at("message");
  CAPTURE(message);
  CHECK(message.find(option) != std::string::npos);
  CHECK(done.ended.err.find("in/large.jpg: " + message) != std::string::npos);
}

TEST_CASE("an image of more pixels than --max-pixels fails alone and is left as it was") {
  for (Arguments arguments : each_way()) {
    CAPTURE(arguments);
    const TempFolder temp;
    write_large_and_small(temp);
    const auto before = tree(temp / "in");
    arguments.insert(arguments.end(), {"--max-pixels", "60k"});
    const Reported done = report_of(arguments, inside(temp));
    check_too_large(done, "320 x 213 pixels, more than the 60000 of --max-pixels");
    CHECK(tree(temp / "in").at("large.jpg") == before.at("large.jpg"));
    CHECK_FALSE(std::filesystem::exists(temp / "web/large.jpg"));
  }
}

TEST_CASE("a file of more bytes than --max-input-bytes fails alone and is left as it was") {
  for (Arguments arguments : each_way()) {
    CAPTURE(arguments);
    const TempFolder temp;
    write_large_and_small(temp);
    const auto before = tree(temp / "in");
    arguments.push_back(fmt::format("--max-input-bytes={}", photo(320).size() - 1));
    check_too_large(report_of(arguments, inside(temp)), "--max-input-bytes");
    CHECK(tree(temp / "in").at("large.jpg") == before.at("large.jpg"));
  }
}

TEST_CASE("a limit of 0 is none") {
  const TempFolder temp;
  write_large_and_small(temp);
  const Reported done =
      report_of({"in", "-o", "web", "--max-pixels=0", "--max-input-bytes=0"}, inside(temp));
  CHECK(done.report.footer.at("totals").at("saved") == 2);
}

TEST_CASE("a sparse file of a terabyte is refused without being read") {
  const TempFolder temp;
  write_large_and_small(temp);
  std::filesystem::resize_file(temp / "in/large.jpg", std::uintmax_t{1} << 40U);
  Command how = inside(temp);
  how.deadline = std::chrono::seconds(10);
  for (const Arguments& arguments : {Arguments{"in", "-o", "web"}, Arguments{"--in-place", "in"}}) {
    check_too_large(report_of(arguments, how), "1.1 TB of input");
  }
}

}  // namespace
}  // namespace pixherd
