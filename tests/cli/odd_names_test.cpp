// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/text.hpp"
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Names that are UTF-8, and stand in JSON as they are.
std::vector<std::string> odd_names() {
  return {" leading and trailing ",      "with space.jpg",  "-dash.jpg",
          "--processes=0.jpg",           "new\nline.jpg",   "tab\t.jpg",
          "quote\"and'other.jpg",        "back\\slash.jpg", "esc\x1b[31m.jpg",
          "\xF0\x9F\x90\x91.jpg",        "a.b.c.JPG",       "$(touch x);*?.jpg",
          std::string(251, 'n') + ".jpg"};
}

TEST_CASE("odd names are walked, written and reported as they are") {
  const TempFolder temp;
  for (const std::string& name : odd_names()) {
    temp.write("in/" + name, photo());
  }
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "web") == names_in(temp / "in"));
  for (const std::string& name : odd_names()) {
    CHECK(done.report.of("in/" + name).at("optimized_path") == "web/" + name);
    CHECK_FALSE(done.report.of("in/" + name).contains("original_path_base64"));
  }
}

TEST_CASE("odd names are replaced in place") {
  const TempFolder temp;
  for (const std::string& name : odd_names()) {
    temp.write("in/" + name, photo());
  }
  const auto before = names_in(temp / "in");
  const Reported done = report_of({"--in-place", "in"}, inside(temp));
  CHECK(done.report.footer.at("totals").at("saved") == odd_names().size());
  CHECK(names_in(temp / "in") == before);
}

TEST_CASE("odd names can be named themselves, behind -- where they begin with a dash") {
  const TempFolder temp;
  Arguments arguments{"-o", "web", "--"};
  for (const std::string& name : odd_names()) {
    temp.write(name, photo());
    arguments.push_back(name);
  }
  const Reported done = report_of(arguments, inside(temp));
  CHECK(done.report.footer.at("totals").at("saved") == odd_names().size());
  CHECK(names_in(temp / "web").size() == odd_names().size());
}

TEST_CASE("a name that is not UTF-8 has its bytes beside a readable form") {
  const TempFolder temp;
  const std::string name = "caf\xE9\xFF.jpg";
  temp.write("in/" + name, photo());
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  REQUIRE(done.report.files.size() == 1);
  const Json& record = done.report.files[0];
  CHECK(record.at("original_path") == "in/caf\\xe9\\xff.jpg");
  CHECK(record.at("original_path_base64") == base64("in/" + name));
  CHECK(record.at("optimized_path_base64") == base64("web/" + name));
  CHECK(record.at("outputs").at(0).at("path_base64") == base64("web/" + name));
  CHECK(std::filesystem::exists(temp / ("web/" + name)));
}

TEST_CASE("control characters of names never reach a terminal") {
  const TempFolder temp;
  temp.write("in/esc\x1b[2J\n.jpg", photo());
  temp.write("in/bad\x1b[2J\r.jpg", "nonsense");
  const Ended ended = run_pixherd({"in", "-o", "web", "-v"}, inside(temp));
  CHECK(ended.out.find('\x1b') == std::string::npos);
  CHECK(ended.err.find('\x1b') == std::string::npos);
  CHECK(ended.err.find('\r') == std::string::npos);
  CHECK(ended.out.find("in/esc\\x1b[2J\\x0a.jpg") != std::string::npos);
  CHECK(ended.err.find("in/bad\\x1b[2J\\x0d.jpg") != std::string::npos);
}

TEST_CASE("a name that becomes too long with its new extension fails alone") {
  const TempFolder temp;
  const std::string longest = std::string(251, 'n') + ".jpg";
  temp.write("in/" + longest, photo());
  temp.write("in/short.jpg", photo());
  const Reported done = report_of({"in", "-o", "web", "--format", "webp"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.of("in/" + longest).at("status") == "failed");
  CHECK(names_in(temp / "web") == std::vector<std::string>{"short.webp"});
}

TEST_CASE("deep trees are walked to their end") {
  const TempFolder temp;
  std::string folder = "in";
  for (int i = 0; i < 60; ++i) {
    folder += "/" + std::string(50, 'd');
  }
  temp.write(folder + "/photo.jpg", photo());
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.report.footer.at("totals").at("saved") == 1);
  CHECK(names_in(temp / "web").size() == 1);
}

}  // namespace
}  // namespace pixherd
