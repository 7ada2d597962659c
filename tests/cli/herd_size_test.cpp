// SPDX-License-Identifier: Apache-2.0
// The pool of a real run, on hosts made of plain files.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void write_copies(const TempFolder& temp, int count, std::uint32_t width = 320) {
  for (int i = 0; i < count; ++i) {
    temp.write(fmt::format("in/{:03}.jpg", i), photo(width));
  }
}

TEST_CASE("a pool that may grow does, while there is work for more") {
  const TempFolder temp;
  write_copies(temp, 40);
  const Reported done =
      report_of({"in", "-o", "web", "--format", "avif", "--processes", "1..4"}, on_host(temp, 4));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.footer.at("totals").at("saved") == 40);
  const Json pool = pool_of(done);
  CHECK(pool.at("grown") > 0);
  CHECK(pool.at("peak_processes") > 1);
  CHECK(pool.at("peak_processes") <= 4);
  CHECK(pool.at("spawns") == pool.at("grown").get<int>() + 1);
  CHECK(pool.at("replaced") == 0);
}

TEST_CASE("without options a host of four processors starts with two workers and grows") {
  const TempFolder temp;
  write_copies(temp, 40);
  const Reported done = report_of({"in", "-o", "web", "--format", "avif"}, on_host(temp, 4));
  CHECK(done.report.header.at("plan").at("processes") == Json{{"start", 2}, {"max", 4}});
  CHECK(pool_of(done).at("grown") > 0);
  CHECK(pool_of(done).at("peak_processes") > 2);
}

TEST_CASE("a fixed number of workers is forked, warmed once and used for everything") {
  const TempFolder temp;
  write_copies(temp, 60, 160);
  for (const unsigned processes : {1U, 2U, 3U, 8U}) {
    CAPTURE(processes);
    const Reported done =
        report_of({"in", "-o", "web", "--processes", std::to_string(processes)}, on_host(temp, 2));
    const Json pool = pool_of(done);
    CHECK(pool.at("spawns") == processes);
    CHECK(pool.at("peak_processes") == processes);
    CHECK(pool.at("grown") == 0);
    CHECK(pool.at("replaced") == 0);
    CHECK(pool.at("warm_hits") > 0);
    CHECK(pool.at("warm_seconds") > 0);
    CHECK(done.report.footer.at("stats").at("workers").size() == processes);
  }
}

TEST_CASE("there are never more workers than tasks") {
  const TempFolder temp;
  write_copies(temp, 2, 160);
  const Reported done = report_of({"in", "-o", "web", "--processes", "8"}, on_host(temp, 64));
  CHECK(pool_of(done).at("spawns") == 2);
  const TempFolder empty;
  std::filesystem::create_directory(empty / "in");
  CHECK(pool_of(report_of({"in", "-o", "web"}, on_host(empty, 8))).at("spawns") == 0);
}

TEST_CASE("all workers of a fixed pool get work where there is enough of it") {
  const TempFolder temp;
  write_copies(temp, 24);
  const Reported done =
      report_of({"in", "-o", "web", "--format", "avif", "--processes", "3"}, on_host(temp, 3));
  std::set<int> workers;
  for (const Json& file : done.report.files) {
    workers.insert(file.at("worker").get<int>());
  }
  CHECK(workers == std::set<int>{0, 1, 2});
}

TEST_CASE("the pool shrinks while memory is short, and still does every file", "[slow]") {
  const TempFolder temp;
  write_copies(temp, 150, 640);
  Command command = on_host(temp, 4);
  command.program = PIXHERD_BINARY;
  command.arguments = {"in", "-o", "web", "--format", "webp", "--processes", "4", "--json"};
  command.deadline = std::chrono::seconds(60);
  Running running(command);
  REQUIRE(running.read_until([&] {
    const std::string& out = running.so_far().out;
    return std::count(out.begin(), out.end(), '\n') >= 5;
  }));
  on_host(temp, 4, 100'000'000);  // less than a twentieth of what was there at first
  const Ended ended = running.wait();
  REQUIRE_FALSE(ended.late);
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 0);
  const Report report = parse_report(ended.out);
  CHECK(report.footer.at("totals").at("saved") == 150);
  CHECK(report.footer.at("stats").at("pool").at("shrunk") >= 1);
  std::set<int> last;
  for (std::size_t i = report.files.size() - 10; i < report.files.size(); ++i) {
    last.insert(report.files[i].at("worker").get<int>());
  }
  CHECK(last.size() < 4);
}

TEST_CASE("images that need more than a worker's share of little memory wait, and are all done") {
  const TempFolder temp;
  for (int i = 0; i < 8; ++i) {
    temp.write(fmt::format("in/{}.jpg", i), photo(1600));
  }
  const Reported done = report_of({"in", "-o", "web", "--format", "webp", "--processes", "4"},
                                  on_host(temp, 4, 40'000'000));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.footer.at("totals").at("saved") == 8);
  CHECK(done.report.footer.at("stats").at("memory").at("deferred_grants") > 0);
}

TEST_CASE("files wait for memory before they are read, too") {
  const TempFolder temp;
  for (int i = 0; i < 4; ++i) {
    const auto file = temp.write(fmt::format("in/{}.tif", i), std::string("II*\0\10\0\0\0\0", 9));
    std::filesystem::resize_file(file, 60'000'000);
  }
  const Reported done =
      report_of({"in", "-o", "web", "--processes", "4"}, on_host(temp, 4, 200'000'000));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.footer.at("totals").at("failed") == 4);
  CHECK(done.report.footer.at("stats").at("memory").at("deferred_grants") > 0);
}

}  // namespace
}  // namespace pixherd
