// SPDX-License-Identifier: Apache-2.0
// One folder under two paths: what stands in it is never replaced as if it were another's.
#include <fmt/format.h>
#include <sys/syscall.h>

#include "check_tree.hpp"
#include "injection.hpp"
#include "mounted.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr std::chrono::milliseconds kHeldUpBeforeWork{3000};

Mounted bound(const TempFolder& temp, const std::string& what, const std::string& where) {
  return Mounted("none", "bind", (temp / what).string(), temp / where);
}

void check_refused(const TempFolder& temp, const Arguments& arguments, const std::string& named) {
  const FileTree before = tree(temp.path());
  const Ended ended = run_pixherd(arguments, inside(temp));
  CAPTURE(arguments, ended.out, ended.err);
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.find(named) != std::string::npos);
  CHECK((tree(temp.path()) == before));
}

/// A run that is held up once it has been planned, so that `meanwhile` comes too late for that.
Ended run_while(const TempFolder& temp, const Arguments& arguments,
                const std::function<void()>& meanwhile) {
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.arguments = arguments;
  Running run(held_up("signalfd4", kHeldUpBeforeWork, command));
  REQUIRE(becomes_true([&] { return is_held_up_in(SYS_signalfd4, run.pid()); }, kHeldUpBeforeWork));
  meanwhile();
  return run.wait();
}

TEST_CASE("an output folder that is the inputs' own by another path is refused") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/2024/b.jpg", photo(150));
  temp.write("list", "in/a.jpg\nin/2024/b.jpg\n");
  temp.write("tasks", R"({"input":"in/a.jpg","output":"out/a.jpg"})");
  const Mounted out = bound(temp, "in", "out");
  check_refused(temp, {"in/a.jpg", "-o", "out"}, "in/a.jpg");
  check_refused(temp, {"in/2024", "-o", "out", "--root", "in"}, "in/2024/b.jpg");
  check_refused(temp, {"in/2024/b.jpg", "-o", "out/2024"}, "in/2024/b.jpg");
  check_refused(temp, {"--files-from", "list", "--root", "in", "-o", "out"}, "a.jpg");
  check_refused(temp, {"--tasks", "tasks"}, "in/a.jpg");
  check_refused(temp, {"in/a.jpg", "-o", "out", "--plan"}, "in/a.jpg");
}

TEST_CASE("a copy in the place of its own source by another path is not made") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  need_engine();
  temp.write("in/moving.jpg", sample::animated_png());
  const Mounted out = bound(temp, "in", "out");
  const FileTree before = tree(temp.path());
  const Reported done = report_of({"in/moving.jpg", "-o", "out", "--format", "png"}, inside(temp));
  CHECK(done.report.of("in/moving.jpg").at("status") == "skipped");
  CHECK((tree(temp.path()) == before));
}

TEST_CASE("a hard link to an input is replaced like any other file") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  std::filesystem::create_directory(temp / "web");
  std::filesystem::create_hard_link(temp / "in/a.jpg", temp / "web/a.jpg");
  const FileFacts original = tree(temp / "in").at("a.jpg");
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.report.of("in/a.jpg").at("status") == "saved");
  CHECK((tree(temp / "in").at("a.jpg") == original));
  CHECK(read_file(temp / "web/a.jpg") != original.bytes);
}

TEST_CASE("an original that turns up in the output's place after planning stays") {
  if (lacks(Need::root) || lacks(Need::strace)) {
    return;
  }
  use_own_mounts();
  for (const std::string rule : {"all", "bigger"}) {
    const TempFolder temp;
    temp.write("in/sub/a.jpg", photo());
    temp.write("in/other/a.jpg", photo(100));
    std::filesystem::create_directories(temp / "web/sub");
    std::filesystem::create_directories(temp / "web/other");
    const auto before = snapshot(temp / "in");
    std::optional<Mounted> own;
    std::optional<Mounted> others;
    // Each output's place is that of an input: of its own source, and of the other one.
    const Ended ended = run_while(temp, {"in", "-o", "web", "--json", "--overwrite", rule}, [&] {
      own.emplace("none", "bind", (temp / "in/sub").string(), temp / "web/sub");
      others.emplace("none", "bind", (temp / "in/sub").string(), temp / "web/other");
    });
    CAPTURE(rule, ended.out, ended.err);
    CHECK(ended.exit_code == 1);
    CHECK(snapshot(temp / "in") == before);
    const Report report = parse_report(ended.out);
    for (const char* name : {"in/sub/a.jpg", "in/other/a.jpg"}) {
      CHECK(report.of(name).at("error").at("code") == "write_failed");
    }
  }
}

TEST_CASE("of two outputs that become one file the second fails") {
  if (lacks(Need::root) || lacks(Need::strace)) {
    return;
  }
  use_own_mounts();
  const TempFolder temp;
  temp.write("in/one/a.jpg", photo());
  temp.write("in/two/a.jpg", photo(170));
  std::filesystem::create_directories(temp / "web/one");
  std::filesystem::create_directories(temp / "web/two");
  std::optional<Mounted> same;
  const Ended ended = run_while(temp, {"in", "-o", "web", "--json", "--processes", "1"}, [&] {
    same.emplace("none", "bind", (temp / "web/one").string(), temp / "web/two");
  });
  CAPTURE(ended.out, ended.err);
  CHECK(ended.exit_code == 1);
  const Report report = parse_report(ended.out);
  CHECK(report.footer.at("totals").at("saved") == 1);
  CHECK(report.footer.at("totals").at("failed") == 1);
  CHECK(names_in(temp / "web/one") == std::vector<std::string>{"a.jpg"});
}

}  // namespace
}  // namespace pixherd
