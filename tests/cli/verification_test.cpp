// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void write_photos(const TempFolder& temp, const std::string& folder) {
  for (const std::uint32_t width : {120U, 160U, 200U}) {
    temp.write(fmt::format("{}/{}.jpg", folder, width), photo(width));
  }
}

TEST_CASE("how outputs are verified changes no byte of them") {
  const TempFolder temp;
  write_photos(temp, "in");
  for (const char* how : {"header", "full"}) {
    const Reported done =
        report_of({"in", "-o", how, fmt::format("--verify={}", how)}, inside(temp));
    CHECK(done.report.footer.at("totals").at("saved") == 3);
  }
  report_of({"in", "-o", "web"}, inside(temp));
  const auto plain = snapshot(temp / "web");
  CHECK((snapshot(temp / "header") == plain));
  CHECK((snapshot(temp / "full") == plain));
}

TEST_CASE("in place and where the source is removed either way may be asked for") {
  for (const char* how : {"header", "full"}) {
    CAPTURE(how);
    const TempFolder temp;
    write_photos(temp, "in");
    write_photos(temp, "old");
    const std::string option = fmt::format("--verify={}", how);
    const Reported lossy = report_of({"--in-place", "in", "--quality", "40", option}, inside(temp));
    CHECK(lossy.report.footer.at("totals").at("saved") == 3);
    const Reported converted = report_of(
        {"--in-place", "old", "--format", "webp", "--remove-source", option}, inside(temp));
    CHECK(converted.report.footer.at("totals").at("saved") == 3);
    CHECK(names_in(temp / "old") == std::vector<std::string>{"120.webp", "160.webp", "200.webp"});
  }
}

}  // namespace
}  // namespace pixherd
