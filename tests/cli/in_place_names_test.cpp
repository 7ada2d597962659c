// SPDX-License-Identifier: Apache-2.0
// In place: names that must not be replaced, and names that change.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

std::string reason_for(const Reported& done, const std::string& path) {
  const Json& record = done.report.of(path);
  CHECK(record.at("status") == "skipped");
  return record.at("reason").at("code");
}

TEST_CASE("in place a file of two names is skipped under both") {
  const TempFolder temp;
  const auto one = temp.write("in/one.jpg", photo());
  std::filesystem::create_hard_link(one, temp / "in/two.jpg");
  const auto before = tree(temp / "in");
  const Reported done = report_of({"--in-place", "in"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(reason_for(done, "in/one.jpg") == "hard_link");
  CHECK(reason_for(done, "in/two.jpg") == "hard_link");
  CHECK(tree(temp / "in") == before);
}

TEST_CASE("in place a file that another run has in hand is skipped") {
  const TempFolder temp;
  const auto held = temp.write("in/held.jpg", photo());
  temp.write("in/free.jpg", photo());
  const Fd other(::open(held.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  const Reported done = report_of({"--in-place", "in"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(reason_for(done, "in/held.jpg") == "busy");
  CHECK(done.report.of("in/free.jpg").at("status") == "saved");

  // Who only looks waits for nobody, and keeps nobody from it.
  const Reported looked = report_of({"--in-place", "in", "--dry-run"}, inside(temp));
  CHECK(looked.report.of("in/held.jpg").at("status") == "would_save");
}

TEST_CASE("in place a named link is skipped, link and target as they were") {
  const TempFolder temp;
  temp.write("real.jpg", photo());
  std::filesystem::create_symlink("real.jpg", temp / "link.jpg");
  const auto before = tree(temp.path());
  const Reported done = report_of({"--in-place", "link.jpg"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(reason_for(done, "link.jpg") == "symbolic_link");
  CHECK(std::filesystem::is_symlink(temp / "link.jpg"));
  CHECK(tree(temp.path()) == before);
}

TEST_CASE("in place a link and its target, both named, are one replaced file and one link") {
  const TempFolder temp;
  temp.write("real.jpg", photo());
  std::filesystem::create_symlink("real.jpg", temp / "link.jpg");
  Arguments order{"--in-place", "real.jpg", "link.jpg"};
  SECTION("the file first") {}
  SECTION("the link first") { std::swap(order[1], order[2]); }
  const Reported done = report_of(order, inside(temp));
  CHECK(done.report.of("real.jpg").at("status") == "saved");
  CHECK(reason_for(done, "link.jpg") == "symbolic_link");
  CHECK(std::filesystem::is_symlink(temp / "link.jpg"));
}

TEST_CASE("in place a file whose name promises another format is skipped") {
  const TempFolder temp;
  need_engine();
  temp.write("in/photo.png", photo());
  const auto before = tree(temp / "in");
  const Reported done = report_of({"--in-place", "in"}, inside(temp));
  CHECK(reason_for(done, "in/photo.png") == "wrong_extension");
  CHECK(done.report.of("in/photo.png").at("reason").at("message").get<std::string>().find("JPEG") !=
        std::string::npos);
  CHECK(tree(temp / "in") == before);
}

TEST_CASE("a conversion in place needs the word that sources are to go") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  const auto before = tree(temp / "in");
  const Ended ended = run_pixherd({"--in-place", "in", "--format", "webp"}, inside(temp));
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.find("--remove-source") != std::string::npos);
  CHECK(tree(temp / "in") == before);
  CHECK(run_pixherd({"--in-place", "in", "--remove-source"}, inside(temp)).exit_code == 2);
  CHECK(run_pixherd({"in", "-o", "web", "--format", "webp", "--remove-source"}, inside(temp))
            .exit_code == 2);
  CHECK(tree(temp / "in") == before);
}

TEST_CASE("a conversion in place takes the source's place") {
  const TempFolder temp;
  for (int i = 0; i < 200; ++i) {
    temp.write("in/" + std::to_string(i % 3) + "/" + std::to_string(i) + ".jpg", photo());
  }
  const Reported done =
      report_of({"--in-place", "in", "--format", "webp", "--remove-source"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("in/0/0.jpg").at("status") == "saved");
  CHECK(done.report.of("in/0/0.jpg").at("optimized_path") == "in/0/0.webp");
  const std::vector<std::string> names = names_in(temp / "in");
  CHECK(names.size() == 200);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(name.ends_with(".webp"));
    CHECK(facts_of(temp / ("in/" + name)).format == ImageFormat::webp);
  }
}

TEST_CASE("a conversion in place never writes over a file that is there") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  temp.write("in/photo.webp", "no image, but somebody's");
  const auto before = tree(temp / "in");
  const Reported done = report_of(
      {"--in-place", "in/photo.jpg", "--format", "webp", "--remove-source"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.of("in/photo.jpg").at("error").at("code") == "write_failed");
  CHECK(tree(temp / "in") == before);
}

TEST_CASE("transparency is not lost to a conversion in place") {
  const TempFolder temp;
  need_engine();
  temp.write("glass.png", sample::image(ImageFormat::png, {.alpha = true}));
  const auto before = tree(temp.path());
  const Reported done =
      report_of({"--in-place", "glass.png", "--format", "jpeg", "--remove-source"}, inside(temp));
  CHECK(reason_for(done, "glass.png") == "alpha_lost");
  CHECK(tree(temp.path()) == before);
}

}  // namespace
}  // namespace pixherd
