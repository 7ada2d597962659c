// SPDX-License-Identifier: Apache-2.0
// Promise 5: outputs depend on their inputs and on nothing else.
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void write_many(const TempFolder& temp) {
  write_one_of_each(temp);
  for (std::uint32_t i = 0; i < 12; ++i) {
    temp.write("in/more/" + std::to_string(i) + ".jpg", photo(100 + 7 * i));
  }
}

std::map<std::string, std::string> outputs_with(const TempFolder& temp, Arguments arguments) {
  arguments.insert(arguments.begin(), {"in", "-o", "web"});
  std::filesystem::remove_all(temp / "web");
  report_of(arguments, inside(temp));
  return snapshot(temp / "web");
}

TEST_CASE("outputs are the same bytes from one worker, two or four", "[slow]") {
  const TempFolder temp;
  write_many(temp);
  for (const Arguments& settings :
       {Arguments{}, Arguments{"--format", "webp"}, Arguments{"--long-edge", "60"}}) {
    const auto with = [&](const std::string& processes) {
      Arguments arguments = settings;
      arguments.insert(arguments.end(), {"--processes", processes});
      return outputs_with(temp, arguments);
    };
    const auto from_one = with("1");
    CHECK(from_one.size() >= 33);
    CHECK((with("2") == from_one));
    CHECK((with("4") == from_one));
    CHECK((with("1..4") == from_one));
  }
}

TEST_CASE("outputs are the same bytes whatever the chunks", "[slow]") {
  const TempFolder temp;
  write_many(temp);
  const auto usual = outputs_with(temp, {});
  CHECK((outputs_with(temp, {"--min-batch-size", "1", "--max-batch-size", "1"}) == usual));
  CHECK((outputs_with(temp, {"--tasks-per-process", "500", "--max-batch-size", "500"}) == usual));
}

TEST_CASE("outputs are the same bytes with a bad file among the inputs and without", "[slow]") {
  const TempFolder temp;
  write_many(temp);
  const auto without = outputs_with(temp, {"--processes", "2"});
  sample::Bytes bad = photo(200);
  bad.resize(bad.size() - 100);
  temp.write("in/a bad one.jpg", bad);
  temp.write("in/more/5a.png", "nonsense");
  temp.write("in/empty.gif", "");
  const auto with = outputs_with(temp, {"--processes", "2"});
  CHECK((with == without));
}

TEST_CASE("in place the results are the same bytes from one worker and from four", "[slow]") {
  std::map<std::string, std::string> first;
  for (const char* processes : {"1", "4"}) {
    const TempFolder temp;
    write_many(temp);
    report_of({"--in-place", "in", "--processes", processes}, inside(temp));
    const auto now = snapshot(temp / "in");
    CHECK((first.empty() || now == first));
    first = now;
  }
}

}  // namespace
}  // namespace pixherd
