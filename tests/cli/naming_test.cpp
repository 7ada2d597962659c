// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

using Names = std::vector<std::string>;

/// Exit 2, a message with each of `named`, nothing touched or made.
void check_stopped_before(const TempFolder& temp, const Arguments& arguments, const Names& named) {
  const auto before = tree(temp.path());
  const Ended ended = run_pixherd(arguments, inside(temp));
  CAPTURE(arguments, ended.err);
  CHECK(ended.exit_code == 2);
  for (const std::string& name : named) {
    CHECK(ended.err.find(name) != std::string::npos);
  }
  CHECK(tree(temp.path()) == before);
}

TEST_CASE("a suffix goes before the extension, of copies too") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.JPG", photo());
  temp.write("in/sub/b.c.png", sample::image(ImageFormat::png));
  temp.write("in/plain", photo());
  temp.write("in/moving.png", sample::animated_png());
  report_of({"in", "-o", "web", "--suffix", "-small"}, inside(temp));
  CHECK(names_in(temp / "web") ==
        Names{"a-small.JPG", "moving-small.png", "plain-small", "sub/b.c-small.png"});
  temp.write("in/misnamed.gif", sample::animated_png());
  report_of({"in", "-o", "conv", "--suffix", "@2x", "--format", "png"}, inside(temp));
  CHECK(names_in(temp / "conv") ==
        Names{"a@2x.png", "misnamed@2x.gif", "moving@2x.png", "plain@2x.png", "sub/b.c@2x.png"});
}

TEST_CASE("outputs stand beside their sources, which stay, and are no inputs of the next run") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/sub/b.jpg", photo(150));
  temp.write("in/lonely-small.jpg", photo(140));
  const auto before = tree(temp / "in");
  const Arguments arguments{"in", "--same-folder", "--suffix", "-small"};
  const Names all{"a-small.jpg",      "a.jpg",           "lonely-small-small.jpg",
                  "lonely-small.jpg", "sub/b-small.jpg", "sub/b.jpg"};
  const Reported first = report_of(arguments, inside(temp));
  CHECK(first.report.footer.at("totals").at("saved") == 3);
  CHECK(names_in(temp / "in") == all);
  const Reported second = report_of(arguments, inside(temp));
  CHECK(names_in(temp / "in") == all);
  CHECK(second.report.footer.at("totals").at("skipped") == 3);
  CHECK(second.report.footer.at("totals").at("ignored") == 3);
  CHECK(second.report.of("in/a-small.jpg").at("reason").at("code") == "own_output");
  for (const auto& [name, facts] : before) {
    CAPTURE(name);
    CHECK(tree(temp / "in").at(name) == facts);
  }
}

TEST_CASE("an earlier output of another format is known by what it was made of") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.JPEG", photo());
  temp.write("in/b-small.webp", sample::lossy_webp());
  const Arguments arguments{"in", "--same-folder", "--suffix", "-small", "--format", "webp"};
  report_of(arguments, inside(temp));
  const Names all{"a-small.webp", "a.JPEG", "b-small-small.webp", "b-small.webp"};
  CHECK(names_in(temp / "in") == all);
  report_of(arguments, inside(temp));
  CHECK(names_in(temp / "in") == all);
  Command how = inside(temp);
  how.input = "in/a.JPEG\nin/a-small.webp\n";
  const Reported listed = report_of(
      {"--files-from", "-", "--same-folder", "--suffix", "-small", "--format", "webp"}, how);
  CHECK(listed.report.of("in/a-small.webp").at("reason").at("code") == "own_output");
}

TEST_CASE("beside its source nothing is put over another") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.jpg", photo());
  temp.write("in/a.webp", sample::lossy_webp());
  SECTION("whether that one is worked on, or stays") {
    for (const std::string rule : {"all", "bigger"}) {
      check_stopped_before(temp, {"in", "--same-folder", "--format", "webp", "--overwrite", rule},
                           {"a.jpg", "a.webp"});
    }
  }
  SECTION("where the output was named as an input") {
    temp.write("in/a-small.jpg", photo(150));
    check_stopped_before(temp,
                         {"in/a.jpg", "in/a-small.jpg", "--same-folder", "--suffix", "-small"},
                         {"a.jpg", "a-small.jpg"});
  }
  SECTION("unless what is there stays in any case") {
    const std::string there = read_file(temp / "in/a.webp");
    const Reported done = report_of(
        {"in", "--same-folder", "--format", "webp", "--overwrite", "never"}, inside(temp));
    CHECK(done.report.of("in/a.jpg").at("reason").at("code") == "output_exists");
    CHECK(done.report.of("in/a.webp").at("reason").at("code") == "same_name");
    CHECK(read_file(temp / "in/a.webp") == there);
  }
}

TEST_CASE("what is not made smaller stays alone where its copy would be itself") {
  const TempFolder temp;
  need_engine();
  temp.write("in/moving.gif", sample::animated_png());
  const Reported done = report_of({"in", "--same-folder", "--format", "png"}, inside(temp));
  CHECK(done.report.of("in/moving.gif").at("status") == "skipped");
  CHECK(done.report.of("in/moving.gif").at("reason").at("code") == "animated_png");
  CHECK(names_in(temp / "in") == Names{"moving.gif"});
}

TEST_CASE(
    "option --flatten puts all outputs into one folder, or none where two would have one name") {
  const TempFolder temp;
  temp.write("in/x/a.jpg", photo());
  temp.write("in/y/b.jpg", photo(150));
  report_of({"in", "-o", "web", "--flatten"}, inside(temp));
  CHECK(names_in(temp / "web") == Names{"a.jpg", "b.jpg"});
  temp.write("in/z/a.jpg", photo(140));
  check_stopped_before(temp, {"in", "-o", "web", "--flatten"}, {"x/a.jpg", "z/a.jpg", "web/a.jpg"});
}

TEST_CASE("permissions are kept whole where that is asked") {
  const TempFolder temp;
  const auto mode_of = [&](const std::string& name) {
    struct stat facts {};
    REQUIRE(::stat((temp / name).c_str(), &facts) == 0);
    return facts.st_mode & 07777U;
  };
  ::chmod(temp.write("in/open.jpg", photo()).c_str(), 0666);
  ::chmod(temp.write("in/run.jpg", photo()).c_str(), 04711);
  Command how = inside(temp);
  how.umask = 077;
  REQUIRE(run_pixherd({"in", "-o", "web"}, how).exit_code == 0);
  CHECK(mode_of("web/open.jpg") == 0600);
  REQUIRE(run_pixherd({"in", "-o", "kept", "--preserve-permissions"}, how).exit_code == 0);
  CHECK(mode_of("kept/open.jpg") == 0666);
  CHECK(mode_of("kept/run.jpg") == 0711);
}

}  // namespace
}  // namespace pixherd
