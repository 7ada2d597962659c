// SPDX-License-Identifier: Apache-2.0
// The harness itself: harm that is done on purpose is found.
#include <array>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// A tree after an undisturbed run, to which something is then done.
class Scene {
 public:
  explicit Scene(Way way) {
    write_small_tree(temp_);
    before_ = tree(temp_.path());
    run_ = {.way = way, .ended = run(command_for(temp_, way))};
    REQUIRE(run_.ended.exit_code == 0);
    REQUIRE(find_harm(before_, tree(temp_.path()), run_).empty());
  }

  [[nodiscard]] const TempFolder& temp() const { return temp_; }
  HarmedRun& run_facts() { return run_; }

  /// True where what was done since is harm in the eyes of the harness.
  [[nodiscard]] bool is_harmed() const {
    return !find_harm(before_, tree(temp_.path()), run_).empty();
  }

 private:
  TempFolder temp_;
  FileTree before_;
  HarmedRun run_;
};

TEST_CASE("a file that is gone, cut short or of other bytes is harm") {
  for (const Way way : kEveryWay) {
    CAPTURE(name_of(way));
    const std::string name = way == Way::into_folder ? "web/jpg.jpg"
                             : way == Way::converted ? "in/jpg.webp"
                                                     : "in/jpg.jpg";
    const Scene gone(way);
    std::filesystem::remove(gone.temp() / name);
    CHECK(gone.is_harmed());

    const Scene cut(way);
    const auto path = cut.temp() / name;
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 40);
    CHECK(cut.is_harmed());

    const Scene empty(way);
    empty.temp().write(name, "");
    CHECK(empty.is_harmed());

    const Scene other(way);
    other.temp().write(name, photo(200));
    CHECK(other.is_harmed());
  }
}

TEST_CASE("what is nobody's business may not change, go or come") {
  for (const Way way : kEveryWay) {
    CAPTURE(name_of(way));
    const Scene changed(way);
    changed.temp().write("in/notes.txt", "other words");
    CHECK(changed.is_harmed());

    const Scene gone(way);
    std::filesystem::remove(gone.temp() / "outside/photo.jpg");
    CHECK(gone.is_harmed());

    const Scene made(way);
    made.temp().write("in/new.jpg", photo(96));
    CHECK(made.is_harmed());

    const Scene folder(way);
    std::filesystem::create_directory(folder.temp() / "in/new");
    CHECK(folder.is_harmed());
  }
}

TEST_CASE("a temporary may be left by a run that was killed, and by no other") {
  for (const Way way : kEveryWay) {
    CAPTURE(name_of(way));
    Scene scene(way);
    scene.temp().write("in/.pixherd-1-0123456789abcdef.tmp", "half a picture");
    CHECK(scene.is_harmed());
    scene.run_facts().unfinished = true;
    CHECK_FALSE(scene.is_harmed());
  }
}

TEST_CASE("records that say what is not so are harm") {
  Scene scene(Way::in_place);
  std::string& out = scene.run_facts().ended.out;
  const std::size_t at = out.find("\"saved\"");
  REQUIRE(at != std::string::npos);
  out.replace(at, 7, "\"kept\"");
  CHECK(scene.is_harmed());
}

TEST_CASE("a source that was changed by a run into a folder is harm") {
  const Scene scene(Way::into_folder);
  scene.temp().write("in/jpg.jpg", read_file(scene.temp() / "web/jpg.jpg"));
  CHECK(scene.is_harmed());
}

TEST_CASE("a report that was cut anywhere is read as far as it goes") {
  const TempFolder temp;
  write_small_tree(temp);
  const std::string out = run(command_for(temp, Way::in_place)).out;
  const Report whole = report_so_far(out);
  REQUIRE(whole.footer.is_object());
  for (std::size_t length = 0; length < out.size(); ++length) {
    const Report cut = report_so_far(out.substr(0, length));
    REQUIRE(cut.footer.is_null());
    REQUIRE(cut.files.size() <= whole.files.size());
  }
}

}  // namespace
}  // namespace pixherd
