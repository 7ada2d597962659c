// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The grace, and what a loaded machine takes to sync and to collect; all that there is to do takes
/// longer.
constexpr milliseconds kPromised{8000};

/// More work than a test waits for.
void write_many_photos(const TempFolder& temp) {
  for (int i = 0; i < 400; ++i) {
    temp.write(fmt::format("in/{:03}.jpg", i), photo(480));
  }
}

Command command_for(const TempFolder& temp, const Arguments& arguments) {
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.arguments = arguments;
  return command;
}

std::ptrdiff_t records_in(const std::string& ndjson) {
  return std::count(ndjson.begin(), ndjson.end(), '\n') - 1;
}

/// Runs until some records are there, sends the signals, and checks how it ends.
Report check_ended_by(const TempFolder& temp, const Arguments& arguments, int signal_number,
                      int times = 1) {
  Running running(command_for(temp, arguments));
  REQUIRE(running.read_until([&] { return records_in(running.so_far().out) >= 10; }));
  const std::vector<pid_t> workers = children_of(running.pid());
  CHECK_FALSE(workers.empty());
  const auto sent = steady_clock::now();
  for (int i = 0; i < times; ++i) {
    running.send(signal_number);
  }
  const Ended ended = running.wait();
  CHECK(steady_clock::now() - sent < kPromised);
  CHECK_FALSE(ended.late);
  CHECK(ended.signal_number == signal_number);
  CHECK(becomes_true([&] { return std::none_of(workers.begin(), workers.end(), is_alive); },
                     kPromised));
  Report report = parse_report(ended.out);
  check_adds_up(report, ended);
  CHECK(report.footer.at("ended") == "signal");
  CHECK(report.files.size() == 400);
  CHECK(report.footer.at("totals").at("unprocessed") > 0);
  return report;
}

void check_no_temporaries(const TempFolder& temp) {
  for (const std::string& name : names_in(temp.path())) {
    CAPTURE(name);
    CHECK(name.find(".pixherd-") == std::string::npos);
  }
}

TEST_CASE("SIGTERM and its like end a run by that signal, with a footer and nothing left over") {
  const TempFolder temp;
  write_many_photos(temp);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM}) {
    CAPTURE(number);
    std::filesystem::remove_all(temp / "web");
    const Report report =
        check_ended_by(temp, {"in", "-o", "web", "--format", "webp", "--json"}, number);
    check_no_temporaries(temp);
    const std::string message = report.footer.at("message");
    CHECK(message == fmt::format("ended by SIG{}; {} were not reached: run it again for them",
                                 ::sigabbrev_np(number),
                                 report.footer.at("totals").at("unprocessed").get<int>()));
    CHECK(names_in(temp / "web").size() == report.footer.at("totals").at("saved"));
  }
}

TEST_CASE("a signal in place leaves each file as it was or completely replaced", "[slow]") {
  const TempFolder temp;
  write_many_photos(temp);
  const auto before = tree(temp / "in");
  const Report report = check_ended_by(temp, {"--in-place", "in", "--json"}, SIGTERM);
  check_no_temporaries(temp);
  const auto after = tree(temp / "in");
  CHECK(after.size() == before.size());
  for (const auto& [name, facts] : before) {
    const Json& record = report.of("in/" + name);
    if (record.at("status") == "saved") {
      CHECK(after.at(name).bytes.size() == record.at("optimized_size"));
      CHECK(facts_of(temp / ("in/" + name)).size == PixelSize{480, 320});
    } else {
      CHECK(record.at("status") == "unprocessed");
      CHECK((after.at(name) == facts));
    }
  }
}

TEST_CASE("a second signal ends the run too, and at once") {
  const TempFolder temp;
  write_many_photos(temp);
  check_ended_by(temp, {"in", "-o", "web", "--format", "webp", "--json"}, SIGTERM, 2);
  check_no_temporaries(temp);
}

TEST_CASE("workers do not outlive a run that is killed") {
  const TempFolder temp;
  write_many_photos(temp);
  Running running(command_for(temp, {"--in-place", "in", "--quality", "40", "--json"}));
  const auto before = tree(temp / "in");
  REQUIRE(running.read_until([&] { return records_in(running.so_far().out) >= 5; }));
  const std::vector<pid_t> workers = children_of(running.pid());
  running.send(SIGKILL);
  CHECK(running.wait().signal_number == SIGKILL);
  CHECK(becomes_true([&] { return std::none_of(workers.begin(), workers.end(), is_alive); },
                     kPromised));
  for (const auto& [name, facts] : before) {
    CHECK(facts_of(temp / ("in/" + name)).size == PixelSize{480, 320});
  }
  // What it left behind goes with the next run.
  CHECK(run_pixherd({"--in-place", "in", "--quality", "40"}, inside(temp)).exit_code == 0);
  check_no_temporaries(temp);
}

TEST_CASE("an ignored hang-up stays ignored, as nohup wants it") {
  const TempFolder temp;
  for (int i = 0; i < 60; ++i) {
    temp.write(fmt::format("in/{:03}.jpg", i), photo(320));
  }
  Command command = inside(temp);
  command.program = "/bin/sh";
  command.arguments = {"-c", "trap '' HUP; exec \"$0\" in -o web --format webp --json",
                       PIXHERD_BINARY};
  Running running(command);
  REQUIRE(running.read_until([&] { return records_in(running.so_far().out) >= 3; }));
  running.send(SIGHUP);
  const Ended ended = running.wait();
  CHECK(ended.exit_code == 0);
  CHECK(parse_report(ended.out).footer.at("totals").at("saved") == 60);
}

}  // namespace
}  // namespace pixherd
