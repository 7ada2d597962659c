// SPDX-License-Identifier: Apache-2.0
// Runs and workers that are killed at any moment. The moments are random shares of a run, and the
// same shares each time: a failure names its seed and its number.
#include <array>
#include <csignal>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "moments.hpp"
#include "needs.hpp"
#include "pixherd/base/clock.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr unsigned kImages = 24;

/// Kills the run itself, which nobody can clean up after.
void kill_runs(Way way, unsigned times, std::uint32_t seed) {
  Moments moments(way, kImages, seed);
  unsigned in_time = 0;
  for (unsigned i = 0; i < times; ++i) {
    CAPTURE(seed, i, name_of(way));
    const TempFolder temp;
    write_tree(temp, kImages);
    const FileTree before = tree(temp.path());
    Command command = command_for(temp, way);
    const Mark mark(command);
    Running running(command);
    running.read_for(moments.next());
    running.send(SIGKILL);
    const Ended ended = running.wait();
    REQUIRE(mark.all_gone());
    check_tree(before, tree(temp.path()), {way, ended, true});
    check_healed(before, temp, way);
    moments.came(ended.signal_number == SIGKILL);
    in_time += ended.signal_number == SIGKILL ? 1U : 0U;
  }
  // Where most came too late the runs were never disturbed at all.
  CHECK(in_time > times / 2);
}

TEST_CASE("a run in place that is killed at any moment loses nothing") {
  kill_runs(Way::in_place, in_ci_or_long(130U, 1000U), 1);
}

TEST_CASE("a conversion that is killed at any moment loses nothing") {
  kill_runs(Way::converted, in_ci_or_long(130U, 1000U), 2);
}

TEST_CASE("a run into a folder that is killed at any moment leaves whole outputs") {
  kill_runs(Way::into_folder, in_ci_or_long(40U, 300U), 3);
}

constexpr std::array kDeaths{SIGKILL, SIGSEGV, SIGBUS, SIGABRT};

/// Kills one worker of the run; false where it had none at that moment.
bool kill_a_worker(const Running& running, Random& random) {
  const std::vector<pid_t> workers = children_of(running.pid());
  return !workers.empty() &&
         ::kill(workers[random() % workers.size()], kDeaths[random() % kDeaths.size()]) == 0;
}

/// Kills one worker of each run: its tasks are all done, by others.
void kill_one_worker(Way way, unsigned times, std::uint32_t seed) {
  Moments moments(way, kImages, seed);
  unsigned killed = 0;
  for (unsigned i = 0; i < times; ++i) {
    CAPTURE(seed, i, name_of(way));
    const TempFolder temp;
    write_tree(temp, kImages);
    const FileTree before = tree(temp.path());
    Command command = command_for(temp, way);
    const Mark mark(command);
    Running running(command);
    running.read_for(moments.next());
    const bool killed_one = kill_a_worker(running, moments.random());
    moments.came(killed_one || is_alive(running.pid()));
    killed += killed_one ? 1U : 0U;
    const Ended ended = running.wait();
    REQUIRE(mark.all_gone());
    check_tree(before, tree(temp.path()), {way, ended});
    REQUIRE(ended.exit_code == 0);
  }
  CHECK(killed > times / 3);
}

TEST_CASE("a worker that is killed once during a run in place costs nothing at all") {
  kill_one_worker(Way::in_place, in_ci_or_long(100U, 500U), 4);
}

TEST_CASE("a worker that is killed once during a conversion costs nothing at all") {
  kill_one_worker(Way::converted, in_ci_or_long(100U, 500U), 9);
}

TEST_CASE("workers that are killed again and again cost what each of two had in hand, no more") {
  constexpr std::uint32_t kSeed = 5;
  Random random(kSeed);
  const unsigned runs = in_ci_or_long(20U, 100U);
  unsigned killed = 0;
  for (unsigned i = 0; i < runs; ++i) {
    CAPTURE(kSeed, i);
    const TempFolder temp;
    write_tree(temp, 8 * kImages);
    const FileTree before = tree(temp.path());
    Command command = command_for(temp, Way::in_place);
    const Mark mark(command);
    Running running(command);
    unsigned here = 0;
    while (here < 15 && is_alive(running.pid())) {
      // A task is done between any two deaths: a run whose workers only die gives up, and rightly.
      const std::size_t told = running.so_far().out.size();
      running.read_until([&] { return running.so_far().out.size() > told; });
      running.read_for(microseconds(random() % 5000));
      here += kill_a_worker(running, random) ? 1U : 0U;
    }
    killed += here;
    const Ended ended = running.wait();
    REQUIRE(mark.all_gone());
    check_tree(before, tree(temp.path()), {Way::in_place, ended});
    REQUIRE((ended.exit_code == 0 || ended.exit_code == 1));
    for (const Json& record : report_so_far(ended.out).files) {
      if (record.at("status") == "failed") {
        REQUIRE(record.at("error").at("code") == "worker_died");
        const std::string message = record.at("error").at("message");
        REQUIRE(message.find("twice") != std::string::npos);
      }
    }
  }
  CHECK(killed > runs * 5);
}

/// The grace of one and a half, and what a loaded machine takes to sync.
constexpr double kMostToEnd = 8;

/// A signal that asks the run to end, once or twice.
void ask_to_end(Way way, unsigned signals, unsigned times, std::uint32_t seed) {
  constexpr std::array kAsked{SIGINT, SIGTERM, SIGHUP};
  Moments moments(way, kImages, seed);
  unsigned in_time = 0;
  for (unsigned i = 0; i < times; ++i) {
    const int number = kAsked[i % kAsked.size()];
    CAPTURE(seed, i, number, name_of(way));
    const TempFolder temp;
    write_tree(temp, kImages);
    const FileTree before = tree(temp.path());
    Command command = command_for(temp, way);
    const Mark mark(command);
    Running running(command);
    running.read_for(moments.next());
    const TimePoint asked = Clock::now();
    for (unsigned sent = 0; sent < signals; ++sent) {
      running.send(number);
    }
    const Ended ended = running.wait();
    REQUIRE_FALSE(ended.late);
    REQUIRE(seconds_between(asked, Clock::now()) < kMostToEnd);
    REQUIRE(mark.all_gone());
    check_tree(before, tree(temp.path()), {way, ended});
    REQUIRE((ended.exit_code == 0 || ended.signal_number == number));
    const Report report = report_so_far(ended.out);
    REQUIRE(report.header.is_null() == report.footer.is_null());
    moments.came(ended.signal_number == number);
    in_time += ended.signal_number == number ? 1U : 0U;
  }
  CHECK(in_time > times / 2);
}

TEST_CASE("a signal at any moment ends the run in time, with its report and nothing left over") {
  ask_to_end(Way::in_place, 1, in_ci_or_long(60U, 300U), 6);
  ask_to_end(Way::converted, 1, in_ci_or_long(30U, 300U), 7);
}

TEST_CASE("two signals at any moment end the run in time, with nothing left over") {
  ask_to_end(Way::in_place, 2, in_ci_or_long(60U, 300U), 8);
}

}  // namespace
}  // namespace pixherd
