// SPDX-License-Identifier: Apache-2.0
// Two runs that know nothing of each other, on one tree at one time.
#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "injection.hpp"
#include "moments.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr unsigned kShared = 45;

/// How many of the two reports say so of this file.
std::size_t count_status(const std::array<Report, 2>& reports, const std::string& path,
                         const std::string& status) {
  return static_cast<std::size_t>(
      std::count_if(reports.begin(), reports.end(),
                    [&](const Report& report) { return report.of(path).at("status") == status; }));
}

/// The second begins somewhen during the first.
std::array<Ended, 2> run_two(const TempFolder& temp, Way way, Random& random) {
  Running first(command_for(temp, way));
  first.read_for(microseconds(random() % 30'000));
  Running second(command_for(temp, way));
  return {first.wait(), second.wait()};
}

TEST_CASE("two runs in place on one tree do each file once and lose none") {
  constexpr std::uint32_t kSeed = 11;
  Random random(kSeed);
  const unsigned times = in_ci_or_long(20U, 100U);
  std::size_t busy = 0;
  for (unsigned i = 0; i < times; ++i) {
    CAPTURE(kSeed, i);
    const TempFolder temp;
    write_tree(temp, kShared);
    const FileTree before = tree(temp.path());
    const std::array<Ended, 2> ended = run_two(temp, Way::in_place, random);
    std::array<Report, 2> reports;
    for (std::size_t run = 0; run < 2; ++run) {
      CAPTURE(ended[run].out, ended[run].err);
      REQUIRE(ended[run].exit_code == 0);
      reports[run] = parse_report(ended[run].out);
      check_adds_up(reports[run], ended[run]);
    }
    // Neither report speaks of all that was done, so the tree is looked at without one.
    const std::vector<std::string> harm = find_harm(before, tree(temp.path()), {.ended = {}});
    CAPTURE(harm);
    REQUIRE(harm.empty());
    for (const auto& [path, facts] : before) {
      if (path.starts_with("in/") && path.ends_with(".jpg")) {
        CAPTURE(path, reports[0].of(path).dump(), reports[1].of(path).dump());
        REQUIRE(count_status(reports, path, "saved") == 1);
        busy += count_status(reports, path, "skipped");
      }
    }
  }
  CHECK(busy > 0);
}

TEST_CASE("a file that another run replaces between its opening and its lock is busy") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  temp.write("in/only.jpg", photo(96));
  constexpr std::chrono::milliseconds kHeldUp{4000};
  Running slow(held_up("flock", kHeldUp, command_for(temp, Way::in_place)));
  REQUIRE(becomes_true([&] { return is_held_up_in(SYS_flock, slow.pid()); }, kHeldUp));
  const Ended quick = run(command_for(temp, Way::in_place));
  REQUIRE(parse_report(quick.out).of("in/only.jpg").at("status") == "saved");
  const Ended ended = slow.wait();
  CAPTURE(ended.out, ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(ended.out.find("\"busy\"") != std::string::npos);
}

TEST_CASE("two runs into one folder leave whole outputs") {
  constexpr std::uint32_t kSeed = 12;
  Random random(kSeed);
  const unsigned times = in_ci_or_long(10U, 50U);
  for (unsigned i = 0; i < times; ++i) {
    CAPTURE(kSeed, i);
    const TempFolder temp;
    write_tree(temp, kShared);
    const FileTree before = tree(temp.path());
    for (const Ended& ended : run_two(temp, Way::into_folder, random)) {
      REQUIRE(ended.exit_code == 0);
      check_adds_up(parse_report(ended.out), ended);
    }
    const std::vector<std::string> harm =
        find_harm(before, tree(temp.path()), {.way = Way::into_folder, .ended = {}});
    CAPTURE(harm);
    REQUIRE(harm.empty());
  }
}

TEST_CASE("two conversions of one tree leave each image once, as its source or as its conversion") {
  constexpr std::uint32_t kSeed = 13;
  Random random(kSeed);
  const unsigned times = in_ci_or_long(20U, 100U);
  for (unsigned i = 0; i < times; ++i) {
    CAPTURE(kSeed, i);
    const TempFolder temp;
    write_tree(temp, kShared);
    const FileTree before = tree(temp.path());
    // The one may find that the other has taken its sources, or has put conversions beside them:
    // failures of single files, or a refusal, but never a loss.
    const std::array<Ended, 2> ended = run_two(temp, Way::converted, random);
    REQUIRE((ended[0].exit_code >= 0 && ended[0].exit_code <= 2));
    REQUIRE((ended[1].exit_code >= 0 && ended[1].exit_code <= 2));
    REQUIRE((ended[0].exit_code != 2 || ended[1].exit_code != 2));
    const std::vector<std::string> harm =
        find_harm(before, tree(temp.path()), {.way = Way::converted, .ended = {}});
    CAPTURE(harm, ended[0].out, ended[1].out, ended[1].err);
    REQUIRE(harm.empty());
  }
}

}  // namespace
}  // namespace pixherd
