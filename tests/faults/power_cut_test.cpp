// SPDX-License-Identifier: Apache-2.0
// The power goes: ext4 is shut down under a run, with all that had not been written lost, and
// mounted again as after a crash.
#include <fmt/format.h>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "fragile_disk.hpp"
#include "moments.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr unsigned kBeforeTheCut = 24;

Command command_on(const FragileDisk& disk, Way way) {
  Command command{.program = PIXHERD_BINARY, .arguments = arguments_for(way)};
  command.folder = disk.path();
  return command;
}

FileTree write_on(const FragileDisk& disk) {
  const TempFolder temp;
  write_tree(temp, kBeforeTheCut);
  must_run(fmt::format("cp -r {}/. {} && sync -f {}", temp.path().string(), disk.path().string(),
                       disk.path().string()));
  return tree(disk.path());
}

struct Cut {
  Way way;
  Loss loss;
  std::string options;
};

std::vector<Cut> kinds_of_cut(const std::vector<Way>& ways) {
  std::vector<Cut> kinds;
  for (const Way way : ways) {
    for (const Loss loss : {Loss::data, Loss::data_and_journal}) {
      for (const char* options : {"", ",noauto_da_alloc"}) {
        kinds.push_back({way, loss, options});
      }
    }
  }
  return kinds;
}

void check_nothing_lost(const FileTree& before, const FragileDisk& disk, const HarmedRun& run) {
  const std::vector<std::string> harm = find_harm(before, tree(disk.path()), run);
  CAPTURE(harm, run.ended.out, run.ended.err);
  REQUIRE(harm.empty());
}

void cut_at_random(Way way, unsigned times, std::uint32_t seed) {
  if (lacks(Need::loop_devices)) {
    return;
  }
  Random random(seed);
  const microseconds length = undisturbed_length(way, kBeforeTheCut);
  for (const Cut& kind : kinds_of_cut({way})) {
    for (unsigned i = 0; i < times; ++i) {
      CAPTURE(seed, i, name_of(way), kind.loss, kind.options);
      FragileDisk disk(kind.options);
      const FileTree before = write_on(disk);
      Running running(command_on(disk, way));
      // fsync makes a run on a disk longer than the one that was measured.
      running.read_for(random_moment(random, length * 2));
      disk.cut_power(kind.loss);
      const Ended ended = running.wait();
      REQUIRE_FALSE(ended.late);
      disk.restart();
      // What was reported before the power went need not have been written: only a footer says so.
      check_nothing_lost(before, disk, {.way = way, .ended = {}, .unfinished = true});
    }
  }
}

TEST_CASE("a loss of power at any moment leaves each file whole, as it was or replaced") {
  cut_at_random(Way::in_place, in_ci_or_long(3U, 25U), 21);
}

TEST_CASE("a loss of power at any moment leaves each source or its whole conversion") {
  cut_at_random(Way::converted, in_ci_or_long(3U, 25U), 22);
}

TEST_CASE("what a report with its footer tells of has survived a loss of power") {
  if (lacks(Need::loop_devices)) {
    return;
  }
  for (const Cut& kind : kinds_of_cut({Way::in_place, Way::into_folder, Way::converted})) {
    CAPTURE(name_of(kind.way), kind.loss, kind.options);
    FragileDisk disk(kind.options);
    const FileTree before = write_on(disk);
    const Ended ended = run(command_on(disk, kind.way));
    disk.cut_power(kind.loss);
    REQUIRE(ended.exit_code == 0);
    disk.restart();
    check_nothing_lost(before, disk, {.way = kind.way, .ended = ended});
  }
}

}  // namespace
}  // namespace pixherd
