// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void write_what_may_be_lost(const TempFolder& temp) {
  need_engine();
  temp.write("in/moving.png", sample::animated_png());
  temp.write("in/motion.jpg", sample::with_trailer(photo(), std::string(5000, 'v')));
  temp.write("in/plain.jpg", photo());
}

TEST_CASE("in place an allowed loss is done and noted, and every other still leaves a file alone") {
  for (const Arguments& how : {Arguments{}, Arguments{"--quality", "40"}}) {
    CAPTURE(how);
    const TempFolder temp;
    write_what_may_be_lost(temp);
    const auto before = tree(temp / "in");
    Arguments arguments{"--in-place", "in", "--allow-loss", "trailer"};
    arguments.insert(arguments.end(), how.begin(), how.end());
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.ended.exit_code == 0);
    const Json& motion = done.report.of("in/motion.jpg");
    CHECK(motion.at("status") == "saved");
    CHECK(motion.at("notes").dump().find("5000 bytes behind the end") != std::string::npos);
    CHECK(read_file(temp / "in/motion.jpg").find("vvvv") == std::string::npos);
    const Json& moving = done.report.of("in/moving.png");
    CHECK(moving.at("status") == "skipped");
    CHECK(moving.at("reason").at("code") == "animated_png");
    CHECK(tree(temp / "in").at("moving.png") == before.at("moving.png"));
    CHECK(done.report.of("in/plain.jpg").at("status") == "saved");
    CHECK(done.report.of("in/plain.jpg").at("notes").empty());
  }
}

TEST_CASE("without the option files in place come out as ever, and a record names the option") {
  const TempFolder temp;
  write_what_may_be_lost(temp);
  const auto before = tree(temp / "in");
  const Reported done = report_of({"--in-place", "in"}, inside(temp));
  CHECK(done.report.footer.at("totals").at("skipped") == 2);
  CHECK(tree(temp / "in").at("motion.jpg") == before.at("motion.jpg"));
  CHECK(tree(temp / "in").at("moving.png") == before.at("moving.png"));
  const std::string message = done.report.of("in/motion.jpg").at("reason").at("message");
  CHECK(message.find("--allow-loss=trailer") != std::string::npos);
}

TEST_CASE("a source whose conversion would lose something goes once that is allowed") {
  const TempFolder temp;
  write_what_may_be_lost(temp);
  const Reported done =
      report_of({"--in-place", "in", "--format", "webp", "--remove-source", "--allow-loss=all"},
                inside(temp));
  CHECK(done.report.footer.at("totals").at("saved") == 3);
  CHECK(names_in(temp / "in") ==
        std::vector<std::string>{"motion.webp", "moving.webp", "plain.webp"});
}

TEST_CASE("an animated PNG is made still in a folder and by a task list where that is allowed") {
  const TempFolder temp;
  write_what_may_be_lost(temp);
  temp.write("list.json", R"([{"input": "in/moving.png", "output": "listed/still.png"}])");
  report_of({"in/moving.png", "-o", "web", "--allow-loss=apng"}, inside(temp));
  report_of({"--tasks", "list.json", "--allow-loss=apng"}, inside(temp));
  for (const char* file : {"web/moving.png", "listed/still.png"}) {
    CAPTURE(file);
    CHECK_FALSE(facts_of(temp / file).animated_png);
  }
}

}  // namespace
}  // namespace pixherd
