// SPDX-License-Identifier: Apache-2.0
// Control groups of version 1 that leave too little memory, or too few processes.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// A group with one limit, and a command that is run in it.
class Group {
 public:
  Group(const std::string& controller, const std::string& limit, std::uint64_t value) {
    static unsigned made = 0;
    path_ = fmt::format("/sys/fs/cgroup/{}/pixherd-test-{}-{}", controller, ::getpid(), ++made);
    REQUIRE(std::filesystem::create_directory(path_));
    std::ofstream(path_ / limit) << value << std::flush;
  }
  ~Group() {
    // Its last processes have ended, and may still be about to leave.
    becomes_true([this] { return ::rmdir(path_.c_str()) == 0; }, std::chrono::seconds(5));
  }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  [[nodiscard]] Command within(Command command) const {
    Arguments arguments{"-c", R"(echo $$ > "$0/cgroup.procs" && exec "$@")", path_.string(),
                        command.program};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    command.program = "/bin/sh";
    command.arguments = std::move(arguments);
    return command;
  }

 private:
  std::filesystem::path path_;
};

/// Images that take some 20 MB each once they are decoded.
void write_large_tree(const TempFolder& temp) {
  need_engine();
  static const sample::Bytes jpeg =
      sample::image(ImageFormat::jpeg, {.width = 3000, .height = 2000});
  static const sample::Bytes png =
      sample::image(ImageFormat::png, {.width = 1500, .height = 1000, .few_colours = true});
  for (int i = 0; i < 4; ++i) {
    temp.write(fmt::format("in/jpeg-{}.jpg", i), jpeg);
    temp.write(fmt::format("in/png-{}.png", i), png);
  }
}

/// Whatever the limit, the run ends by itself, tells of every file and loses none.
int run_in(const Group& group, const TempFolder& temp, Way way, const Arguments& more) {
  const FileTree before = tree(temp.path());
  Command command = command_for(temp, way);
  command.deadline = std::chrono::seconds(60);
  command.arguments.insert(command.arguments.end(), more.begin(), more.end());
  const Ended ended = run(group.within(command));
  check_tree(before, tree(temp.path()), {way, ended});
  CAPTURE(ended.err);
  REQUIRE(ended.signal_number == 0);
  REQUIRE((ended.exit_code == 0 || ended.exit_code == 1 || ended.exit_code == 3));
  return ended.exit_code;
}

TEST_CASE("where memory is short for the group, workers may die but no file is lost") {
  if (lacks(Need::root) || lacks(Need::memory_group)) {
    return;
  }
  int code = -1;
  for (const std::uint64_t megabytes : {64U, 96U, 128U, 192U, 256U, 512U}) {
    for (const Way way : {Way::in_place, Way::converted}) {
      CAPTURE(megabytes, name_of(way));
      const TempFolder temp;
      write_large_tree(temp);
      const Group group("memory", "memory.limit_in_bytes", megabytes * 1024 * 1024);
      code = run_in(group, temp, way,
                    way == Way::in_place ? Arguments{"--quality", "50"} : Arguments{});
    }
  }
  CHECK(code == 0);
}

TEST_CASE("where the group may have few processes, a run does with those it gets") {
  if (lacks(Need::root) || lacks(Need::pids_group)) {
    return;
  }
  int code = -1;
  for (std::uint64_t processes = 1; processes <= 16; ++processes) {
    CAPTURE(processes);
    const TempFolder temp;
    write_tree(temp, 9);
    const Group group("pids", "pids.max", processes);
    code = run_in(group, temp, Way::in_place, {"--quality", "50"});
  }
  CHECK(code == 0);
}

}  // namespace
}  // namespace pixherd
