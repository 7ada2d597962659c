// SPDX-License-Identifier: Apache-2.0
// Places that may be read and not written to, and signals that mean nothing.
#include <fmt/format.h>

#include <csignal>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "moments.hpp"
#include "mounted.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr unsigned kFew = 6;

/// The tree as it is, and a run that touched nothing of it.
void check_untouched(const TempFolder& temp, Way way, int exit_code) {
  CAPTURE(name_of(way));
  const FileTree before = tree(temp.path());
  const Ended ended = run(command_for(temp, way));
  CAPTURE(ended.out, ended.err);
  check_tree(before, tree(temp.path()), {way, ended});
  CHECK(ended.exit_code == exit_code);
}

TEST_CASE("on a file system that is read-only a run in place stops and says so") {
  if (lacks(Need::root)) {
    return;
  }
  use_own_mounts();
  for (const Way way : {Way::in_place, Way::converted}) {
    const TempFolder temp;
    write_tree(temp, kFew);
    const std::string in = (temp / "in").string();
    must_run(fmt::format("mount --bind '{0}' '{0}' && mount -o remount,bind,ro '{0}'", in));
    check_untouched(temp, way, 3);
    must_run(fmt::format("umount '{}'", in));
  }
}

TEST_CASE("a part of the tree that is read-only costs its own files, and no others") {
  if (lacks(Need::root)) {
    return;
  }
  use_own_mounts();
  for (const Way way : {Way::in_place, Way::converted}) {
    CAPTURE(name_of(way));
    const TempFolder temp;
    write_tree(temp, kFew);
    const std::string odd = (temp / "in/odd").string();
    must_run(fmt::format("mount --bind '{0}' '{0}' && mount -o remount,bind,ro '{0}'", odd));
    const auto before = snapshot(odd);
    const Ended ended = run(command_for(temp, way));
    const auto after = snapshot(odd);
    must_run(fmt::format("umount '{}'", odd));
    check_part_failed(ended);
    CHECK(after == before);
  }
}

TEST_CASE("files that are marked immutable, or a folder that is, stay as they are") {
  if (lacks(Need::root) || lacks(Need::immutable_files)) {
    return;
  }
  for (const Way way : {Way::in_place, Way::converted}) {
    const TempFolder temp;
    write_tree(temp, kFew);
    const std::string jpeg = (temp / "in/jpg.jpg").string();
    const std::string folder = (temp / "in/odd").string();
    must_run(fmt::format("chattr +i '{}' '{}'", jpeg, folder));
    const std::string before = read_file(jpeg);
    const auto odd = snapshot(folder);
    const Ended ended = run(command_for(temp, way));
    must_run(fmt::format("chattr -i '{}' '{}'", jpeg, folder));
    CAPTURE(ended.out, ended.err);
    CHECK(ended.exit_code == 1);
    CHECK(read_file(jpeg) == before);
    CHECK(snapshot(folder) == odd);
    const Report report = report_so_far(ended.out);
    CHECK(report.of("in/jpg.jpg").at("status") == "failed");
    CHECK(report.of("in/png.png").at("status") == "saved");
  }
}

TEST_CASE("signals that mean nothing to anybody change nothing") {
  for (const Way way : kEveryWay) {
    CAPTURE(name_of(way));
    const TempFolder temp;
    write_tree(temp, 8 * kFew);
    const FileTree before = tree(temp.path());
    Running running(command_for(temp, way));
    for (int i = 0; i < 300 && is_alive(running.pid()); ++i) {
      for (const pid_t worker : children_of(running.pid())) {
        ::kill(worker, SIGWINCH);
        ::kill(worker, SIGURG);
        ::kill(worker, SIGCONT);
      }
      running.send(SIGWINCH);
      running.send(SIGCONT);
      running.read_for(microseconds(200));
    }
    const Ended ended = running.wait();
    check_tree(before, tree(temp.path()), {way, ended});
    CHECK(ended.exit_code == 0);
  }
}

}  // namespace
}  // namespace pixherd
