// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void write_limit_photos(const TempFolder& temp, int count, std::uint32_t width = 160) {
  const sample::Bytes bytes = photo(width);
  for (int i = 0; i < count; ++i) {
    temp.write(fmt::format("in/{:03}.jpg", i), bytes);
  }
}

const Json& totals_of(const Reported& done) { return done.report.footer.at("totals"); }

TEST_CASE("a time limit that is over at once leaves everything for the next run, which does it") {
  const TempFolder temp;
  write_limit_photos(temp, 5);
  const Reported none = report_of({"in", "-o", "web", "--time-limit", "0s"}, inside(temp));
  CHECK(none.ended.exit_code == 0);
  CHECK(contains(none.ended.err, "time limit was reached: with --state DIR the next run goes on"));
  CHECK(none.report.footer.at("ended") == "time_limit");
  CHECK(contains(none.report.footer.at("message").get<std::string>(), "time limit"));
  CHECK(totals_of(none).at("unprocessed") == 5);
  for (const Json& file : none.report.files) {
    CHECK(file.at("reason").at("code") == "stopped");
    CHECK(contains(file.at("reason").at("message").get<std::string>(), "time limit"));
  }
  CHECK(names_in(temp / "web").empty());
  const Reported all = report_of({"in", "-o", "web", "--time-limit", "1h"}, inside(temp));
  CHECK(all.report.footer.at("ended") == "done");
  CHECK(totals_of(all).at("saved") == 5);
}

TEST_CASE("files that failed make the exit code of a run that reached its time limit") {
  const TempFolder temp;
  write_limit_photos(temp, 2);
  temp.write("in/empty.png", "");
  const Reported done = report_of({"in", "-o", "web", "--time-limit", "0"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.footer.at("ended") == "time_limit");
  CHECK(totals_of(done).at("unprocessed") == 2);
}

TEST_CASE("a time limit is kept within one image's time, and nothing is left half done") {
  const TempFolder temp;
  write_limit_photos(temp, 200, 900);
  const std::chrono::milliseconds limit(1500);
  const Arguments limited{"--in-place", "in", "--format",    "avif", "--remove-source",
                          "--effort",   "6",  "--processes", "2",    "--time-limit",
                          "1.5s"};
  const auto begin = std::chrono::steady_clock::now();
  const Reported done = report_of(limited, inside(temp));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  CHECK(done.ended.exit_code == 0);
  REQUIRE(done.report.footer.at("ended") == "time_limit");
  double longest = 0;
  for (const Json& file : done.report.files) {
    longest = std::max(longest, file.at("ms").get<double>());
  }
  CAPTURE(took.count(), longest, totals_of(done));
  CHECK(totals_of(done).at("unprocessed") > 0);
  CHECK(took >= limit);
  // By the workers' own clocks, since what a start and a sync take is the machine's. All but what a
  // worker had in hand lies before the limit; one more was sent ahead, which a parent that stands
  // still just then cannot take back.
  for (const Json& worker : done.report.footer.at("stats").at("workers")) {
    CHECK(worker.at("busy_seconds").get<double>() * 1000 <=
          static_cast<double>(limit.count()) + 2 * longest);
  }

  std::size_t made = 0;
  for (const std::string& name : names_in(temp / "in")) {
    made += name.ends_with(".avif") ? 1U : 0U;
    CHECK_FALSE(contains(name, ".pixherd-"));
  }
  CHECK(totals_of(done).at("saved") == made);
  CHECK(names_in(temp / "in").size() == 200);
}

TEST_CASE("the run after one that reached its time limit finds what that has done") {
  const TempFolder temp;
  write_limit_photos(temp, 150, 480);
  const Reported first = report_of({"--in-place", "in", "--time-limit", "0.2s"}, inside(temp));
  const Reported second = report_of({"--in-place", "in"}, inside(temp));
  CHECK(totals_of(second).at("kept") == totals_of(first).at("saved"));
  CHECK(totals_of(second).at("saved") == totals_of(first).at("unprocessed"));
  CHECK(report_of({"--in-place", "in"}, inside(temp)).report.footer.at("totals").at("kept") == 150);
}

TEST_CASE("wrong time limits are named") {
  const TempFolder temp;
  write_limit_photos(temp, 1);
  for (const char* limit : {"2 hours", "-1s", "h", "1e99d", "nan", "nand", "infs"}) {
    const Ended ended = run_pixherd({"in", "-o", "web", "--time-limit", limit}, inside(temp));
    CAPTURE(limit, ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(contains(ended.err, fmt::format("--time-limit {}", limit)));
  }
}

}  // namespace
}  // namespace pixherd
