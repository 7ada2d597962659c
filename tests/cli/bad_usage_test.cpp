// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Exit 2, a message that names `named`, nothing on stdout, nothing touched or made.
void check_refused(const TempFolder& temp, const Arguments& arguments, const std::string& named,
                   const std::string& input = {}) {
  const auto before = tree(temp.path());
  Command how = inside(temp);
  how.input = input;
  const Ended ended = run_pixherd(arguments, how);
  CAPTURE(arguments, ended.err);
  CHECK(ended.exit_code == 2);
  CHECK(ended.out == "");
  CHECK(ended.err.starts_with("pixherd: "));
  CHECK(ended.err.find(named) != std::string::npos);
  CHECK(tree(temp.path()) == before);
}

TEST_CASE("an argument that would have no bearing on the run is refused") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  const std::vector<std::pair<Arguments, std::string>> idle{
      {{"--in-place", "a.jpg", "--kernel", "cubic"}, "--kernel has no bearing"},
      {{"--in-place", "a.jpg", "--chroma-subsampling", "4:4:4"}, "--chroma-subsampling has no"},
      {{"a.jpg", "-o", "web", "--lossless", "--bit-depth", "10"}, "--bit-depth exclude each other"},
      {{"a.jpg", "-o", "web", "--lossless", "--background", "red"}, "--background exclude"},
      {{"--in-place", "a.jpg", "--percent", "150%"}, "--percent above 100 goes with --upscale"},
      {{"a.jpg", "-o", "web", "--plan", "--summary-md", "s.md"}, "--plan and --summary-md"},
      {{"--merge-reports", "a.jpg", "--report", "page.html"}, "--merge-reports and --report"},
      {{"a.jpg", "-o", "web", "--timeout", "nan"}, "--timeout"},
      {{"a.jpg", "-o", "web", "--summary-md", "."}, "--summary-md .: is a folder"},
      {{"a.jpg", "-o", "web", "--widths", "8", "--manifest", "."}, "--manifest .: "},
      {{"--files0-from", "missing", "-o", "web"}, "--files0-from missing: "},
  };
  for (const auto& [arguments, named] : idle) {
    check_refused(temp, arguments, named);
  }
}

TEST_CASE("two reports of a run cannot be one file") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("there.html", "<p>");
  std::filesystem::create_symlink("there.html", temp / "link.html");
  const std::vector<std::pair<Arguments, std::string>> table{
      {{"--report", "x.html", "--manifest", "x.html"}, "--report x.html and --manifest x.html"},
      {{"--report", "new/x.html", "--summary-md", "./new/../new/x.html"},
       "--report new/x.html and --summary-md ./new/../new/x.html"},
      {{"--manifest", "x.json", "--summary-md", (temp / "x.json").string()},
       "--manifest x.json and --summary-md "},
      {{"--report", "there.html", "--summary-md", "link.html"},
       "--report there.html and --summary-md link.html"},
  };
  for (const auto& [reports, named] : table) {
    Arguments arguments{"in", "-o", "web", "--widths", "8"};
    arguments.insert(arguments.end(), reports.begin(), reports.end());
    check_refused(temp, arguments, named + (named.ends_with(' ') ? "" : " would be one file"));
  }
}

TEST_CASE("a report is not written into an input, whatever path leads to it") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/page.html", photo(150));
  temp.write("in/twice.jpg", photo(140));
  std::filesystem::create_hard_link(temp / "in/twice.jpg", temp / "in/twin.jpg");
  std::filesystem::create_symlink("in/a.jpg", temp / "link.md");
  temp.write("list", R"({"input":"in/a.jpg","output":"web/a.jpg"})");
  const std::vector<Arguments> table{
      {"in", "-o", "web", "--summary-md", "in/a.jpg"},
      {"in", "-o", "web", "--summary-md", "./in/../in/a.jpg"},
      {"in/a.jpg", "-o", "web", "--summary-md", "link.md"},
      {"in", "-o", "web", "--summary-md", "in/twin.jpg"},
      {"in", "-o", "web", "--report", "in/page.html"},
      {"in", "-o", "web", "--widths", "8", "--manifest", "in/page.html"},
      {"--check", "in", "--summary-md", "in/a.jpg"},
      {"--tasks", "list", "--summary-md", "in/a.jpg"},
  };
  for (const Arguments& arguments : table) {
    check_refused(temp, arguments,
                  arguments[arguments.size() - 2] + " " + arguments.back() + ": is an input");
  }
  temp.write("in/notes.md", "what was there\n");
  CHECK(run_pixherd({"in", "-o", "web", "--summary-md", "in/notes.md", "--report", "in/new.html"},
                    inside(temp))
            .exit_code == 0);
  CHECK(read_file(temp / "in/notes.md").starts_with("what was there\n"));
}

TEST_CASE("an option that does not exist is named") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  check_refused(temp, {"a.jpg", "-o", "web", "--shrinkify"}, "--shrinkify");
}

TEST_CASE("no input, and no word on where results go, are usage errors") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  check_refused(temp, {}, "INPUT");
  check_refused(temp, {"-o", "web"}, "INPUT");
  check_refused(temp, {"a.jpg"}, "--output");
  check_refused(temp, {"a.jpg", "-o", "web", "--in-place"}, "--in-place");
  check_refused(temp, {"a.jpg", "-o", "web", "-q", "-v"}, "--quiet");
}

TEST_CASE("numbers out of range name their option and what was given") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"--processes", "0"},
      {"--processes", "many"},
      {"--processes", "4..2"},
      {"--processes", "-1"},
      {"--quality", "101"},
      {"--quality", "0"},
      {"--jpeg-quality", "101"},
      {"--width", "0"},
      {"--long-edge", "wide"},
      {"--max-batch-size", "3"},
      {"--format", "bmp"},
      {"--keep", "some"},
      {"--target-memory-percentage", "0"},
      {"--target-memory-percentage", "1.5"}};
  for (const auto& [option, value] : wrong) {
    check_refused(temp, {"a.jpg", "-o", "web", option, value}, option);
    check_refused(temp, {"a.jpg", "-o", "web", option, value}, value);
  }
  check_refused(temp, {"a.jpg", "-o", "web", "--min-batch-size", "0"}, "--min-batch-size");
  check_refused(temp, {"a.jpg", "-o", "web", "--tasks-per-process", "0"}, "--tasks-per-process");
}

TEST_CASE("a share is not held to a budget for all files, wherever that was given") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  check_refused(temp, {"--check", "missing.jpg", "--budget-total", "9M", "--shard", "1/5"},
                "--budget-total");
  check_refused(temp, {"--check", "a.jpg", "--budget-total", "9M", "--shard", "1/5"},
                "in a run without --shard");
  temp.write(".pixherd.toml", "budget-total = \"9M\"\n");
  check_refused(temp, {"--check", "a.jpg", "--shard", "1/5"}, "--budget-total 0");
  const auto exit_code = [&](const Arguments& arguments) {
    return run_pixherd(arguments, inside(temp)).exit_code;
  };
  const Arguments no_total{"--check", "a.jpg", "--min-savings",  "99%",
                           "--shard", "2/5",   "--budget-total", "0"};
  CHECK(exit_code(no_total) == 0);
  CHECK(exit_code({"--check", "a.jpg", "--min-savings", "99%", "--shard", "1/1"}) == 0);
  CHECK(exit_code({"a.jpg", "-o", "web", "--shard", "1/5"}) == 0);
}

TEST_CASE("a path that is not there is named, and nothing of the rest is done") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  check_refused(temp, {"a.jpg", "missing.jpg", "-o", "web"}, "missing.jpg");
  check_refused(temp, {"a.jpg", "not/there", "-o", "web"}, "not/there");
  check_refused(temp, {"a.jpg", "", "-o", "web"}, "empty path");
  check_refused(temp, {"--in-place", "a.jpg", "missing.jpg"}, "missing.jpg");
}

TEST_CASE("a path with control characters is printed escaped") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  check_refused(temp, {"a.jpg", "no\x1b[31m\n.jpg", "-o", "web"}, "no\\x1b[31m\\x0a.jpg");
}

TEST_CASE("an output folder that is the input folder is refused") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  std::filesystem::create_directory_symlink("in", temp / "alias");
  for (const char* output : {"in", "in/", "./in", "alias", "in/../in"}) {
    check_refused(temp, {"in", "-o", output}, output);
  }
}

TEST_CASE("an output folder that is a file is refused") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("web", "a file");
  check_refused(temp, {"in", "-o", "web"}, "web");
}

TEST_CASE("a broken line of a task list is named, with what was expected") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  const std::string good = R"({"input":"a.jpg","output":"web/a.jpg"})";
  const auto refuse = [&](const std::string& list, const std::string& named) {
    temp.write("tasks.json", list);
    check_refused(temp, {"--tasks", "tasks.json"}, named);
    check_refused(temp, {"--tasks", "-"}, named, list);
  };
  refuse(good + "\n{\"input\":\n", "line 2");
  refuse(good + "\n\n[1]\n", "line 3");
  refuse(good + "\n{\"output\":\"b.jpg\"}\n", "\"input\"");
  refuse(good + "\n{\"input\":\"a.jpg\"}\n", "line 2");
  refuse("[\n" + good + ",\n{\"input\": }\n]\n", "line 3");
  refuse("[" + good + ", {\"input\":\"a.jpg\",\"output\":\"b\",\"settings\":7}]", "entry 2");
  refuse(R"({"input":"a.jpg","output":"b.jpg","settings":{"quality":{"global":101}}})", "global");
  refuse(R"({"input":"a.jpg","output":"b.jpg","settings":{"outputFormat":"bmp"}})", "outputFormat");
  refuse(R"({"input":"a.jpg","output":"b.jpg","settings":{"resize":{"mode":"up"}}})", "mode");
}

TEST_CASE("a task list that is not there is named, and takes no inputs beside it") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  temp.write("tasks.json", "[]");
  check_refused(temp, {"--tasks", "missing.json"}, "missing.json");
  check_refused(temp, {"--tasks", "tasks.json", "a.jpg"}, "a.jpg");
  check_refused(temp, {"--tasks", "tasks.json", "--quality", "50"}, "--tasks");
  check_refused(temp, {"--tasks", "tasks.json", "--max-bytes", "20K"}, "--max-bytes");
}

TEST_CASE("help and version go to stdout and are no error") {
  const Ended help = run_pixherd({"--help"});
  CHECK(help.exit_code == 0);
  CHECK(help.err == "");
  for (const char* option : {"--output", "--in-place", "--format", "--quality", "--processes",
                             "--plan", "--stats", "--json", "--tasks"}) {
    CAPTURE(option);
    CHECK(help.out.find(option) != std::string::npos);
  }
  const Ended version = run_pixherd({"--version"});
  CHECK(version.exit_code == 0);
  CHECK(version.out.find("libvips") != std::string::npos);
  CHECK(version.out.find("codecs jpeg png") != std::string::npos);
}

}  // namespace
}  // namespace pixherd
