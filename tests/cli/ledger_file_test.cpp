// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "support/compare.hpp"
#include "support/ledger_samples.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

TEST_CASE("ledgers are merged by putting one beside the other") {
  const TempFolder one;
  const TempFolder other;
  write_photos(one);
  write_photos(other);
  const Arguments arguments{"in", "--in-place", "--quality", "60"};
  run_with_state(one, arguments);
  std::filesystem::create_directory(other / "state");
  std::filesystem::copy_file(one / "state/ledger", other / "state/first.ledger");
  std::filesystem::remove_all(other / "in");
  std::filesystem::copy(one / "in", other / "in", std::filesystem::copy_options::recursive);
  check_all_up_to_date(run_with_state(other, arguments));
}

TEST_CASE("a ledger that was cut or scribbled on costs what it no longer says, and no more") {
  const TempFolder temp;
  write_photos(temp);
  const Arguments arguments{"in", "--in-place"};
  run_with_state(temp, arguments);
  const std::string text = read_file(temp / "state/ledger");
  temp.write("state/ledger", text.substr(0, text.size() / 2) + "scribbled");
  const Reported again = run_with_state(temp, arguments);
  CHECK(again.ended.exit_code == 0);
  CHECK(count_with(again, "kept", "up_to_date") > 0);
  CHECK(count_with(again, "kept", "up_to_date") < again.report.files.size());
  check_all_up_to_date(run_with_state(temp, arguments));
}

TEST_CASE("a dry run and a plan read the ledger and leave it alone") {
  const TempFolder temp;
  write_photos(temp);
  const Arguments arguments{"in", "-o", "web"};
  CHECK(report_of({"in", "-o", "web", "-n", "--state", "none"}, inside(temp)).ended.exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(temp / "none"));
  run_with_state(temp, arguments);
  temp.write("in/new.jpg", photo(210));
  const auto before = tree(temp.path());
  const Reported dry = run_with_state(temp, {"in", "-o", "web", "-n"});
  CHECK(dry.report.of("in/new.jpg").at("status") == "would_save");
  CHECK(count_with(dry, "kept", "up_to_date") == dry.report.files.size() - 1);
  const Ended plan = run_pixherd(with_state({"in", "-o", "web", "--plan"}), inside(temp));
  CHECK(Json::parse(plan.out).at("totals").at("tasks") == 1);
  CHECK(tree(temp.path()) == before);
}

TEST_CASE("a run with nothing to do opens no image and writes nothing") {
  const TempFolder temp;
  write_photos(temp);
  for (const Arguments& arguments : {Arguments{"in", "--in-place"}, Arguments{"in", "-o", "web"}}) {
    run_with_state(temp, arguments);
    Command how = inside(temp);
    how.program = "/usr/bin/strace";
    const std::string trace = (temp / "trace").string();
    const std::string calls_that_write =
        "trace=openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,linkat,"
        "unlinkat,write,pwrite64,ftruncate,utimensat,fsync,fdatasync,syncfs";
    Arguments all{"-f", "-y", "-o", trace, "-e", calls_that_write, PIXHERD_BINARY};
    const Arguments own = with_state(arguments);
    all.insert(all.end(), own.begin(), own.end());
    CHECK(run_pixherd(all, how).exit_code == 0);
    const std::string calls = read_file(trace);
    CHECK(calls.find("state/ledger") != std::string::npos);
    for (const char* never : {".jpg", ".png", "rename", "unlink", "sync", ".pixherd-"}) {
      CAPTURE(never);
      CHECK(calls.find(never) == std::string::npos);
    }
  }
}

TEST_CASE("a state folder that is of no use ends the run before it touches anything") {
  const TempFolder temp;
  write_photos(temp);
  temp.write("file", "x");
  std::filesystem::create_directories(temp / "odd/ledger");
  const auto before = tree(temp.path());
  for (const char* state : {"file", "no/such/folder", "odd", "/proc/pixherd"}) {
    const Ended ended = run_pixherd({"in", "-o", "web", "--state", state}, inside(temp));
    CAPTURE(state, ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(ended.err.find("--state") != std::string::npos);
    CHECK(ended.err.find(state) != std::string::npos);
    CHECK(tree(temp.path()) == before);
  }
}

TEST_CASE("a pipe in the place of the ledger is refused at once, whatever the run is for") {
  const TempFolder temp;
  write_photos(temp);
  temp.write("pipe/note", "x");
  REQUIRE(::mkfifo((temp / "pipe/ledger").c_str(), 0600) == 0);
  for (const char* purpose : {"--overwrite=all", "--dry-run", "--check", "--plan"}) {
    CAPTURE(purpose);
    Command command = inside(temp);
    command.deadline = std::chrono::seconds(20);
    const Ended ended = run_pixherd({"in", "-o", "web", "--state", "pipe", purpose}, command);
    CHECK_FALSE(ended.late);
    CHECK(ended.exit_code == 2);
    CHECK(contains(ended.err, "pipe: its ledger is no file"));
  }
}

TEST_CASE("where the ledger cannot be written the images are done, and even a quiet run says so") {
  const TempFolder temp;
  write_photos(temp);
  Command how = inside(temp);
  how.program = "/bin/sh";
  // 128 blocks of 512 bytes are enough for the images, which are smaller, and not for a ledger that
  // fills them already.
  temp.write("state/ledger", std::string(std::size_t{64} * 1024, 'x'));
  how.arguments = {"-c",
                   "trap '' XFSZ; ulimit -f 128; exec \"$0\" in -o web -q --json --state state",
                   PIXHERD_BINARY};
  const Ended ended = Running(how).wait();
  const Report report = parse_report(ended.out);
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(report.footer.at("totals").at("saved") == report.files.size());
  CHECK(ended.err.find("--state") != std::string::npos);
  CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
  CHECK(report.footer.at("warnings").size() == 1);
}

TEST_CASE("what stands in another folder is believed after a restart only if the disk had it") {
  const TempFolder temp;
  write_photos(temp);
  const auto on_start = [&](const char* number) {
    Command how = on_host(temp, 2);
    temp.write("host/proc/sys/kernel/random/boot_id", number);
    return report_of(with_state({"in", "-o", "web"}), how);
  };
  on_start("first\n");
  check_all_up_to_date(on_start("second\n"));
  // As if the power had gone before the last record, which says that all of it is on the disk.
  constexpr std::size_t kSyncedRecord = 16 + 1 + 8;
  std::filesystem::resize_file(temp / "state/ledger",
                               std::filesystem::file_size(temp / "state/ledger") - kSyncedRecord);
  check_all_up_to_date(on_start("first\n"));
  CHECK(count_with(on_start("second\n"), "kept", "up_to_date") == 0);
}

TEST_CASE("what a run wrote that a signal ended is not believed after a restart") {
  const TempFolder temp;
  write_photos(temp, 400);
  Command how = on_host(temp, 2);
  temp.write("host/proc/sys/kernel/random/boot_id", "first\n");
  how.program = PIXHERD_BINARY;
  how.arguments = with_state({"in", "-o", "web", "--json"});
  Running running(how);
  REQUIRE(running.read_until(
      [&] { return running.so_far().out.find("\"saved\"") != std::string::npos; }));
  running.send(SIGTERM);
  const Report report = parse_report(running.wait().out);
  REQUIRE(report.footer.at("ended") == "signal");
  REQUIRE(report.footer.at("totals").at("saved") > 0);
  temp.write("host/proc/sys/kernel/random/boot_id", "second\n");
  CHECK(count_with(report_of(with_state({"in", "-o", "web"}), on_host(temp, 2)), "kept",
                   "up_to_date") == 0);
}

TEST_CASE("a ledger that is mostly outdated gets shorter") {
  const TempFolder temp;
  write_photos(temp);
  const std::string text = mostly_outdated_records();
  temp.write("state/ledger", text);
  run_with_state(temp, {"in", "--in-place"});
  CHECK(std::filesystem::file_size(temp / "state/ledger") < text.size() / 100);
  CHECK(names_in(temp / "state") == std::vector<std::string>{"ledger"});
  check_all_up_to_date(run_with_state(temp, {"in", "--in-place"}));
}

TEST_CASE("two runs at a time share a ledger") {
  const TempFolder temp;
  write_photos(temp, 30);
  Command how = inside(temp);
  how.program = PIXHERD_BINARY;
  how.arguments = with_state({"in", "-o", "web", "-q"});
  Command other = how;
  other.arguments = with_state({"in", "-o", "small", "--long-edge", "60", "-q"});
  Running first(how);
  Running second(other);
  CHECK(first.wait().exit_code == 0);
  CHECK(second.wait().exit_code == 0);
  check_all_up_to_date(run_with_state(temp, {"in", "-o", "web"}));
  check_all_up_to_date(run_with_state(temp, {"in", "-o", "small", "--long-edge", "60"}));
}

}  // namespace
}  // namespace pixherd
