// SPDX-License-Identifier: Apache-2.0
// Names and trees as long as the system lets them be, and longer than any path may be.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// Goes down so many folders of that name from `folder`, making them, and returns the last.
Fd make_deep(const std::filesystem::path& folder, const std::string& name, int depth) {
  Fd at(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int i = 0; i < depth; ++i) {
    REQUIRE(::mkdirat(at.get(), name.c_str(), 0777) == 0);
    at = Fd(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    REQUIRE(at);
  }
  return at;
}

void write_in(const Fd& folder, const char* name, const sample::Bytes& bytes) {
  const Fd fd(::openat(folder.get(), name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  REQUIRE(fd);
  REQUIRE(write_all(fd.get(), bytes).ok());
}

std::int64_t size_in(const Fd& folder, const char* name) {
  struct stat facts {};
  return ::fstatat(folder.get(), name, &facts, 0) == 0 ? std::int64_t{facts.st_size} : -1;
}

TEST_CASE("a name of 255 bytes is replaced, written and converted") {
  for (const Way way : {Way::in_place, Way::into_folder}) {
    CAPTURE(name_of(way));
    const TempFolder temp;
    temp.write("in/" + std::string(251, 'n') + ".jpg", photo());
    const FileTree before = tree(temp.path());
    const Ended ended = run(command_for(temp, way));
    check_tree(before, tree(temp.path()), {way, ended});
    CHECK(parse_report(ended.out).footer.at("totals").at("saved") == 1);
  }
}

/// An image below so many folders of that name; done like any other.
void check_deep(const std::string& name, int depth) {
  const TempFolder temp;
  temp.write("in/here.jpg", photo());
  const Fd deep = make_deep(temp / "in", name, depth);
  write_in(deep, "deep.jpg", photo());
  const Ended ended = run(command_for(temp, Way::in_place));
  CAPTURE(ended.out, ended.err);
  CHECK(ended.exit_code == 0);
  const Report report = parse_report(ended.out);
  check_adds_up(report, ended);
  CHECK(report.footer.at("totals").at("saved") == 2);
  const std::int64_t size = size_in(deep, "deep.jpg");
  CHECK((size > 0 && size < static_cast<std::int64_t>(photo().size())));
}

TEST_CASE("images at the end of paths longer than any path may be are replaced") {
  check_deep(std::string(200, 'd'), 40);
}

TEST_CASE("a tree of three thousand folders in each other is walked to its end") {
  check_deep("d", 3000);
}

}  // namespace
}  // namespace pixherd
