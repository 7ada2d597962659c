// SPDX-License-Identifier: Apache-2.0
// What a run may find itself in: few descriptors, closed streams, limits, odd signals, an
// environment full of other programs' settings, a container where it is the first process.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <csignal>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// The run of that way, begun by a shell that first does `before`.
Command after_shell(const TempFolder& temp, Way way, const std::string& before) {
  Command command = command_for(temp, way);
  Arguments arguments{"-c", before + R"(; exec "$0" "$@")", command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  command.program = "/bin/bash";
  command.arguments = std::move(arguments);
  return command;
}

/// Ends by itself and loses nothing; returns the exit code.
int run_after(const std::string& shell, Way way,
              const std::map<std::string, std::string>& environment = {}, unsigned images = 9) {
  CAPTURE(shell, name_of(way));
  const TempFolder temp;
  write_tree(temp, images);
  const FileTree before = tree(temp.path());
  Command command = after_shell(temp, way, shell);
  command.environment = environment;
  const Ended ended = run(command);
  check_tree(before, tree(temp.path()), {way, ended});
  CAPTURE(ended.err);
  REQUIRE(ended.signal_number == 0);
  return ended.exit_code;
}

TEST_CASE("with few descriptors a run does with fewer workers, or says that there are too few") {
  for (const Way way : {Way::in_place, Way::into_folder, Way::converted}) {
    for (int limit = 4; limit < 32; ++limit) {
      const int code = run_after(fmt::format("ulimit -n {}", limit), way);
      CAPTURE(limit, code, name_of(way));
      CHECK((code == 0 || code == 1 || code == 3 || (code == 2 && limit < 8) || code == 127));
      CHECK((code == 0 || limit < 16));
    }
    CHECK(run_after("ulimit -n 40", way, {}, 150) == 0);
  }
}

TEST_CASE("streams that are closed at the start take no image's descriptor") {
  for (const Way way : {Way::in_place, Way::into_folder, Way::converted}) {
    CHECK(run_after("exec <&-", way) == 0);
    CHECK(run_after("exec 2>&-", way) == 0);
    CHECK(run_after("exec <&- 2>&-", way) == 0);
    // The report was asked for, and nobody can have it.
    CHECK(run_after("exec >&-", way) == 3);
    CHECK(run_after("exec <&- >&- 2>&-", way) == 3);
  }
}

/// Where /dev is empty, as in a bare chroot.
Command without_devices(Command command) {
  command.arguments.insert(command.arguments.begin(), {"-m", command.program});
  command.program = "/usr/bin/unshare";
  return command;
}

constexpr const char* kNoDevices = "mount -t tmpfs none /dev";

TEST_CASE("streams that are closed at the start take no descriptor without a null device either") {
  if (lacks(Need::root)) {
    return;
  }
  const std::map<std::string, int> codes{
      {"<&-", 0}, {"2>&-", 0}, {"<&- 2>&-", 0}, {">&-", 3}, {"<&- >&- 2>&-", 3}};
  for (const auto& [closed, code] : codes) {
    CAPTURE(closed);
    const TempFolder temp;
    write_tree(temp, 9);
    const FileTree before = tree(temp.path());
    const Ended ended = run(without_devices(
        after_shell(temp, Way::in_place, fmt::format("{} && exec {}", kNoDevices, closed))));
    check_tree(before, tree(temp.path()), {Way::in_place, ended});
    CHECK_FALSE(ended.late);
    CHECK(ended.exit_code == code);
  }
}

TEST_CASE("a dry run needs no null device") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  write_tree(temp, 9);
  const FileTree before = tree(temp.path());
  Command command = without_devices(after_shell(temp, Way::in_place, kNoDevices));
  command.arguments.emplace_back("--dry-run");
  const Ended ended = run(command);
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK((tree(temp.path()) == before));
}

TEST_CASE("a limit on the size of files is the failure of those that are larger") {
  for (const Way way : {Way::in_place, Way::into_folder, Way::converted}) {
    for (const int kilobytes : {0, 1, 2, 4, 8}) {
      const int code = run_after(fmt::format("ulimit -f {}", kilobytes), way);
      CHECK((code == 0 || code == 1 || code == 3));
    }
    CHECK(run_after("ulimit -f 0", way) != 0);
    CHECK(run_after("ulimit -f 1000", way) == 0);
  }
}

TEST_CASE("signals that are ignored or blocked at the start do not matter") {
  CHECK(run_after("trap '' CHLD", Way::in_place) == 0);
  CHECK(run_after("trap '' CHLD PIPE USR1 ALRM XFSZ", Way::converted) == 0);
}

TEST_CASE("other programs' settings in the environment change nothing") {
  const std::map<std::string, std::string> hostile{{"VIPS_MAX_THREADS", "4"},
                                                   {"VIPS_CONCURRENCY", "1024"},
                                                   {"VIPS_STALL", "1"},
                                                   {"VIPS_LEAK", "1"},
                                                   {"VIPS_TRACE", "1"},
                                                   {"VIPS_PROFILE", "1"},
                                                   {"VIPS_INFO", "1"},
                                                   {"VIPS_WARNING", "0"},
                                                   {"VIPS_MIN_STACK_SIZE", "1"},
                                                   {"VIPS_NOVECTOR", "1"},
                                                   {"VIPS_DISC_THRESHOLD", "1"},
                                                   {"VIPS_BLOCK_UNTRUSTED", "1"},
                                                   {"IM_CONCURRENCY", "64"},
                                                   {"OMP_NUM_THREADS", "64"},
                                                   {"OMP_STACKSIZE", "1G"},
                                                   {"MALLOC_ARENA_MAX", "1"},
                                                   {"MALLOC_PERTURB_", "165"},
                                                   {"MALLOC_CHECK_", "3"},
                                                   {"MALLOC_MMAP_THRESHOLD_", "4096"},
                                                   {"G_MESSAGES_DEBUG", "all"},
                                                   {"G_SLICE", "always-malloc"},
                                                   {"HOME", "/nonexistent"},
                                                   {"TMPDIR", "/nonexistent"},
                                                   {"LANG", "tr_TR.UTF-8"},
                                                   {"LC_ALL", "xx_XX"},
                                                   {"COLUMNS", "-1"}};
  const TempFolder plain;
  write_tree(plain, 9);
  REQUIRE(run(command_for(plain, Way::into_folder)).exit_code == 0);
  const TempFolder temp;
  write_tree(temp, 9);
  const FileTree before = tree(temp.path());
  Command command = command_for(temp, Way::into_folder);
  command.environment = hostile;
  const Ended ended = run(command);
  check_tree(before, tree(temp.path()), {Way::into_folder, ended});
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.find("pixherd") == std::string::npos);
  CHECK((snapshot(temp / "web") == snapshot(plain / "web")));
  CHECK(run_after("true", Way::in_place, hostile) == 0);
  CHECK(run_after("true", Way::converted, hostile) == 0);
}

/// In a name space of processes of its own, where it has the number 1.
Command as_first_process(Command command) {
  Arguments arguments{"--kill-child", "-pf", "--mount-proc", command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  command.program = "/usr/bin/unshare";
  command.arguments = std::move(arguments);
  return command;
}

TEST_CASE("a run may be the first process of a container") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  write_tree(temp, 9);
  const FileTree before = tree(temp.path());
  const Ended ended = run(as_first_process(command_for(temp, Way::in_place)));
  check_tree(before, tree(temp.path()), {Way::in_place, ended});
  CHECK(ended.exit_code == 0);
}

TEST_CASE("the first process of a container ends when it is asked to") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  write_tree(temp, 300);
  const FileTree before = tree(temp.path());
  Running running(as_first_process(command_for(temp, Way::in_place)));
  REQUIRE(
      running.read_until([&] { return running.so_far().out.find("saved") != std::string::npos; }));
  const std::vector<pid_t> first = children_of(running.pid());
  REQUIRE(first.size() == 1);
  REQUIRE(::kill(first[0], SIGTERM) == 0);
  const Ended ended = running.wait();
  // No signal kills a first process that has not asked for it, so the code alone tells of it.
  CHECK(ended.exit_code == 128 + SIGTERM);
  check_tree(before, tree(temp.path()), {Way::in_place, ended});
  CHECK(report_so_far(ended.out).footer.at("ended") == "signal");
}

TEST_CASE("the first process of a container ends while it still waits for its list too") {
  if (lacks(Need::root)) {
    return;
  }
  for (const int number : {SIGTERM, SIGINT}) {
    const TempFolder temp;
    const std::string list = (temp / "list").string();
    REQUIRE(::mkfifo(list.c_str(), 0600) == 0);
    Command command = inside(temp);
    command.program = PIXHERD_BINARY;
    command.arguments = {"--in-place", "--files-from", list};
    Running running(as_first_process(command));
    Fd end;
    const auto is_awaited = [&] {
      end = Fd(::open(list.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
      return static_cast<bool>(end);
    };
    REQUIRE(becomes_true(is_awaited, std::chrono::seconds(20)));
    const std::vector<pid_t> first = children_of(running.pid());
    REQUIRE(first.size() == 1);
    REQUIRE(::kill(first[0], number) == 0);
    end.reset();
    CHECK(running.wait().exit_code == 128 + number);
  }
}

}  // namespace
}  // namespace pixherd
