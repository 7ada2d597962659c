// SPDX-License-Identifier: Apache-2.0
// Standard streams that are closed, full, gone or no file at all.
#include <algorithm>
#include <csignal>
#include <functional>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Runs "pixherd WORDS" in a shell, which understands redirections.
Ended in_shell(const TempFolder& temp, const std::string& words) {
  Command how = inside(temp);
  how.program = "/bin/sh";
  return run_pixherd({"-c", "\"$0\" " + words, PIXHERD_BINARY}, how);
}

TEST_CASE("text that standard output does not take is an error") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  for (const char* words : {"--help", "--version", "in -o web --plan", "in -o web", "in -o web -v",
                            "in -o web --stats", "in -o web --json", "in -o web --json -q"}) {
    for (const char* output : {" > /dev/full", " >&-"}) {
      const Ended ended = in_shell(temp, std::string(words) + output);
      CAPTURE(words, output, ended.err);
      CHECK(ended.exit_code == 3);
      CHECK(ended.err.find("standard output") != std::string::npos);
      CHECK(ended.err.find("internal") == std::string::npos);
    }
  }
}

TEST_CASE("a report that standard output does not take is an error of a run without images too") {
  const TempFolder temp;
  std::filesystem::create_directory(temp / "in");
  for (const char* output : {" > /dev/full", " >&-"}) {
    const Ended ended = in_shell(temp, std::string("in -o web --json") + output);
    CAPTURE(output, ended.err);
    CHECK(ended.exit_code == 3);
    CHECK(ended.err.find("standard output") != std::string::npos);
  }
}

TEST_CASE("a plan that is longer than any buffer fails no other way") {
  const TempFolder temp;
  for (int i = 0; i < 200; ++i) {
    temp.write("in/" + std::to_string(i) + ".jpg", photo());
  }
  const Ended ended =
      in_shell(temp, "in --plan --min-batch-size 1 --tasks-per-process 1 > /dev/full");
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 3);
  CHECK(ended.err.find("standard output") != std::string::npos);
  CHECK(ended.err.find("internal") == std::string::npos);
}

TEST_CASE("a standard output that nobody writes to may be closed or full") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  for (const char* output : {" > /dev/full", " >&-"}) {
    const Ended quiet = in_shell(temp, std::string("in -o web -q") + output);
    CHECK(quiet.exit_code == 0);
    CHECK(quiet.err == "");
    CHECK(in_shell(temp, std::string("--shrinkify") + output).exit_code == 2);
  }
}

constexpr std::size_t kMoreRecordsThanAPipeHolds = 300;
constexpr std::size_t kMoreMessagesThanAPipeHolds = 2000;

/// Starts a run with so many failures whose streams are not read, and waits for its last output all
/// the same.
void work_unread(const TempFolder& temp, std::size_t failures, const Arguments& options,
                 const std::function<void(Running&)>& then) {
  for (std::size_t i = 0; i < failures; ++i) {
    temp.write("in/" + std::to_string(i) + ".gif", sample::Bytes(3, std::byte{'x'}));
  }
  temp.write("in/last.jpg", photo());
  Command how = inside(temp);
  how.program = PIXHERD_BINARY;
  how.arguments = {"in", "-o", "web", "--processes", "1"};
  how.arguments.insert(how.arguments.end(), options.begin(), options.end());
  Running running(how);
  REQUIRE(becomes_true([&] { return std::filesystem::exists(temp / "web/last.jpg"); },
                       std::chrono::seconds(20)));
  REQUIRE(is_alive(running.pid()));
  then(running);
}

TEST_CASE("nobody works slower for a report that is not read yet, and all of it comes") {
  const TempFolder temp;
  work_unread(temp, kMoreRecordsThanAPipeHolds, {"--json"}, [](Running& running) {
    const Ended ended = running.wait();
    CHECK(ended.exit_code == 1);
    CHECK(parse_report(ended.out).files.size() == kMoreRecordsThanAPipeHolds + 1);
  });
}

TEST_CASE("a signal ends a run whose report nobody reads") {
  const TempFolder temp;
  work_unread(temp, kMoreRecordsThanAPipeHolds, {"--json"}, [](Running& running) {
    running.send(SIGTERM);
    CHECK(becomes_true([&] { return !is_alive(running.pid()); }, std::chrono::seconds(20)));
  });
}

TEST_CASE("nobody works slower for messages that are not read yet, and all of them come") {
  const TempFolder temp;
  work_unread(temp, kMoreMessagesThanAPipeHolds, {}, [](Running& running) {
    const Ended ended = running.wait();
    CHECK(ended.exit_code == 1);
    CHECK(ended.err.size() > std::size_t{64} * 1024);
    CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == kMoreMessagesThanAPipeHolds);
  });
}

TEST_CASE("a signal ends a run whose messages nobody reads") {
  const TempFolder temp;
  work_unread(temp, kMoreMessagesThanAPipeHolds, {}, [](Running& running) {
    running.send(SIGTERM);
    CHECK(becomes_true([&] { return !is_alive(running.pid()); }, std::chrono::seconds(20)));
  });
}

TEST_CASE("a task list that cannot be read is no empty list") {
  const TempFolder temp;
  std::filesystem::create_directory(temp / "folder");
  struct Unreadable {
    const char* words;
    std::vector<std::string> named;
  };
  const std::vector<Unreadable> table{
      {"--tasks folder", {"folder", "Is a directory"}},
      {"--tasks missing", {"missing", "No such file"}},
      {"--tasks - < folder", {"standard input", "Is a directory"}},
      {"--tasks - <&-", {"standard input", "Bad file descriptor"}},
  };
  for (const Unreadable& unreadable : table) {
    const Ended ended = in_shell(temp, unreadable.words);
    CAPTURE(unreadable.words, ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(ended.out == "");
    for (const std::string& named : unreadable.named) {
      CHECK(ended.err.find(named) != std::string::npos);
    }
  }
}

TEST_CASE("a task list may come from a pipe or from the null device") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  CHECK(in_shell(temp, "--tasks - < /dev/null").exit_code == 0);
  CHECK(in_shell(temp, "--tasks /dev/null").exit_code == 0);
  Command how = inside(temp);
  how.input = R"({"input":"a.jpg","output":"web/a.jpg"})";
  CHECK(run_pixherd({"--tasks", "/dev/stdin"}, how).exit_code == 0);
  CHECK(std::filesystem::exists(temp / "web/a.jpg"));
}

}  // namespace
}  // namespace pixherd
