// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

using Names = std::vector<std::string>;

void write_album(const TempFolder& temp) {
  const sample::Bytes picture = photo();
  for (const char* name : {"a.jpg", "b.png", "raw/c.jpg", "raw/deep/d.jpg", "web/e.jpg",
                           "web/raw/f.jpg", "web/raw/g.jpeg"}) {
    temp.write(std::string("in/") + name, picture);
  }
}

struct Selection {
  Arguments options;
  Names taken;
};

void check_selections(const TempFolder& temp, const std::string& input,
                      const std::vector<Selection>& selections) {
  int number = 0;
  for (const Selection& selection : selections) {
    const std::string output = "out" + std::to_string(number++);
    Arguments arguments{input, "-o", output};
    arguments.insert(arguments.end(), selection.options.begin(), selection.options.end());
    CAPTURE(selection.options);
    const Reported done = report_of(arguments, inside(temp));
    CHECK(names_in(temp / output) == selection.taken);
    CHECK(done.report.files.size() == selection.taken.size());
  }
}

TEST_CASE("globs say what is taken of a walk") {
  const TempFolder temp;
  write_album(temp);
  const std::vector<Selection> selections{
      {{"--include", "*.png"}, {"b.png"}},
      {{"--include", "*.png", "--include", "a.*"}, {"a.jpg", "b.png"}},
      {{"--include", "*.{png,jpeg}"}, {"b.png", "web/raw/g.jpeg"}},
      {{"--include", "raw/*"}, {"raw/c.jpg", "raw/deep/d.jpg"}},
      {{"--include", "raw/*.jpg"}, {"raw/c.jpg"}},
      {{"--include", "**/raw/*.jpg"}, {"raw/c.jpg", "web/raw/f.jpg"}},
      {{"--include", "/*.jpg"}, {"a.jpg"}},
      {{"--include", "raw/"}, {"raw/c.jpg", "raw/deep/d.jpg", "web/raw/f.jpg", "web/raw/g.jpeg"}},
      {{"--exclude", "raw"}, {"a.jpg", "b.png", "web/e.jpg"}},
      {{"--exclude", "raw/*"}, {"a.jpg", "b.png", "web/e.jpg", "web/raw/f.jpg", "web/raw/g.jpeg"}},
      {{"--exclude", "web/raw/"}, {"a.jpg", "b.png", "raw/c.jpg", "raw/deep/d.jpg", "web/e.jpg"}},
      {{"--include", "raw/", "--exclude", "*.jpg"}, {"web/raw/g.jpeg"}},
      {{"--exclude", "nothing-like-it", "--include", "b*"}, {"b.png"}},
  };
  check_selections(temp, "in", selections);
}

TEST_CASE("globs hold for files that were named, and the report says so") {
  const TempFolder temp;
  write_album(temp);
  const Reported done =
      report_of({"in/a.jpg", "in/web", "-o", "out", "--exclude", "*.jpg"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "out") == Names{"raw/g.jpeg"});
  CHECK(done.report.of("in/a.jpg").at("status") == "ignored");
  CHECK(done.report.of("in/a.jpg").at("reason").at("code") == "excluded");
  report_of({"in/a.jpg", "in/b.png", "-o", "folder", "--exclude", "in/"}, inside(temp));
  CHECK_FALSE(std::filesystem::exists(temp / "folder/a.jpg"));
  report_of({"in/a.jpg", "in/b.png", "-o", "alone", "--include", "*.png"}, inside(temp));
  CHECK(names_in(temp / "alone") == Names{"b.png"});
}

TEST_CASE("a folder that was named and is excluded is passed over, and the report says so") {
  struct Case {
    Arguments named;
    std::string glob;
    Names taken;
    Names excluded;  ///< records
  };
  const std::vector<Case> table{
      {{"in/raw"}, "raw", {}, {"in/raw"}},
      {{"in/raw/"}, "raw/", {}, {"in/raw/"}},
      {{"./in/raw"}, "in/raw", {}, {"./in/raw"}},
      {{"in/raw/deep"}, "raw/", {}, {"in/raw/deep"}},
      {{"in/raw", "in/web"}, "in/raw/", {"e.jpg", "raw/f.jpg", "raw/g.jpeg"}, {"in/raw"}},
      {{"in"}, "raw", {"a.jpg", "b.png", "web/e.jpg"}, {}},
      {{"in/raw"}, "deep", {"c.jpg"}, {}},
      {{"./in/raw"}, ".*", {"c.jpg", "deep/d.jpg"}, {}},
  };
  const TempFolder temp;
  write_album(temp);
  for (const Case& each : table) {
    CAPTURE(each.named, each.glob);
    std::filesystem::remove_all(temp / "out");
    Arguments arguments = each.named;
    arguments.insert(arguments.end(), {"-o", "out", "--exclude", each.glob});
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.ended.exit_code == 0);
    CHECK(names_in(temp / "out") == each.taken);
    CHECK(done.report.files.size() == each.taken.size() + each.excluded.size());
    for (const std::string& path : each.excluded) {
      CHECK(done.report.of(path).at("status") == "ignored");
      CHECK(done.report.of(path).at("reason").at("code") == "excluded");
    }
  }
  const Command within{.program = {}, .folder = temp / "in"};
  CHECK(run_pixherd({".", "-o", "../web", "--exclude", "*.jpg"}, within).exit_code == 0);
  CHECK(names_in(temp / "web") == Names{"b.png", "web/raw/g.jpeg"});
}

TEST_CASE("an excluded folder is not even opened") {
  const TempFolder temp;
  write_album(temp);
  Command how = inside(temp);
  how.program = "/usr/bin/strace";
  const std::string trace = (temp / "trace").string();
  const Ended ended = run_pixherd({"-f", "-o", trace, "-e", "trace=openat,openat2,open",
                                   PIXHERD_BINARY, "in", "-o", "out", "--exclude", "raw", "-q"},
                                  how);
  CHECK(ended.exit_code == 0);
  const std::string calls = read_file(trace);
  CHECK(calls.find("\"web\"") != std::string::npos);
  CHECK(calls.find("\"raw\"") == std::string::npos);
  CHECK(calls.find("\"web/raw\"") == std::string::npos);
}

TEST_CASE("an --include that matches nothing ends the run before it begins") {
  const TempFolder temp;
  write_album(temp);
  const auto before = tree(temp.path());
  for (const std::string& glob : Names{"*.gif", "raw/*.png", "no-such-folder/", "\xff*"}) {
    const Ended ended = run_pixherd({"in", "-o", "out", "--include", glob}, inside(temp));
    CAPTURE(glob, ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(ended.out.empty());
    CHECK(ended.err.find(glob == "\xff*" ? "\\xff*" : glob) != std::string::npos);
    CHECK(tree(temp.path()) == before);
  }
}

TEST_CASE("one --include of several, or one that stands for many runs, may match nothing") {
  const TempFolder temp;
  write_album(temp);
  const Reported done =
      report_of({"in", "-o", "out", "--include", "*.gif", "--include", "*.png"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "out") == Names{"b.png"});

  temp.write(".pixherd.toml", "include = [\"*.gif\"]\n");
  const Ended configured = run_pixherd({"in", "-o", "none"}, inside(temp));
  CHECK(configured.exit_code == 0);
  CHECK_FALSE(contains(configured.err, "matches nothing"));
  CHECK(run_pixherd({"--check", "in/b.png"}, inside(temp)).exit_code == 0);
  Command by_variable = inside(temp);
  by_variable.environment["PIXHERD_INCLUDE"] = "*.webp";
  CHECK(run_pixherd({"in", "-o", "none"}, by_variable).exit_code == 0);
}

TEST_CASE("each --include of several that matches nothing is told of, and no --exclude is") {
  const TempFolder temp;
  write_album(temp);
  const std::string said = "pixherd: --include *.gif: matches nothing of what was found\n";
  const Arguments words{"in",        "-o",    "out",       "--include", "*.gif",
                        "--include", "*.png", "--exclude", "*.bmp"};
  const Reported done = report_of(words, inside(temp));
  CHECK(done.ended.err.starts_with(said));
  CHECK(done.report.footer.at("warnings") ==
        Json{"--include *.gif: matches nothing of what was found"});
  Arguments planned = words;
  planned.emplace_back("--plan");
  CHECK(run_pixherd(planned, inside(temp)).err == said);
  Arguments quiet = words;
  quiet.emplace_back("-q");
  CHECK(run_pixherd(quiet, inside(temp)).err.empty());
}

TEST_CASE("an --include has nothing to match in an empty folder") {
  const TempFolder temp;
  std::filesystem::create_directory(temp / "in");
  CHECK(run_pixherd({"in", "-o", "out", "--include", "*.png"}, inside(temp)).exit_code == 0);
}

TEST_CASE("a glob for whole paths counts from the folder that was named, or with its name") {
  const TempFolder temp;
  write_album(temp);
  const std::vector<Selection> selections{
      {{"--exclude", "in/web"}, {"a.jpg", "b.png", "raw/c.jpg", "raw/deep/d.jpg"}},
      {{"--exclude", "in/**/*.jpg"}, {"b.png", "web/raw/g.jpeg"}},
      {{"--include", "in/raw/*.jpg"}, {"raw/c.jpg"}},
      {{"--include", "in/raw/deep"}, {"raw/deep/d.jpg"}},
      {{"--exclude", (temp / "in/web").string()},
       {"a.jpg", "b.png", "raw/c.jpg", "raw/deep/d.jpg"}},
      {{"--include", (temp / "in/raw/*").string()}, {"raw/c.jpg", "raw/deep/d.jpg"}},
  };
  check_selections(temp, "./in", selections);
}

TEST_CASE(
    "what holds for a file that was named does not hold for its folder where that is walked") {
  const TempFolder temp;
  for (const char* name : {"x.jpg", "y.jpg"}) {
    temp.write(std::string("in/raw/deep/") + name, photo());
  }
  report_of({"in/raw/deep/x.jpg", "in", "-o", "out", "--include", "raw/deep"}, inside(temp));
  CHECK(names_in(temp / "out") == Names{"raw/deep/x.jpg", "raw/deep/y.jpg"});
}

TEST_CASE("globs of a configuration count from the folder of its file, wherever one stands") {
  const TempFolder temp;
  write_album(temp);
  temp.write(".pixherd.toml", "exclude = [\"in/web/**\", \"d.*\"]\n");
  const Names taken{"a.jpg", "b.png", "raw/c.jpg"};
  report_of({"in", "-o", "out"}, inside(temp));
  CHECK(names_in(temp / "out") == taken);
  const Command within{.program = {}, .folder = temp / "in"};
  report_of({".", "-o", "../within"}, within);
  CHECK(names_in(temp / "within") == taken);
  const Command below{.program = {}, .folder = temp / "in/web"};
  report_of({"..", "-o", "../../below"}, below);
  CHECK(names_in(temp / "below") == taken);
}

TEST_CASE("a project's configuration that is named from elsewhere counts from its own folder") {
  const TempFolder temp;
  write_album(temp);
  temp.write("in/.pixherd.toml", "exclude = [\"web/**\"]\n[budgets]\n\"raw/**\" = 1\n");
  report_of({"in", "-o", "out", "--config", "in/.pixherd.toml"}, inside(temp));
  CHECK(names_in(temp / "out") == Names{"a.jpg", "b.png", "raw/c.jpg", "raw/deep/d.jpg"});
  const std::string folder = (temp / "in").string();
  const Ended checked = run_pixherd(
      {"--config", folder + "/.pixherd.toml", "--check", folder, "--min-savings", "99%"},
      {.program = {}, .folder = "/"});
  CHECK(checked.exit_code == 1);
  CHECK(checked.err.find("2 are above their budgets") != std::string::npos);
  const Command within{.program = {}, .folder = temp / "in/raw"};
  const Ended above = run_pixherd(
      {"--config", "../.pixherd.toml", "--check", ".", "..", "--min-savings", "99%"}, within);
  CHECK(above.exit_code == 1);
  CHECK(above.err.find("2 are above their budgets") != std::string::npos);
  report_of({"..", "-o", "../../above", "--config", "../.pixherd.toml"}, within);
  CHECK(names_in(temp / "above") == Names{"a.jpg", "b.png", "raw/c.jpg", "raw/deep/d.jpg"});
}

TEST_CASE("globs and paths of any other file that is named count from the current folder") {
  const TempFolder temp;
  write_album(temp);
  temp.write("shared/ci.toml",
             "output = \"out\"\nexclude = [\"in/web/**\"]\n[budgets]\n\"in/raw/**\" = 1\n");
  report_of({"in", "--config", "shared/ci.toml"}, inside(temp));
  CHECK(names_in(temp / "out") == Names{"a.jpg", "b.png", "raw/c.jpg", "raw/deep/d.jpg"});
  const Ended checked = run_pixherd(
      {"--config", "shared/ci.toml", "--check", "in", "--min-savings", "99%"}, inside(temp));
  CHECK(checked.err.find("2 are above their budgets") != std::string::npos);
}

TEST_CASE(
    "an absolute glob holds by the path that was written, through links, and by the real one") {
  const TempFolder temp;
  write_album(temp);
  std::filesystem::create_directory_symlink("in", temp / "link");
  const std::string real = (temp / "in").string();
  const std::string link = (temp / "link").string();
  const Names taken{"a.jpg", "b.png", "raw/c.jpg", "raw/deep/d.jpg"};
  int number = 0;
  for (const std::string& input : {real, link, std::string("link")}) {
    for (const std::string& glob : {real + "/web", link + "/web/**"}) {
      if (input == real && glob.starts_with(link)) {
        continue;
      }
      CAPTURE(input, glob);
      const std::string output = "out" + std::to_string(number++);
      Command how = inside(temp);
      how.environment["PWD"] = temp.path().string();
      report_of({input, "-o", output, "--exclude", glob}, how);
      CHECK(names_in(temp / output) == taken);
    }
  }
  const Reported named =
      report_of({link + "/web/e.jpg", "-o", "none", "--exclude", link + "/web"}, inside(temp));
  CHECK(named.report.of(link + "/web/e.jpg").at("status") == "ignored");
}

TEST_CASE("globs are for bytes, whatever they stand for") {
  const TempFolder temp;
  temp.write(
      "in/\xff"
      "1.jpg",
      photo());
  temp.write("in/\xc3\xa4.jpg", photo(150));
  report_of({"in", "-o", "out", "--exclude", "\xff?.jpg"}, inside(temp));
  CHECK(names_in(temp / "out") == Names{"\xc3\xa4.jpg"});
}

}  // namespace
}  // namespace pixherd
