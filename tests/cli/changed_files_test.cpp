// SPDX-License-Identifier: Apache-2.0
// What git lists of a change, through a pipe.
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/needed_program.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

Ended in_shell(const TempFolder& temp, const std::string& script) {
  Command how = inside(temp);
  how.program = "/bin/sh";
  how.environment["PATH"] =
      std::filesystem::path(PIXHERD_BINARY).parent_path().string() + ":/usr/bin:/bin";
  how.environment["HOME"] = temp.path().string();
  how.arguments = {"-ec",
                   "git() { command git -c user.name=me -c user.email=me@here "
                   "-c init.defaultBranch=main \"$@\"; }\n" +
                       script};
  return run(how);
}

std::string check_of_change(const std::string& more) {
  return "git diff --name-only -z --diff-filter=d HEAD~1 -- | pixherd --check --files0-from - " +
         more;
}

TEST_CASE("a check takes what git lists of a change, README and all") {
  if (!has_program("git")) {
    WARN("SKIPPED: needs git");
    return;
  }
  const TempFolder temp;
  need_engine();
  const sample::Bytes png = sample::image(ImageFormat::png);
  temp.write("old large.png", png);
  temp.write("gone.png", png);
  REQUIRE(in_shell(temp, "git init -q; git add -A; git commit -qm one").exit_code == 0);
  std::filesystem::remove(temp / "gone.png");
  temp.write("read.md", "words");

  SECTION("nothing of it is an image") {
    REQUIRE(in_shell(temp, "git add -A; git commit -qm two").exit_code == 0);
    for (const char* more : {"", "--include '*.png'"}) {
      const Ended ended = in_shell(temp, check_of_change(more));
      CAPTURE(ended.err);
      CHECK(ended.exit_code == 0);
      CHECK(ended.err == "");
    }
  }
  SECTION("an image with an odd name would get smaller") {
    temp.write("new\nlarge.png", png);
    temp.write("photo.jpg", "version https://git-lfs.github.com/spec/v1\n");
    REQUIRE(in_shell(temp, "git add -A; git commit -qm two").exit_code == 0);
    const Ended all = in_shell(temp, check_of_change(""));
    CHECK(all.exit_code == 1);
    CHECK(contains(all.err, "new\\x0alarge.png: would get smaller"));
    CHECK(contains(all.err, "failed: photo.jpg"));
    CHECK_FALSE(contains(all.err, "old large.png"));
    CHECK_FALSE(contains(all.err, "gone.png"));
    const Ended some = in_shell(temp, check_of_change("--include '*.png'"));
    CHECK(some.exit_code == 1);
    CHECK_FALSE(contains(some.err, "photo.jpg"));
  }
}

}  // namespace
}  // namespace pixherd
