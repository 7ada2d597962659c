// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Reports 1.ndjson to 3.ndjson of the shares of a folder in which one file is damaged.
void write_share_reports(const TempFolder& temp, const Arguments& more = {}) {
  for (int i = 0; i < 7; ++i) {
    temp.write(fmt::format("in/{}.jpg", i), photo(static_cast<std::uint32_t>(100 + 20 * i)));
  }
  temp.write("in/bad.jpg", "nonsense");
  for (int share = 1; share <= 3; ++share) {
    Arguments arguments{"in", "-o", "web", "--json", "-q", "--shard", fmt::format("{}/3", share)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    temp.write(fmt::format("{}.ndjson", share), run_pixherd(arguments, inside(temp)).out);
  }
}

Ended merged(const TempFolder& temp, Arguments reports) {
  reports.insert(reports.begin(), "--merge-reports");
  return run_pixherd(reports, inside(temp));
}

TEST_CASE("the reports of all shares are merged into one that adds up as any other") {
  const TempFolder temp;
  write_share_reports(temp);
  const Ended ended = merged(temp, {"1.ndjson", "2.ndjson", "3.ndjson"});
  CHECK(ended.exit_code == 1);  // the worst of the three
  CHECK(ended.err == "");
  const Report report = parse_report(ended.out);
  check_adds_up(report, ended);
  CHECK(report.header.at("shard").is_null());
  CHECK(report.header.at("plan").is_null());
  CHECK(report.footer.at("ended") == "done");
  CHECK(report.footer.at("totals").at("saved") == 7);
  CHECK(report.of("in/bad.jpg").at("status") == "failed");
  CHECK(report.footer.at("runs").size() == 3);
  CHECK(report.footer.at("runs")[1].at("report") == "2.ndjson");
  CHECK(report.footer.at("runs")[1].at("shard").at("index") == 2);
  CHECK(report.footer.at("runs")[1].at("stats").at("wall_seconds") > 0);
  const std::string first = read_file(temp / "1.ndjson");
  const std::size_t begin = first.find("{\"type\":\"file\"");
  CHECK(contains(ended.out, first.substr(begin, first.find('\n', begin) - begin)));
}

TEST_CASE("what the shares of a check have found is found in the merged report") {
  const TempFolder temp;
  write_share_reports(temp);
  Json over = Json::array();
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  const auto check_in_shares = [&](const std::string& budget) {
    for (int share = 1; share <= 3; ++share) {
      const std::string out =
          run_pixherd({"--check", "in", "-o", "new", "--format", "webp", "--quality", "5",
                       "--exclude", "bad.jpg", "--budget-file", budget, "--min-savings", "99%",
                       "--json", "-q", "--shard", fmt::format("{}/3", share)},
                      inside(temp))
              .out;
      temp.write(fmt::format("{}.ndjson", share), out);
      const Json check = parse_report(out).footer.at("check");
      over.insert(over.end(), check.at("over_budget").begin(), check.at("over_budget").end());
      files += check.at("would_save").at("files").get<std::uint64_t>();
      bytes += check.at("would_save").at("bytes").get<std::uint64_t>();
    }
    return merged(temp, {"1.ndjson", "2.ndjson", "3.ndjson"});
  };
  const Ended failed = check_in_shares("10");
  CHECK(failed.exit_code == 1);
  const Report report = parse_report(failed.out);
  const Json& check = report.footer.at("check");
  CHECK(check.at("passed") == false);
  CHECK(check.at("over_budget").size() == 7);
  CHECK(check.at("over_budget").size() == over.size());
  CHECK(check.at("over_budget").at(0).at("path") == "in/0.jpg");
  CHECK(check.at("would_save") == Json({{"files", files}, {"bytes", bytes}}));
  CHECK(check.at("total").is_null());
  CHECK(report.footer.at("runs")[0].at("check").at("passed") == false);
  const Ended passed = check_in_shares("1M");
  CHECK(passed.exit_code == 0);
  CHECK(parse_report(passed.out).footer.at("check").at("passed") == true);
}

TEST_CASE("the warnings of the shares are those of the merged report") {
  const TempFolder temp;
  write_share_reports(temp);
  const std::string none = R"("warnings":[])";
  for (int share = 1; share <= 2; ++share) {
    std::string text = read_file(temp / fmt::format("{}.ndjson", share));
    REQUIRE(contains(text, none));
    text.replace(text.find(none), none.size(), fmt::format(R"("warnings":["of {}"])", share));
    temp.write(fmt::format("{}.ndjson", share), text);
  }
  const Json footer = parse_report(merged(temp, {"1.ndjson", "2.ndjson", "3.ndjson"}).out).footer;
  CHECK(footer.at("warnings") == Json({"of 1", "of 2"}));
  CHECK(footer.at("runs")[1].at("warnings") == Json::array({"of 2"}));
  CHECK_FALSE(footer.contains("check"));
}

TEST_CASE("what ended by its time limit makes a merged report that did") {
  const TempFolder temp;
  write_share_reports(temp, {"--time-limit", "0s"});
  const Ended ended = merged(temp, {"2.ndjson", "3.ndjson", "1.ndjson"});
  const Report report = parse_report(ended.out);
  check_adds_up(report, ended);
  CHECK(ended.exit_code == 1);
  CHECK(report.footer.at("ended") == "time_limit");
  CHECK(report.footer.at("totals").at("unprocessed") == 7);
}

TEST_CASE("a report that is missing, or cut short anywhere, is told of and makes exit code 3") {
  const TempFolder temp;
  write_share_reports(temp);
  const Ended missing = merged(temp, {"1.ndjson", "3.ndjson"});
  CHECK(missing.exit_code == 3);
  CHECK(contains(missing.err, "the report of share 2 of 3 is missing"));
  CHECK(parse_report(missing.out).footer.at("ended") == "stopped");

  CHECK(contains(merged(temp, {"1.ndjson"}).err, "the reports of shares 2, 3 of 3 are missing"));

  const std::string whole = read_file(temp / "2.ndjson");
  const std::size_t header = whole.find('\n') + 1;
  const std::size_t footer = whole.find("{\"type\":\"footer\"");
  for (const std::size_t length :
       {header, header + 5, (header + footer) / 2, footer, footer + 1, whole.size() - 2}) {
    temp.write("cut.ndjson", whole.substr(0, length));
    const Ended ended = merged(temp, {"1.ndjson", "cut.ndjson", "3.ndjson"});
    CAPTURE(length, whole.size(), ended.err);
    CHECK(ended.exit_code == 3);
    CHECK(contains(ended.err, "cut.ndjson: has no footer"));
    const Report report = parse_report(ended.out);
    check_adds_up(report, ended);
    CHECK(contains(report.footer.at("message").get<std::string>(), "cut.ndjson"));
  }
}

TEST_CASE("a run that was stopped or ended by a signal makes exit code 3") {
  const TempFolder temp;
  write_share_reports(temp);
  std::string text = read_file(temp / "2.ndjson");
  for (const auto& [ended, code] : std::map<std::string, int>{{"signal", 143}, {"stopped", 3}}) {
    const std::string done = R"("ended":"done","exit_code":0,"message":null)";
    REQUIRE(contains(text, done));
    std::string other = text;
    other.replace(
        other.find(done), done.size(),
        fmt::format(R"("ended":"{}","exit_code":{},"message":"disk is full")", ended, code));
    temp.write("other.ndjson", other);
    const Ended merging = merged(temp, {"1.ndjson", "other.ndjson", "3.ndjson"});
    CHECK(merging.exit_code == 3);
    CHECK(contains(merging.err, "other.ndjson: its run stopped early: disk is full"));
    const Report whole = parse_report(merging.out);
    CHECK(whole.footer.at("ended") == "stopped");
    CHECK(whole.footer.at("message") == "other.ndjson: its run stopped early: disk is full");
  }
}

TEST_CASE("what are no reports of one job is refused, and nothing is printed") {
  const TempFolder temp;
  write_share_reports(temp);
  temp.write("other.ndjson",
             run_pixherd({"in", "-o", "b", "--quality", "5", "--json", "-q", "--shard", "2/3"},
                         inside(temp))
                 .out);
  temp.write("whole.ndjson", run_pixherd({"in", "-o", "c", "--json", "-q"}, inside(temp)).out);
  temp.write("four.ndjson",
             run_pixherd({"in", "-o", "d", "--json", "-q", "--shard", "2/4"}, inside(temp)).out);
  temp.write("empty", "");
  temp.write("text", "no report\n");
  const std::string first = read_file(temp / "1.ndjson");
  temp.write("twice", first + first);
  temp.write("odd", first.substr(0, first.find('\n') + 1) + "{\"type\":\"file\"}\n");
  struct Refused {
    std::string file;
    std::string why;
  };
  for (const Refused& each : std::vector<Refused>{{"other.ndjson", "other settings"},
                                                  {"whole.ndjson", "one is not"},
                                                  {"four.ndjson", "another number of shares"},
                                                  {"1.ndjson", "is of share 1, and so is"},
                                                  {"missing", "cannot be read: No such file"},
                                                  {"in", "is a folder, or cannot be read"},
                                                  {"empty", "is empty"},
                                                  {"text", "is no report"},
                                                  {"twice", "is no record of a report"},
                                                  {"odd", "line 2 is no record"}}) {
    const Ended ended = merged(temp, {"1.ndjson", each.file});
    CAPTURE(each.file, ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(ended.out == "");
    CHECK(contains(ended.err, "--merge-reports " + each.file + ": "));
    CHECK(contains(ended.err, each.why));
  }
  CHECK(merged(temp, {}).exit_code == 2);
  CHECK(merged(temp, {"1.ndjson", "-o", "x"}).exit_code == 2);
}

TEST_CASE("a report that is a pipe is refused, since it is read twice") {
  const TempFolder temp;
  write_share_reports(temp);
  const Ended ended =
      run({.program = "/bin/sh",
           .arguments = {"-c", "cat 1.ndjson | \"$0\" --merge-reports /dev/stdin 2.ndjson 3.ndjson",
                         PIXHERD_BINARY},
           .folder = temp.path()});
  CHECK(ended.exit_code == 2);
  CHECK(ended.out == "");
  CHECK(ended.err.find("--merge-reports /dev/stdin: is no file that can be read twice") !=
        std::string::npos);
}

}  // namespace
}  // namespace pixherd
