// SPDX-License-Identifier: Apache-2.0
// Temporaries of killed runs, in folders where a run has nothing to open.
#include <fcntl.h>
#include <sys/file.h>

#include "pixherd/base/fd.hpp"
#include "pixherd/files/temporary_name.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

constexpr pid_t kNobody = 999'999'999;  // more than any process has

std::string left_by_nobody(std::optional<TemporaryName::Exchange> exchange = std::nullopt) {
  return TemporaryName{kNobody, "0123456789abcdef", exchange}.text();
}

TEST_CASE("a folder in place that holds no image any more is swept") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  temp.write("in/empty/notes.txt", "words");
  const auto left = temp.write("in/empty/" + left_by_nobody(), "half a picture");
  report_of({"in", "--in-place"}, inside(temp));
  CHECK_FALSE(std::filesystem::exists(left));
}

TEST_CASE("folders where all is up to date are swept, in whichever way their files were found") {
  struct Found {
    Arguments arguments;
    std::string folder;
  };
  const std::vector<Found> ways{{{"in", "-o", "web"}, "web/deep"},
                                {{"in/deep/photo.jpg", "-o", "web"}, "web"},
                                {{"in", "-o", "web", "--widths", "40"}, "web/deep"},
                                {{"in", "--same-folder", "--suffix", ".min"}, "in/deep"},
                                {{"in/deep/photo.jpg", "--in-place"}, "in/deep"},
                                {{"--files-from", "list", "--in-place"}, "in/deep"},
                                {{"in", "--in-place"}, "in/deep"}};
  for (const Found& way : ways) {
    CAPTURE(way.arguments);
    const TempFolder temp;
    temp.write("in/deep/photo.jpg", photo());
    temp.write("list", "in/deep/photo.jpg\n");
    run_with_state(temp, way.arguments);
    const auto left = temp.write(way.folder + "/" + left_by_nobody(), "half a picture");
    for (const char* look : {"--dry-run", "--check", "--plan"}) {
      Arguments arguments = with_state(way.arguments);
      arguments.emplace_back(look);
      run_pixherd(arguments, inside(temp));
      CHECK(std::filesystem::exists(left));
    }
    const Reported again = run_with_state(temp, way.arguments);
    CHECK(pool_of(again).at("spawns") == 0);
    CHECK_FALSE(std::filesystem::exists(left));
  }
}

TEST_CASE("outputs that stay since they are there keep no temporary beside them") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  temp.write("web/photo.jpg", "there already");
  const auto left = temp.write("web/" + left_by_nobody(), "half a picture");
  report_of({"in", "-o", "web", "--overwrite", "never"}, inside(temp));
  CHECK_FALSE(std::filesystem::exists(left));
}

TEST_CASE("a run into a folder tidies nothing up among its inputs") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  const auto left = temp.write("in/" + left_by_nobody(), "somebody else's matter");
  report_of({"in", "-o", "web"}, inside(temp));
  CHECK(std::filesystem::exists(left));
}

TEST_CASE("what a living run holds in a folder without images stays") {
  const TempFolder temp;
  const auto held = temp.write("in/" + left_by_nobody(), "half a picture");
  const Fd holder(::open(held.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(holder.get(), LOCK_EX | LOCK_NB) == 0);
  report_of({"in", "--in-place"}, inside(temp));
  CHECK(std::filesystem::exists(held));
}

TEST_CASE("somebody's newer file that a killed run displaced is told of, with images or without") {
  const std::string name = left_by_nobody(TemporaryName::Exchange{{1, 1, 1}, {2, 2, 2}});
  const TempFolder temp;
  temp.write("in/a/photo.jpg", photo());
  for (const char* folder : {"in/a/", "in/b/"}) {
    temp.write(folder + name, "somebody's newer version");
  }
  const Reported done = report_of({"in", "--in-place"}, inside(temp));
  CHECK(done.report.of("in/a/photo.jpg").at("notes").dump().find(name) != std::string::npos);
  const Json& warnings = done.report.footer.at("warnings");
  CHECK(warnings.size() == 1);
  CHECK(warnings.dump().find("in/b/" + name) != std::string::npos);
  CHECK(std::filesystem::exists(temp / ("in/a/" + name)));
  CHECK(std::filesystem::exists(temp / ("in/b/" + name)));
}

TEST_CASE("it is told of where the first file of its folder is tried twice, too") {
  const std::string name = left_by_nobody(TemporaryName::Exchange{{1, 1, 1}, {2, 2, 2}});
  const TempFolder temp;
  temp.write("in/victim.jpg", photo());
  temp.write("in/" + name, "somebody's newer version");
  Command how = inside(temp);
  how.program = PIXHERD_FAULTY_BINARY;
  how.environment["PIXHERD_FAULT"] = "SEGV:" + std::to_string(photo().size());
  const Reported done = report_of({"in", "--in-place"}, how);
  CHECK(done.report.of("in/victim.jpg").at("error").at("code") == "worker_died");
  CHECK(done.report.of("in/victim.jpg").at("notes").dump().find(name) != std::string::npos);
}

}  // namespace
}  // namespace pixherd
