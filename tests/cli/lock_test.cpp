// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

using std::chrono::seconds;

const Arguments kLocked{"in", "-o", "web", "--state", "state", "--lock"};

Arguments locked_and(const Arguments& more) {
  Arguments arguments = kLocked;
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

Command command_in(const TempFolder& temp, const Arguments& arguments) {
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.arguments = arguments;
  return command;
}

/// A run that has the lock and waits for a list of inputs until it gets one.
class Holder {
 public:
  explicit Holder(const TempFolder& temp) : list_((temp / "list.fifo").string()) {
    temp.write("in/a.jpg", photo());
    REQUIRE(::mkfifo(list_.c_str(), 0600) == 0);
    running_.emplace(command_in(
        temp, {"--files-from", list_, "-o", "held", "--state", "state", "--lock", "--json"}));
    const std::string signature = fmt::format("pid {}, since 20", running_->pid());
    REQUIRE(becomes_true(
        [&] {
          return std::filesystem::exists(temp / "state/lock") &&
                 read_file(temp / "state/lock").starts_with(signature);
        },
        seconds(20)));
  }

  [[nodiscard]] Running& running() { return *running_; }

  /// It gets its list, does it and ends.
  Ended let_go() {
    {
      const Fd list(::open(list_.c_str(), O_WRONLY | O_CLOEXEC));
      const std::string path = "in/a.jpg\n";
      REQUIRE(::write(list.get(), path.data(), path.size()) == 9);
    }
    return running_->wait();
  }

 private:
  std::string list_;
  std::optional<Running> running_;
};

TEST_CASE("of two runs with one lock the second exits with 75, says who has it, touches nothing") {
  const TempFolder temp;
  Holder holder(temp);
  const auto before = tree(temp.path());
  const Ended second = run_pixherd(locked_and({"-q"}), inside(temp));
  CHECK(second.exit_code == 75);
  CHECK(second.out == "");
  CHECK(contains(second.err, fmt::format("another run (pid {}, since ", holder.running().pid())));
  CHECK(contains(second.err, "--lock-wait"));
  CHECK(std::count(second.err.begin(), second.err.end(), '\n') == 1);
  CHECK(tree(temp.path()) == before);

  CHECK(holder.let_go().exit_code == 0);
  CHECK(std::filesystem::exists(temp / "held/in/a.jpg"));
  CHECK(run_pixherd(kLocked, inside(temp)).exit_code == 0);
}

TEST_CASE("what would be halved twice is halved by one run alone, without --lock too") {
  const TempFolder temp;
  Holder holder(temp);
  const auto before = tree(temp / "in");
  const Arguments halved{"--in-place", "in", "--percent", "50%", "--state", "state"};
  const Ended locked_out = run_pixherd(halved, inside(temp));
  CHECK(locked_out.exit_code == 75);
  CHECK(contains(locked_out.err, "give --lock --lock-wait 10m"));
  CHECK(tree(temp / "in") == before);
  CHECK(holder.let_go().exit_code == 0);
  CHECK(run_pixherd(halved, inside(temp)).exit_code == 0);
  CHECK(tree(temp / "in") != before);
}

TEST_CASE("a run that may wait for the lock gets it as soon as it is free") {
  const TempFolder temp;
  Holder holder(temp);
  Running second(command_in(temp, locked_and({"--lock-wait", "25s"})));
  REQUIRE(second.read_until([&] { return contains(second.so_far().err, "waiting for it"); }));
  CHECK_FALSE(std::filesystem::exists(temp / "web"));
  CHECK(holder.let_go().exit_code == 0);
  CHECK(second.wait().exit_code == 0);
  CHECK(std::filesystem::exists(temp / "web/a.jpg"));
}

TEST_CASE("a run that has waited long enough for the lock exits with 75") {
  const TempFolder temp;
  Holder holder(temp);
  const auto begin = std::chrono::steady_clock::now();
  const Ended second = run_pixherd(locked_and({"--lock-wait", "0.3s", "-q"}), inside(temp));
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(300));
  CHECK(second.exit_code == 75);
  CHECK(contains(second.err, "still holds the lock of state after 0.3 s"));
  CHECK(std::count(second.err.begin(), second.err.end(), '\n') == 1);
}

TEST_CASE("a run waits for the lock no longer than its time limit") {
  const TempFolder temp;
  Holder holder(temp);
  const auto begin = std::chrono::steady_clock::now();
  const Ended second =
      run_pixherd(locked_and({"--lock-wait", "20s", "--time-limit", "0.3s", "-q"}), inside(temp));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  CHECK(second.exit_code == 75);
  CHECK(contains(second.err, "still holds the lock of state, and the time limit was reached"));
}

TEST_CASE("a signal ends a run that waits for the lock") {
  const TempFolder temp;
  Holder holder(temp);
  Running second(command_in(temp, locked_and({"--lock-wait", "25s"})));
  REQUIRE(second.read_until([&] { return contains(second.so_far().err, "waiting for it"); }));
  second.send(SIGINT);
  CHECK(second.wait().signal_number == SIGINT);
}

TEST_CASE("the lock of a run that was killed is free at once") {
  const TempFolder temp;
  Holder holder(temp);
  holder.running().send(SIGKILL);
  CHECK(holder.running().wait().signal_number == SIGKILL);
  CHECK(run_pixherd(kLocked, inside(temp)).exit_code == 0);
}

/// What the descriptors of a process lead to.
std::vector<std::string> open_files_of(pid_t pid) {
  std::vector<std::string> targets;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", pid), error)) {
    targets.push_back(std::filesystem::read_symlink(entry.path(), error).string());
  }
  return targets;
}

TEST_CASE("no worker keeps the lock, and it does not outlive a run that is killed at work") {
  const TempFolder temp;
  for (int i = 0; i < 300; ++i) {
    temp.write(fmt::format("in/{:03}.jpg", i), photo(480));
  }
  const std::string lock = std::filesystem::canonical(temp.path()).string() + "/state/lock";
  const auto has_it = [&](pid_t pid) {
    const auto files = open_files_of(pid);
    return std::find(files.begin(), files.end(), lock) != files.end();
  };
  Running running(command_in(temp, locked_and({"--format", "avif", "--json"})));
  REQUIRE(running.read_until([&] { return contains(running.so_far().out, "\"file\""); }));
  const std::vector<pid_t> workers = children_of(running.pid());
  REQUIRE_FALSE(workers.empty());
  CHECK(has_it(running.pid()));
  // One that was forked just now has a moment to close what is not its own.
  CHECK(becomes_true([&] { return std::none_of(workers.begin(), workers.end(), has_it); },
                     seconds(20)));
  for (const pid_t worker : workers) {
    ::kill(worker, SIGSTOP);
  }
  running.send(SIGKILL);
  CHECK(running.wait().signal_number == SIGKILL);
  CHECK(run_pixherd({"in/000.jpg", "-o", "one", "--state", "state", "--lock"}, inside(temp))
            .exit_code == 0);
}

/// The child of that name of a program that strace runs.
std::optional<pid_t> grandchild_named(pid_t strace, const std::string& name) {
  for (const pid_t program : children_of(strace)) {
    for (const pid_t child : children_of(program)) {
      if (read_file(fmt::format("/proc/{}/comm", child)) == name + "\n") {
        return child;
      }
    }
  }
  return std::nullopt;
}

TEST_CASE("no helper keeps the lock, however long a disk holds it up") {
  if (::access("/usr/bin/strace", X_OK) != 0) {
    WARN("SKIPPED: needs strace");
    return;
  }
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  Command command =
      command_in(temp, {"-f", "-o", "trace", "-e", "trace=fsync", "-e",
                        "inject=fsync:delay_enter=2000000", PIXHERD_BINARY, "--in-place", "in",
                        "--format", "webp", "--remove-source", "--state", "state", "--lock"});
  command.program = "/usr/bin/strace";
  Running running(command);
  std::optional<pid_t> helper;
  REQUIRE(becomes_true(
      [&] { return (helper = grandchild_named(running.pid(), "pixherd-helper")).has_value(); },
      seconds(20)));
  const std::vector<std::string> files = open_files_of(*helper);
  const auto leads_to = [&](const std::string& name) {
    return std::any_of(files.begin(), files.end(),
                       [&](const std::string& file) { return file.ends_with(name); });
  };
  CHECK(leads_to("/in"));
  CHECK_FALSE(leads_to("/state/lock"));
  CHECK(running.wait().exit_code == 0);
}

TEST_CASE("a plan needs no lock, and makes no state folder") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  CHECK(run_pixherd(locked_and({"--plan"}), inside(temp)).exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(temp / "state"));
}

TEST_CASE("a lock that cannot be had at all is a usage error, and nothing is touched") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  const auto refused = [&](const std::string& state, const std::string& words) {
    const Ended ended = run_pixherd({"in", "-o", "web", "--state", state, "--lock"}, inside(temp));
    CAPTURE(state, ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(contains(ended.err, "--state " + state));
    CHECK(contains(ended.err, words));
    CHECK_FALSE(std::filesystem::exists(temp / "web"));
  };
  refused("no/state", "make that first");
  refused("in/a.jpg", "Not a directory");
  temp.write("odd/lock/file", "a folder where the lock should be");
  refused("odd", "cannot be locked");
  std::filesystem::create_directories(temp / "led");
  std::filesystem::create_symlink("../in/a.jpg", temp / "led/lock");
  refused("led", "cannot be locked");
}

TEST_CASE("the options of a lock need one another") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  const Ended alone = run_pixherd({"in", "-o", "web", "--lock"}, inside(temp));
  CHECK(alone.exit_code == 2);
  CHECK(contains(alone.err, "--lock goes with --state DIR"));
  const Ended wait =
      run_pixherd({"in", "-o", "web", "--state", "state", "--lock-wait", "5s"}, inside(temp));
  CHECK(wait.exit_code == 2);
  CHECK(contains(wait.err, "--lock-wait goes with --lock"));
  const Ended never = run_pixherd(locked_and({"--lock-wait", "soon"}), inside(temp));
  CHECK(never.exit_code == 2);
  CHECK(contains(never.err, "--lock-wait soon: "));
}

}  // namespace
}  // namespace pixherd
