// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

constexpr int kImages = 8;

/// Makes `outputs` renditions of each of some images, with so many descriptors.
Reported with_descriptors(const TempFolder& temp, int limit, int outputs) {
  std::string widths;
  for (int i = 0; i < outputs / 2; ++i) {
    widths += fmt::format("{}{}", i == 0 ? "" : ",", 20 + i);
  }
  for (int i = 0; i < kImages; ++i) {
    temp.write(fmt::format("in/{}.jpg", i), photo(60));
  }
  Command how = inside(temp);
  how.program = "/bin/sh";
  how.arguments = {"-c",
                   fmt::format("ulimit -n {}; exec \"$0\" in -o web --json --processes 3 "
                               "--formats jpeg,png --widths {}",
                               limit, widths),
                   PIXHERD_BINARY};
  Ended ended = run(how);
  CAPTURE(ended.out, ended.err);
  return {ended, parse_report(ended.out)};
}

TEST_CASE("images of many outputs are done with few descriptors") {
  for (const auto& [limit, outputs] : {std::pair{64, 20}, {64, 40}, {40, 10}, {200, 40}}) {
    CAPTURE(limit, outputs);
    const TempFolder temp;
    const Reported done = with_descriptors(temp, limit, outputs);
    CHECK(done.ended.exit_code == 0);
    CHECK(names_in(temp / "web").size() == static_cast<std::size_t>(kImages * outputs));
  }
}

TEST_CASE("where there are too few descriptors for one image's outputs it says what to do") {
  const TempFolder temp;
  const Reported done = with_descriptors(temp, 40, 40);
  CHECK(done.ended.exit_code == 1);
  for (const Json& file : done.report.files) {
    CHECK(file.at("error").at("code") == "too_many_open_files");
    CHECK(contains(file.at("error").at("message").get<std::string>(), "ulimit -n"));
    CHECK(contains(file.at("error").at("message").get<std::string>(), "fewer outputs"));
  }
  CHECK(names_in(temp / "web").empty());
}

}  // namespace
}  // namespace pixherd
