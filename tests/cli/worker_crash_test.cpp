// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Twenty images, one of another size in bytes than all others.
std::size_t write_for_crashes(const TempFolder& temp) {
  for (int i = 0; i < 19; ++i) {
    temp.write(fmt::format("in/{:02}.jpg", i), photo(160));
  }
  temp.write("in/victim.jpg", photo(240));
  return photo(240).size();
}

Command with_fault(const TempFolder& temp, const std::string& kind, std::size_t bytes) {
  Command how = inside(temp);
  how.program = PIXHERD_FAULTY_BINARY;
  how.environment["PIXHERD_FAULT"] = fmt::format("{}:{}", kind, bytes);
  return how;
}

TEST_CASE("a worker's death is the failure of one file, which names the cause") {
  for (const auto& [kind, cause] :
       {std::pair{"SEGV", "SIGSEGV"}, std::pair{"ABRT", "SIGABRT"}, std::pair{"KILL", "SIGKILL"},
        std::pair{"exit", "code 9"}, std::pair{"throw", ""}, std::pair{"garbage", ""}}) {
    CAPTURE(kind);
    const TempFolder temp;
    const std::size_t bytes = write_for_crashes(temp);
    const auto before = tree(temp / "in");
    const Reported done = report_of({"in", "-o", "web"}, with_fault(temp, kind, bytes));
    CHECK(done.ended.exit_code == 1);
    CHECK(done.report.footer.at("ended") == "done");
    CHECK(done.report.footer.at("totals").at("saved") == 19);
    const Json& victim = done.report.of("in/victim.jpg");
    CHECK(victim.at("status") == "failed");
    CHECK(victim.at("error").at("code") == "worker_died");
    const std::string message = victim.at("error").at("message");
    CAPTURE(message);
    CHECK(message.find(cause) != std::string::npos);
    CHECK(names_in(temp / "web").size() == 19);
    CHECK_FALSE(std::filesystem::exists(temp / "web/victim.jpg"));
    CHECK(tree(temp / "in") == before);
  }
}

TEST_CASE("a worker's death is seen where whoever started the run ignores the deaths of children") {
  const TempFolder temp;
  Command how = with_fault(temp, "SEGV", write_for_crashes(temp));
  how.program = "/usr/bin/env";
  const Ended ended = run_pixherd(
      {"--ignore-signal=CHLD", PIXHERD_FAULTY_BINARY, "in", "-o", "web", "--json"}, how);
  const Report report = parse_report(ended.out);
  check_adds_up(report, ended);
  CHECK(ended.exit_code == 1);
  CHECK(report.of("in/victim.jpg").at("error").at("message").get<std::string>().find("SIGSEGV") !=
        std::string::npos);
}

TEST_CASE("a worker that died with work left for it is replaced") {
  const TempFolder temp;
  temp.write("in/a first victim.jpg", photo(600));
  for (int i = 0; i < 60; ++i) {
    temp.write(fmt::format("in/{:02}.jpg", i), photo(240));
  }
  const Reported done = report_of({"in", "-o", "web", "--format", "webp", "--processes", "2"},
                                  with_fault(temp, "SEGV", photo(600).size()));
  CHECK(done.ended.exit_code == 1);
  const Json& pool = done.report.footer.at("stats").at("pool");
  CHECK(pool.at("replaced") == 1);
  CHECK(pool.at("spawns") == 3);
  CHECK(pool.at("peak_processes") == 2);
}

TEST_CASE("in place a crash leaves its original, and every other file is done") {
  const TempFolder temp;
  const std::size_t bytes = write_for_crashes(temp);
  const auto before = tree(temp / "in");
  const Reported done = report_of({"--in-place", "in"}, with_fault(temp, "SEGV", bytes));
  CHECK(done.ended.exit_code == 1);
  const auto after = tree(temp / "in");
  CHECK(after.size() == before.size());
  CHECK(after.at("victim.jpg") == before.at("victim.jpg"));
  for (const auto& [name, facts] : after) {
    if (name != "victim.jpg") {
      CHECK(done.report.of("in/" + name).at("status") == "saved");
      CHECK(facts.bytes.size() < before.at(name).bytes.size());
    }
  }
}

TEST_CASE("where every file kills its worker, every file fails and the run comes to its end") {
  const TempFolder temp;
  for (int i = 0; i < 12; ++i) {
    temp.write(fmt::format("in/{:02}.jpg", i), photo());
  }
  const auto before = tree(temp / "in");
  const Reported done = report_of({"--in-place", "in"}, with_fault(temp, "SEGV", photo().size()));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.footer.at("totals").at("failed") == 12);
  CHECK(tree(temp / "in") == before);
}

TEST_CASE("where no worker can live the run stops, says so, and has touched nothing") {
  const TempFolder temp;
  write_for_crashes(temp);
  const auto before = tree(temp / "in");
  for (const Arguments& arguments : {Arguments{"in", "-o", "web"}, Arguments{"--in-place", "in"}}) {
    const Reported done = report_of(arguments, with_fault(temp, "start", 0));
    CHECK(done.ended.exit_code == 3);
    CHECK(done.report.footer.at("ended") == "stopped");
    CHECK(done.report.footer.at("message").is_string());
    CHECK(done.report.footer.at("totals").at("unprocessed") == 20);
    CHECK(done.report.of("in/victim.jpg").at("reason").at("code") == "stopped");
    CHECK(done.report.footer.at("stats").at("pool").at("spawns") < 40);
    CHECK(done.ended.err.find("stopped early") != std::string::npos);
    CHECK(tree(temp / "in") == before);
  }
  CHECK(names_in(temp / "web").empty());
}

TEST_CASE("the other outputs are the same bytes with a crash among them and without") {
  const TempFolder temp;
  const std::size_t bytes = write_for_crashes(temp);
  report_of({"in", "-o", "well"}, inside(temp));
  report_of({"in", "-o", "web"}, with_fault(temp, "KILL", bytes));
  auto well = snapshot(temp / "well");
  CHECK(well.erase("victim.jpg") == 1);
  CHECK((snapshot(temp / "web") == well));
}

}  // namespace
}  // namespace pixherd
