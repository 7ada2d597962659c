// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// large.png would get smaller without loss; small.png and small.jpg, made in place, would not.
void write_large_and_small(const TempFolder& temp) {
  need_engine();
  temp.write("large.png", sample::image(ImageFormat::png));
  temp.write("ok/small.png", sample::image(ImageFormat::png));
  temp.write("ok/deep/small.jpg", photo());
  REQUIRE(run_pixherd({"--in-place", "ok", "-q"}, inside(temp)).exit_code == 0);
  temp.write("cut/cut.jpg", read_file(temp / "ok/deep/small.jpg").substr(0, 900));
  temp.write("text/read.me", "words");
}

Arguments checking(const Arguments& more) {
  Arguments all{"--check"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

struct Verdict {
  Arguments arguments;
  int exit_code = 0;
  std::string said;  ///< on stderr
};

TEST_CASE("option --check says by its exit code whether anything was found") {
  const TempFolder temp;
  write_large_and_small(temp);
  const std::string jpeg = std::to_string(std::filesystem::file_size(temp / "ok/deep/small.jpg"));
  const std::vector<Verdict> table{
      {{"ok"}, 0, ""},
      {{"text"}, 0, ""},
      {{"large.png"}, 1, "pixherd: large.png: would get smaller: "},
      {{"ok", "large.png"}, 1, "check failed: 1 would get smaller by "},
      {{"large.png"}, 1, "the same command with --in-place in the place of --check"},
      {{"large.png", "--in-place"}, 1, "would get smaller"},
      {{"large.png", "-o", "web"}, 1, "the same command without --check"},
      {{"large.png", "--same-folder", "--suffix", "-x"}, 1, "would get smaller"},
      {{"large.png", "--min-savings", "95%"}, 0, ""},
      {{"large.png", "--min-savings", "1%"}, 1, "would get smaller"},
      {{"large.png", "--min-savings", "10MB"}, 0, ""},
      {{"ok", "-o", "web", "--format", "webp", "--quality", "5"}, 1, "would get smaller"},
      {{"ok", "-o", "web", "--format", "webp", "--quality", "5", "--min-savings", "1MB"}, 0, ""},
      {{"cut"}, 1, "check failed: 1 failed"},
      {{"cut", "ok"}, 1, "pixherd: failed: cut/cut.jpg"},
      {{"ok", "--budget-file", "1M"}, 0, ""},
      {{"ok", "--budget-file", jpeg}, 1, "pixherd: ok/small.png: has "},
      {{"ok/deep/small.jpg", "--budget-file", jpeg}, 0, ""},
      {{"ok", "--budget-file", "10"}, 1, "check failed: 2 are above their budgets"},
      {{"ok", "--budget-file", "10"}, 1, "to meet a budget: --in-place --max-bytes N"},
      {{"ok", "--budget-file", "0"}, 0, ""},
      {{"ok", "--budget-total", "1M"}, 0, ""},
      {{"ok", "--budget-total", "1K"}, 1, "check failed: all together have "},
      {{"nowhere"}, 2, "nowhere"},
      {{"ok", "--budget-file", "much"}, 2, "--budget-file much: bytes such as"},
      {{"ok", "--format", "webp"}, 2, "say where the results go"},
      {{"ok", "--plan"}, 2, "--check and --plan exclude each other"},
      {{"ok", "-o", "-"}, 2, "--output - and --check exclude each other"},
  };
  const auto before = tree(temp.path());
  for (const Verdict& each : table) {
    for (const bool quiet : {false, true}) {
      Arguments arguments = checking(each.arguments);
      if (quiet) {
        arguments.emplace_back("-q");
      }
      CAPTURE(arguments);
      const Ended ended = run_pixherd(arguments, inside(temp));
      CAPTURE(ended.err);
      CHECK(ended.exit_code == each.exit_code);
      CHECK(contains(ended.err, each.said));
      CHECK(ended.err.empty() == each.said.empty());
      CHECK(ended.out.empty() == (quiet || each.exit_code == 2));
      CHECK(tree(temp.path()) == before);
    }
  }
}

TEST_CASE("what --check tells to run makes it pass") {
  const TempFolder temp;
  write_large_and_small(temp);
  CHECK(run_pixherd({"--check", "large.png"}, inside(temp)).exit_code == 1);
  const Ended held = run_pixherd({"--check", "large.png", "--budget-file", "10KB"}, inside(temp));
  CHECK(contains(held.err, "--in-place in the place of --check, and without budgets"));
  const Ended converted =
      run_pixherd({"--check", "large.png", "-o", "web", "--format", "webp", "--budget-file", "10"},
                  inside(temp));
  CHECK(contains(converted.err, "to meet a budget: --max-bytes N"));
  CHECK(run_pixherd({"--in-place", "large.png"}, inside(temp)).exit_code == 0);
  CHECK(run_pixherd({"--check", "large.png"}, inside(temp)).exit_code == 0);
}

TEST_CASE("the footer tells what --check found, and a record when it is above its budget") {
  const TempFolder temp;
  write_large_and_small(temp);
  const auto size_of = [&](const std::string& name) {
    return std::filesystem::file_size(temp / name);
  };
  const std::uint64_t total =
      size_of("large.png") + size_of("ok/small.png") + size_of("ok/deep/small.jpg");
  const std::uint64_t limit = size_of("large.png") - 1;
  const Reported done = report_of(
      checking({"large.png", "ok", "--budget-total", "1K", "--budget-file", std::to_string(limit)}),
      inside(temp));
  const Json& check = done.report.footer.at("check");
  const Json& large = done.report.of("large.png");
  CHECK(check.at("passed") == false);
  CHECK(check.at("would_save") == Json({{"files", 1}, {"bytes", large.at("saved_bytes")}}));
  const Json budget{{"size", limit + 1}, {"limit", limit}, {"over", 1}};
  CHECK(large.at("budget") == budget);
  Json over = budget;
  over["path"] = "large.png";
  CHECK(check.at("over_budget") == Json::array({over}));
  CHECK(check.at("total") == Json({{"size", total}, {"limit", 1000}, {"over", total - 1000}}));
  CHECK_FALSE(done.report.of("ok/small.png").contains("budget"));

  const Reported passed = report_of(checking({"ok"}), inside(temp));
  CHECK(passed.report.footer.at("check").at("passed") == true);
  CHECK(passed.report.footer.at("check").at("total").is_null());
  CHECK_FALSE(report_of({"ok", "-o", "web"}, inside(temp)).report.footer.contains("check"));
}

TEST_CASE("a check that the time limit cuts short has not passed") {
  const TempFolder temp;
  write_large_and_small(temp);
  const Reported cut = report_of(checking({"ok", "--time-limit", "0s"}), inside(temp));
  CHECK(cut.ended.exit_code == 0);  // as of any run that the limit ends: the next goes on
  CHECK(cut.report.footer.at("ended") == "time_limit");
  CHECK(cut.report.footer.at("check").at("passed") == false);
}

struct GlobCase {
  std::string budgets;
  std::vector<std::string> over;
};

TEST_CASE("of the budgets in a configuration the last glob that matches counts") {
  const TempFolder temp;
  write_large_and_small(temp);
  const std::vector<GlobCase> table{
      {"\"*.jpg\" = 10", {"ok/deep/small.jpg"}},
      {"\"ok/*\" = 10", {"ok/deep/small.jpg", "ok/small.png"}},  // a folder, with all in it
      {"\"ok/**\" = 10", {"ok/deep/small.jpg", "ok/small.png"}},
      {"\"deep/\" = 10", {"ok/deep/small.jpg"}},
      {"\"ok/**\" = 10\n\"ok/deep/**\" = \"1M\"", {"ok/small.png"}},
      {"\"ok/deep/**\" = \"1M\"\n\"ok/**\" = 10", {"ok/deep/small.jpg", "ok/small.png"}},
      {"\"ok/**\" = 10\n\"*.png\" = 0", {"ok/deep/small.jpg"}},
      {"\"elsewhere/**\" = 10", {}},
  };
  for (const GlobCase& each : table) {
    CAPTURE(each.budgets);
    temp.write("ok/.pixherd.toml", "[budgets]\n\"*\" = 10\n");
    temp.write(".pixherd.toml", "quiet = true\n[budgets]\n" + each.budgets + "\n");
    std::vector<std::string> over;
    const Reported done = report_of(checking({"ok"}), inside(temp));
    for (const Json& file : done.report.footer.at("check").at("over_budget")) {
      over.push_back(file.at("path"));
    }
    CHECK(over == each.over);
  }
}

TEST_CASE("the globs of a configuration count from its folder, wherever one stands below it") {
  const TempFolder temp;
  write_large_and_small(temp);
  temp.write("ok/.keep", "");
  temp.write(".pixherd.toml", "[budgets]\n\"ok/deep/*\" = 10\n\"ok/*.png\" = 10\n");
  Command how = inside(temp);
  how.folder = temp / "ok/deep";
  const std::string absolute = (temp / "ok/small.png").string();
  const Reported done = report_of(checking({"small.jpg", "../small.png", absolute}), how);
  CHECK(done.report.of("small.jpg").contains("budget"));
  CHECK(done.report.of("../small.png").contains("budget"));
  CHECK(done.report.footer.at("check").at("over_budget").size() == 2);
}

TEST_CASE("budgets in a configuration are nothing to a run without --check") {
  const TempFolder temp;
  write_large_and_small(temp);
  temp.write(".pixherd.toml", "budget-file = 10\nbudget-total = 10\n[budgets]\n\"*\" = 10\n");
  CHECK(run_pixherd({"ok", "--in-place"}, inside(temp)).exit_code == 0);
  CHECK(run_pixherd({"ok", "--check"}, inside(temp)).exit_code == 1);
  const Ended typed = run_pixherd({"ok", "--in-place", "--budget-file", "9"}, inside(temp));
  CHECK(typed.exit_code == 2);
  CHECK(contains(typed.err, "--budget-file goes with --check"));
}

TEST_CASE("where something else would come out, that is what budgets are for") {
  const TempFolder temp;
  write_large_and_small(temp);
  const auto over = [&](const Arguments& more) {
    Arguments all{"large.png", "--budget-file", "600"};
    all.insert(all.end(), more.begin(), more.end());
    return report_of(checking(all), inside(temp))
        .report.footer.at("check")
        .at("over_budget")
        .size();
  };
  const Arguments tiny{"--format", "jpeg", "--quality", "1", "--width", "8"};
  CHECK(over({}) == 1);
  CHECK(over({"--quality", "1", "--width", "8"}) == 1);
  Arguments into{"-o", "web"};
  into.insert(into.end(), tiny.begin(), tiny.end());
  CHECK(over(into) == 0);
  CHECK(over({"-o", "web", "--widths", "8,96"}) == 1);
  CHECK(over({"-o", "web", "--widths", "8"}) == 0);
}

TEST_CASE("into a folder budgets decide alone, and without them what would get smaller") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  const Arguments run{"in", "-o", "web", "--format", "webp"};
  const auto exit_code = [&](const Arguments& more) {
    Arguments all = checking(run);
    all.insert(all.end(), more.begin(), more.end());
    return run_pixherd(all, inside(temp)).exit_code;
  };
  REQUIRE(run_pixherd(run, inside(temp)).exit_code == 0);
  CHECK(exit_code({}) == 1);
  CHECK(exit_code({"--budget-total", "1M"}) == 0);
  CHECK(exit_code({"--budget-file", "1M"}) == 0);
  CHECK(exit_code({"--budget-file", "100"}) == 1);
}

TEST_CASE("an output that stands already is held to a budget by its own size") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  struct Standing {
    Arguments run;
    std::vector<std::string> outputs;
  };
  for (const Standing& each :
       std::vector<Standing>{{{"in", "-o", "never", "--overwrite", "never"}, {"never/a.jpg"}},
                             {{"in", "-o", "bigger", "--overwrite", "bigger"}, {"bigger/a.jpg"}},
                             {{"in", "-o", "wide", "--widths", "40,80", "--overwrite", "never"},
                              {"wide/a-80.jpg", "wide/a-40.jpg"}},
                             {{"in", "--same-folder", "--suffix", "-s"}, {"in/a-s.jpg"}}}) {
    CAPTURE(each.run);
    REQUIRE(run_pixherd(each.run, inside(temp)).exit_code == 0);
    const std::uint64_t largest = std::filesystem::file_size(temp / each.outputs.front());
    std::uint64_t all = 0;
    for (const std::string& output : each.outputs) {
      all += std::filesystem::file_size(temp / output);
    }
    const auto check = [&](std::uint64_t file, std::uint64_t total) {
      Arguments arguments = checking(each.run);
      arguments.insert(arguments.end(), {"--budget-file", std::to_string(file), "--budget-total",
                                         std::to_string(total)});
      const Reported done = report_of(arguments, inside(temp));
      CHECK(done.report.of("in/a.jpg").at("reason").at("code") == "output_exists");
      return done.report.footer.at("check");
    };
    CHECK(check(largest, all).at("passed") == true);
    const Json over = check(largest - 1, all - 1);
    CHECK(over.at("passed") == false);
    CHECK(over.at("over_budget").at(0).at("size") == largest);
    CHECK(over.at("total").at("size") == all);
  }
}

TEST_CASE("what an earlier run has done is held to a budget by what stands, not by its source") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.jpg", photo());
  const Arguments into{"in", "-o", "web", "--format", "webp", "--quality", "5", "--state", "state"};
  REQUIRE(report_of(into, inside(temp)).ended.exit_code == 0);
  const std::uint64_t size = std::filesystem::file_size(temp / "web/a.webp");
  REQUIRE(size < std::filesystem::file_size(temp / "in/a.jpg"));
  const auto over = [&](std::uint64_t budget) {
    Arguments all = checking(into);
    all.insert(all.end(),
               {"--budget-file", std::to_string(budget), "--budget-total", std::to_string(budget)});
    const Reported done = report_of(all, inside(temp));
    CHECK(done.report.of("in/a.jpg").at("reason").at("code") == "up_to_date");
    const Json& check = done.report.footer.at("check");
    return check.at("over_budget").size() + (check.at("total").is_null() ? 0 : 1);
  };
  for (const bool anew : {false, true}) {
    CAPTURE(anew);
    CHECK(over(size) == 0);
    CHECK(over(size - 1) == 2);
    temp.write("in/a.jpg", read_file(temp / "in/a.jpg"));  // known by its content from here on
  }
}

}  // namespace
}  // namespace pixherd
