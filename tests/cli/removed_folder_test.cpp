// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void write_images_and_list(const TempFolder& temp) {
  Json list = Json::array();
  for (int i = 0; i < 300; ++i) {
    const std::string name = fmt::format("{}/{}.jpg", i % 3, i);
    temp.write("in/" + name, photo(300));
    list.push_back({{"input", "in/" + name}, {"output", "web/" + name}});
  }
  temp.write("list.json", list.dump());
}

/// The run stands still while the folder is removed.
Reported run_that_loses(const std::string& folder, const TempFolder& temp, Arguments arguments) {
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.arguments = std::move(arguments);
  command.arguments.insert(command.arguments.end(), {"--json", "--processes", "1"});
  Running running(command);
  REQUIRE(running.read_until([&] {
    return running.so_far().out.find("\"status\":\"saved\"") != std::string::npos &&
           std::filesystem::exists(temp / folder);
  }));
  running.pause();
  std::filesystem::remove_all(temp / folder);
  running.send(SIGCONT);
  Reported done;
  done.ended = running.wait();
  done.report = parse_report(done.ended.out);
  check_adds_up(done.report, done.ended);
  return done;
}

TEST_CASE("a run whose output folder is removed stops, and leaves the rest for the next") {
  const TempFolder temp;
  write_images_and_list(temp);
  const Reported done = run_that_loses("web", temp, {"in", "-o", "web"});
  CHECK(done.ended.exit_code == 3);
  CHECK(done.ended.err.find("was removed during the run") != std::string::npos);
  CHECK(done.report.footer.at("totals").at("unprocessed") > 0);
  for (const Json& record : done.report.files) {
    CHECK((record.at("status") != "failed" || record.at("error").at("code") == "output_gone"));
  }
  CHECK_FALSE(std::filesystem::exists(temp / "web"));
}

TEST_CASE("a folder of outputs that is removed is made again for those that come after") {
  const TempFolder temp;
  write_images_and_list(temp);
  const Arguments arguments =
      GENERATE(Arguments{"in", "-o", "web"}, Arguments{"--tasks", "list.json"});
  CAPTURE(arguments);
  const Reported done = run_that_loses("web/1", temp, arguments);
  const Json& totals = done.report.footer.at("totals");
  CHECK(done.ended.exit_code <= 1);  // 1 where the output that was under way lost its place
  CHECK(totals.at("saved") >= 290);
  CHECK(totals.at("unprocessed") == 0);
  CHECK_FALSE(names_in(temp / "web/1").empty());
}

TEST_CASE("a ledger that is removed during the run is told of") {
  const TempFolder temp;
  write_images_and_list(temp);
  const Reported done = run_that_loses("state", temp, {"in", "-o", "web", "--state", "state"});
  CHECK(done.ended.exit_code == 0);
  CHECK(done.ended.err.find("--state state: its ledger was removed") != std::string::npos);
}

TEST_CASE("where the ledger alone tells what has been halved nothing is halved without it") {
  const TempFolder temp;
  write_images_and_list(temp);
  const Reported done =
      run_that_loses("state", temp, {"--in-place", "in", "--percent", "50%", "--state", "state"});
  CHECK(done.ended.exit_code != 0);
  CHECK(done.report.footer.at("totals").at("saved") < 150);
}

}  // namespace
}  // namespace pixherd
