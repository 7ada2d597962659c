// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <algorithm>
#include <csignal>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Arguments with the ledger of the folder "state".
Arguments with_state(Arguments arguments) {
  arguments.insert(arguments.end(), {"--state", "state"});
  return arguments;
}

Reported run_with_state(const TempFolder& temp, const Arguments& arguments) {
  return report_of(with_state(arguments), inside(temp));
}

/// Photographs and a PNG in folders of the folder "in".
void write_photos(const TempFolder& temp, std::uint32_t count = 6) {
  need_engine();
  for (std::uint32_t i = 0; i < count; ++i) {
    temp.write("in/" + std::to_string(i % 3) + "/" + std::to_string(i) + ".jpg", photo(140 + i));
  }
  temp.write("in/drawing.png", sample::image(ImageFormat::png));
}

std::size_t count_with(const Reported& done, const std::string& status, const std::string& reason) {
  return static_cast<std::size_t>(std::count_if(
      done.report.files.begin(), done.report.files.end(), [&](const Json& record) {
        return record.at("status") == status &&
               (reason.empty() ? record.at("reason").is_null()
                               : record.at("reason").is_object() &&
                                     record.at("reason").at("code") == reason);
      }));
}

void check_all_up_to_date(const Reported& done) {
  CHECK(done.ended.exit_code == 0);
  CHECK(count_with(done, "kept", "up_to_date") == done.report.files.size());
}

/// As a checkout does it: another time, another inode, the same bytes.
void check_out_anew(const std::filesystem::path& folder) {
  for (const std::string& name : names_in(folder)) {
    const std::string bytes = read_file(folder / name);
    std::filesystem::remove(folder / name);
    std::ofstream(folder / name, std::ios::binary) << bytes;
    constexpr timespec kLongAgo{1'000'000, 0};
    const std::array<timespec, 2> times{kLongAgo, kLongAgo};
    REQUIRE(::utimensat(AT_FDCWD, (folder / name).c_str(), times.data(), 0) == 0);
  }
}

struct LedgerWay {
  std::string name;
  Arguments arguments;
};

const std::vector<LedgerWay> kWays{
    {"in place", {"in", "--in-place"}},
    {"in place with loss", {"in", "--in-place", "--quality", "60"}},
    {"into a folder", {"in", "-o", "web"}},
    {"into a folder, copying", {"in", "-o", "web", "--format", "png", "--max-bytes", "1"}},
    {"converted", {"in", "-o", "web", "--format", "webp"}},
    {"converted in place", {"in", "--in-place", "--format", "webp", "--remove-source"}},
    {"beside the source", {"in", "--same-folder", "--suffix", ".min"}},
    {"renditions", {"in", "-o", "web", "--widths", "40,80", "--formats", "webp,original"}}};

TEST_CASE("what a run has done the next one does not do again, whatever is done") {
  for (const LedgerWay& way : kWays) {
    CAPTURE(way.name);
    const TempFolder temp;
    write_photos(temp);
    const Reported first = run_with_state(temp, way.arguments);
    REQUIRE(first.report.footer.at("totals").at("kept") != first.report.files.size());
    const auto before = tree(temp.path());
    const Reported second = run_with_state(temp, way.arguments);
    CHECK(second.report.footer.at("totals").at("failed") ==
          first.report.footer.at("totals").at("failed"));
    if (first.ended.exit_code == 0) {
      CHECK(count_with(second, "kept", "up_to_date") + count_with(second, "ignored", "own_output") ==
            second.report.files.size());
      CHECK(pool_of(second).at("spawns") == 0);
      CHECK(tree(temp.path()) == before);
    }
  }
}

TEST_CASE("files that were checked out anew are known by their content") {
  for (const LedgerWay& way : kWays) {
    CAPTURE(way.name);
    const TempFolder temp;
    write_photos(temp);
    if (run_with_state(temp, way.arguments).ended.exit_code != 0) {
      continue;
    }
    check_out_anew(temp / "in");
    const auto before = tree(temp / "in");
    const Reported second = run_with_state(temp, way.arguments);
    CHECK(count_with(second, "kept", "up_to_date") + count_with(second, "ignored", "own_output") ==
          second.report.files.size());
    CHECK(tree(temp / "in") == before);
    CHECK(pool_of(second).at("spawns") != 0);
    const Reported third = run_with_state(temp, way.arguments);
    CHECK(pool_of(third).at("spawns") == 0);
  }
}

TEST_CASE("a file that was changed, moved away or lost its output is done anew, and no other") {
  const TempFolder temp;
  write_photos(temp);
  const Arguments arguments{"in", "-o", "web"};
  run_with_state(temp, arguments);
  temp.write("in/0/0.jpg", photo(200));
  std::filesystem::rename(temp / "in/1/1.jpg", temp / "in/1/moved.jpg");
  std::filesystem::remove(temp / "web/2/2.jpg");
  temp.write("web/0/3.jpg", "somebody's");
  const Reported again = run_with_state(temp, arguments);
  for (const char* name : {"in/0/0.jpg", "in/1/moved.jpg", "in/2/2.jpg", "in/0/3.jpg"}) {
    CHECK(again.report.of(name).at("status") == "saved");
  }
  CHECK(count_with(again, "kept", "up_to_date") == again.report.files.size() - 4);
}

TEST_CASE("changed settings do anew what they reach, and no more") {
  const TempFolder temp;
  write_photos(temp);
  run_with_state(temp, {"in", "-o", "web", "--quality", "80"});
  const Reported lower = run_with_state(temp, {"in", "-o", "web", "--quality", "40"});
  CHECK(count_with(lower, "kept", "up_to_date") == 0);
  const Reported other = run_with_state(
      temp, {"in", "-o", "web", "--quality", "40", "--webp-quality", "70", "--processes", "1"});
  check_all_up_to_date(other);
  const Reported png = run_with_state(
      temp, {"in", "-o", "web", "--quality", "40", "--png-quality", "90"});
  CHECK(png.report.of("in/drawing.png").at("reason") != "up_to_date");
  CHECK(count_with(png, "kept", "up_to_date") == png.report.files.size() - 1);
}

TEST_CASE("a lossy output in place is a source again for less, and never for more") {
  for (const char* format : {"jpeg", "webp", "avif"}) {
    CAPTURE(format);
    const TempFolder temp;
    write_photos(temp);
    const Arguments in_place{"in", "--in-place", "--format", format, "--remove-source"};
    const auto at = [&](const char* quality, const Arguments& more = {}) {
      Arguments arguments = in_place;
      arguments.insert(arguments.end(), {"--quality", quality});
      arguments.insert(arguments.end(), more.begin(), more.end());
      return run_with_state(temp, arguments);
    };
    at("60");
    const auto once = tree(temp / "in");
    const Reported higher = at("80");
    CHECK(count_with(higher, "saved", "") == 0);
    CHECK(count_with(higher, "kept", "lossy_source") == higher.report.files.size());
    check_out_anew(temp / "in");
    CHECK(count_with(at("70"), "saved", "") == 0);
    CHECK(count_with(at("60", {"--long-edge", "4000"}), "saved", "") == 0);
    for (const auto& [name, facts] : tree(temp / "in")) {
      CHECK(facts.bytes == once.at(name).bytes);
    }
    CHECK(count_with(at("60", {"--long-edge", "90"}), "saved", "") > 0);
    CHECK(count_with(at("30", {"--long-edge", "90"}), "saved", "") > 0);
  }
}

TEST_CASE("a lossy output is no source of another, and is copied where a folder is to be complete") {
  const TempFolder temp;
  write_photos(temp);
  run_with_state(temp, {"in", "-o", "web", "--format", "webp", "--quality", "60"});
  const Reported again =
      run_with_state(temp, {"web", "-o", "more", "--format", "jpeg", "--quality", "80"});
  CHECK(count_with(again, "copied", "lossy_source") == again.report.files.size());
  CHECK(names_in(temp / "more") == names_in(temp / "web"));
  CHECK(count_with(run_with_state(temp, {"web", "-o", "less", "--quality", "30"}), "saved", "") > 0);
}

TEST_CASE("a run that was killed is gone on with, and what it has done stays done") {
  for (const Arguments& arguments :
       {Arguments{"in", "--in-place", "--quality", "50"}, Arguments{"in", "-o", "web"}}) {
    const TempFolder temp;
    write_photos(temp, 60);
    Command how = inside(temp);
    how.program = PIXHERD_BINARY;
    how.arguments = with_state(arguments);
    how.arguments.insert(how.arguments.end(), {"--json", "--processes", "1"});
    std::size_t told = 0;
    {
      Running running(how);
      REQUIRE(running.read_until([&] {
        told = static_cast<std::size_t>(std::count(running.so_far().out.begin(),
                                                   running.so_far().out.end(), '\n'));
        return told >= 20;
      }));
      running.send(SIGKILL);
      running.wait();
    }
    Arguments resumed = arguments;
    resumed.push_back("--resume");
    const Reported rest = run_with_state(temp, resumed);
    CHECK(rest.ended.exit_code == 0);
    CHECK(count_with(rest, "kept", "up_to_date") >= told - 1);
    CHECK(count_with(rest, "saved", "") > 0);
    check_all_up_to_date(run_with_state(temp, arguments));
  }
}

TEST_CASE("failures are tried again, taken as ended by --resume, and all that --retry-failed does") {
  const TempFolder temp;
  write_photos(temp);
  temp.write("in/bad.jpg", std::string(read_file(temp / "in/0/0.jpg")).substr(0, 2000));
  const Arguments arguments{"in", "-o", "web"};
  CHECK(run_with_state(temp, arguments).ended.exit_code == 1);
  const std::string error = "damaged";

  const Reported resumed = run_with_state(temp, {"in", "-o", "web", "--resume"});
  CHECK(resumed.ended.exit_code == 1);
  CHECK(resumed.report.of("in/bad.jpg").at("error").at("code") == error);
  CHECK(pool_of(resumed).at("spawns") == 0);

  const Reported again = run_with_state(temp, arguments);
  CHECK(again.ended.exit_code == 1);
  CHECK(pool_of(again).at("spawns") != 0);

  temp.write("in/new.jpg", photo(210));
  const Reported retried = run_with_state(temp, {"in", "-o", "web", "--retry-failed"});
  CHECK(retried.ended.exit_code == 1);
  CHECK(retried.report.of("in/bad.jpg").at("status") == "failed");
  CHECK(retried.report.of("in/new.jpg").at("reason").at("code") == "not_failed");
  CHECK(count_with(retried, "kept", "up_to_date") == 7);
  CHECK_FALSE(std::filesystem::exists(temp / "web/new.jpg"));

  temp.write("in/bad.jpg", photo(220));
  const Reported mended = run_with_state(temp, {"in", "-o", "web", "--retry-failed"});
  CHECK(mended.ended.exit_code == 0);
  CHECK(mended.report.of("in/bad.jpg").at("status") == "saved");
}

TEST_CASE("what was skipped for what it is stays skipped, with its reason") {
  const TempFolder temp;
  write_photos(temp);
  temp.write("in/animated.png", sample::animated_png());
  const Arguments arguments{"in", "--in-place"};
  const Reported first = run_with_state(temp, arguments);
  const Reported second = run_with_state(temp, arguments);
  CHECK(pool_of(second).at("spawns") == 0);
  CHECK(second.report.of("in/animated.png").at("status") == "skipped");
  CHECK(second.report.of("in/animated.png").at("reason") ==
        first.report.of("in/animated.png").at("reason"));
}

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
  for (const Arguments& arguments :
       {Arguments{"in", "--in-place"}, Arguments{"in", "-o", "web"}}) {
    run_with_state(temp, arguments);
    Command how = inside(temp);
    how.program = "/usr/bin/strace";
    const std::string trace = (temp / "trace").string();
    Arguments all{"-f", "-y", "-o", trace, "-e",
                  "trace=openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,linkat,"
                  "unlinkat,write,pwrite64,ftruncate,utimensat,fsync,fdatasync,syncfs",
                  PIXHERD_BINARY};
    const Arguments own = with_state(arguments);
    all.insert(all.end(), own.begin(), own.end());
    CHECK(run_pixherd(all, how).exit_code == 0);
    const std::string calls = read_file(trace);
    CHECK(calls.find("state/ledger") != std::string::npos);
    for (const char* never : {".jpg", ".png", "rename", "unlink", "sync", "pixherd-"}) {
      CAPTURE(never, calls);
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

TEST_CASE("where the ledger cannot be written the images are done, and one warning says so") {
  const TempFolder temp;
  write_photos(temp);
  std::filesystem::create_directory(temp / "state");
  std::filesystem::create_symlink("/dev/full", temp / "state/first.ledger");
  std::filesystem::remove(temp / "state/first.ledger");
  Command how = inside(temp);
  how.program = "/bin/sh";
  // Twelve blocks of 512 bytes are enough for the images, which are smaller, and not for a ledger
  // that holds them already.
  temp.write("state/ledger", std::string(std::size_t{12} * 1024, 'x'));
  how.arguments = {"-c",
                   "trap '' XFSZ; ulimit -f 12; exec " PIXHERD_BINARY
                   " in -o web --json --state state"};
  const Ended ended = Running(how).wait();
  const Report report = parse_report(ended.out);
  CHECK(ended.exit_code == 0);
  CHECK(report.footer.at("totals").at("saved") == 6);
  CHECK(ended.err.find("--state") != std::string::npos);
  CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
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
