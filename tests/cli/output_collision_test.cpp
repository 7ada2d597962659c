// SPDX-License-Identifier: Apache-2.0
// Outputs that would fall on each other, or on an input, are found before anything is done.
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void check_collides(const TempFolder& temp, const Arguments& arguments, const Arguments& named) {
  const auto before = tree(temp.path());
  for (const bool plan : {false, true}) {
    Arguments all = arguments;
    if (plan) {
      all.emplace_back("--plan");
    }
    const Ended ended = run_pixherd(all, inside(temp));
    CAPTURE(all, ended.err, ended.out);
    REQUIRE(ended.exit_code == 2);
    CHECK(ended.out == "");
    for (const std::string& name : named) {
      CAPTURE(name);
      CHECK(ended.err.find(name) != std::string::npos);
    }
    CHECK((tree(temp.path()) == before));
  }
}

TEST_CASE("two inputs that become one file are both named, and nothing is done") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.png", sample::image(ImageFormat::png));
  temp.write("in/a.jpg", photo());
  temp.write("in/b.jpg", photo());
  check_collides(temp, {"in", "-o", "web", "--format", "webp"}, {"in/a.png", "in/a.jpg", "a.webp"});
  check_collides(temp, {"--in-place", "in", "--format", "webp", "--remove-source"},
                 {"in/a.png", "in/a.jpg", "a.webp"});
}

TEST_CASE("two folders with a file of one name each are refused") {
  const TempFolder temp;
  temp.write("r1/sub/a.jpg", photo(150));
  temp.write("r2/sub/a.jpg", photo(160));
  temp.write("r2/b.jpg", photo(160));
  check_collides(temp, {"r1", "r2", "-o", "web"}, {"r1/sub/a.jpg", "r2/sub/a.jpg"});
}

TEST_CASE("two files of one name from different folders are refused") {
  const TempFolder temp;
  temp.write("r1/a.jpg", photo(150));
  temp.write("r2/a.jpg", photo(160));
  check_collides(temp, {"r1/a.jpg", "r2/a.jpg", "-o", "web"}, {"r1/a.jpg", "r2/a.jpg"});
}

TEST_CASE("the same, where the output folder is there already") {
  const TempFolder temp;
  temp.write("r1/a.jpg", photo(150));
  temp.write("r2/a.jpg", photo(160));
  temp.write("web/other.txt", "somebody else's");
  check_collides(temp, {"r1", "r2", "-o", "web"}, {"r1/a.jpg", "r2/a.jpg"});
}

TEST_CASE("an output that would be its own input is refused") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  temp.write("in/b.jpg", photo());
  check_collides(temp, {"a.jpg", "-o", "."}, {"a.jpg"});
  check_collides(temp, {"a.jpg", "-o", temp.path().string()}, {"a.jpg"});
  check_collides(temp, {"in/b.jpg", "-o", "in"}, {"in/b.jpg"});
}

TEST_CASE("an output that would be another input is refused") {
  const TempFolder temp;
  temp.write("web/a.jpg", photo(150));
  temp.write("web/photos/a.jpg", photo(160));
  check_collides(temp, {"web/a.jpg", "web/photos", "-o", "web"}, {"web/photos/a.jpg"});
}

TEST_CASE("a conversion in place onto another input fails alone, and both stay") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.jpg", photo());
  temp.write("in/a.webp", sample::lossy_webp());
  temp.write("in/b.jpg", photo());
  const std::string jpeg = read_file(temp / "in/a.jpg");
  const std::string webp = read_file(temp / "in/a.webp");
  for (int run = 0; run < 2; ++run) {
    const Reported done =
        report_of({"--in-place", "in", "--format", "webp", "--remove-source"}, inside(temp));
    CHECK(done.ended.exit_code == 1);
    CHECK(done.ended.err.find("in/a.jpg: cannot name the output a.webp") != std::string::npos);
    CHECK(done.report.of("in/a.webp").at("status") == "kept");
    CHECK(read_file(temp / "in/a.jpg") == jpeg);
    CHECK(read_file(temp / "in/a.webp") == webp);
    CHECK(names_in(temp / "in") == std::vector<std::string>{"a.jpg", "a.webp", "b.webp"});
  }
}

TEST_CASE("an output that a named link leads to as its input is refused") {
  const TempFolder temp;
  temp.write("web/a.jpg", photo());
  std::filesystem::create_directory(temp / "in");
  std::filesystem::create_symlink("../web/a.jpg", temp / "in/a.jpg");
  check_collides(temp, {"in/a.jpg", "-o", "web"}, {"in/a.jpg"});
}

TEST_CASE("an output in the place of a link that was named as its input is refused") {
  const TempFolder temp;
  temp.write("a.jpg", photo(150));
  temp.write("b.jpg", photo(160));
  std::filesystem::create_directory(temp / "sub");
  std::filesystem::create_symlink("a.jpg", temp / "l.jpg");
  std::filesystem::create_symlink("../a.jpg", temp / "sub/l.jpg");
  const auto refuse = [&](const std::string& list, const Arguments& named) {
    temp.write("tasks", list);
    check_collides(temp, {"--tasks", "tasks"}, named);
  };
  refuse(R"({"input":"l.jpg","output":"l.jpg"})", {"l.jpg"});
  refuse(R"({"input":"l.jpg","output":"sub/../l.jpg"})", {"l.jpg"});
  refuse(R"({"input":"sub/l.jpg","output":"./sub/l.jpg"})", {"sub/l.jpg"});
  refuse(R"([{"input":"l.jpg","output":"web/x.jpg"},{"input":"b.jpg","output":"l.jpg"}])",
         {"b.jpg", "l.jpg"});
  check_collides(temp, {"l.jpg", "-o", "."}, {"l.jpg"});
}

TEST_CASE("a copy in the place of the link that was named as its input is not made") {
  const TempFolder temp;
  need_engine();
  temp.write("moving.png", sample::animated_png());
  // A new file would be l.png; the original, which cannot be encoded again, keeps its own name.
  std::filesystem::create_symlink("moving.png", temp / "l.jpg");
  const Reported done = report_of({"l.jpg", "-o", ".", "--format", "png"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("l.jpg").at("status") == "skipped");
  CHECK(std::filesystem::is_symlink(temp / "l.jpg"));
}

TEST_CASE("a copy that would be another input is refused") {
  const TempFolder temp;
  temp.write("raw/img/x.jpg", photo(150));
  temp.write("img/x.jpg", photo(160));
  check_collides(temp, {"raw", "img", "-o", ".", "--lossless", "--format", "webp"},
                 {"raw/img/x.jpg", "img/x.jpg"});
}

TEST_CASE("a rendition in its source's own width does not replace another input") {
  const TempFolder temp;
  need_engine();
  temp.write("logo.png", sample::image(ImageFormat::png, {.width = 200, .height = 90}));
  temp.write("logo-200.png", sample::image(ImageFormat::png, {.width = 640, .height = 90}));
  const std::string other = read_file(temp / "logo-200.png");
  for (const Arguments& more : {Arguments{"--dry-run"}, Arguments{}}) {
    Arguments arguments{"logo.png", "logo-200.png", "-o", ".", "--widths", "400"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.ended.exit_code == 1);
    CHECK(done.report.of("logo.png").at("error").at("code") == "write_failed");
    CHECK(done.report.of("logo-200.png").at("error").is_null());
    CHECK(read_file(temp / "logo-200.png") == other);
  }
}

TEST_CASE("entries of a task list that fall on each other or on an input are refused") {
  const TempFolder temp;
  temp.write("a.jpg", photo(150));
  temp.write("b.jpg", photo(160));
  const auto refuse = [&](const std::string& first, const std::string& second) {
    temp.write("tasks", "{\"input\":\"a.jpg\",\"output\":\"" + first +
                            "\"}\n{\"input\":\"b.jpg\",\"output\":\"" + second + "\"}\n");
    check_collides(temp, {"--tasks", "tasks"}, {"a.jpg"});
  };
  refuse("web/x.jpg", "web/x.jpg");
  refuse("web/x.jpg", "./web/../web/x.jpg");
  refuse("b.jpg", "web/x.jpg");
  refuse("web/x.jpg", "a.jpg");
  refuse("a.jpg", "web/x.jpg");
}

TEST_CASE("a file of another folder with the same name does not count as a collision") {
  const TempFolder temp;
  temp.write("in/one/a.jpg", photo(150));
  temp.write("in/two/a.jpg", photo(160));
  temp.write("b.jpg", photo(160));
  const Reported done = report_of({"in", "b.jpg", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "web") == std::vector<std::string>{"b.jpg", "one/a.jpg", "two/a.jpg"});
}

TEST_CASE("a task list is the output of none of its tasks, by whatever path") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  temp.write("sub/b.jpg", photo());
  const auto list_with = [](const std::string& output) {
    return R"([{"input": "sub/b.jpg", "output": "out.jpg"}, {"input": "a.jpg", "output": ")" +
           output + R"("}])";
  };
  for (const char* output : {"list.json", "./sub/../list.json"}) {
    temp.write("list.json", list_with(output));
    check_collides(temp, {"--tasks", "list.json"}, {"a.jpg", "list.json", "the list"});
    check_collides(temp, {"--tasks", "./list.json"}, {"a.jpg", "list.json", "the list"});
  }
  std::filesystem::create_symlink("list.json", temp / "link.json");
  check_collides(temp, {"--tasks", "link.json"}, {"a.jpg", "list.json", "the list"});
  temp.write("list.json", list_with("link.json"));
  check_collides(temp, {"--tasks", "link.json"}, {"a.jpg", "link.json", "the list"});
}

TEST_CASE("a list of paths is no output either") {
  const TempFolder temp;
  temp.write("in/list.txt", photo());
  temp.write("web/in/list.txt", "in/list.txt\n");
  check_collides(temp, {"--files-from", "web/in/list.txt", "-o", "web"},
                 {"in/list.txt", "web/in/list.txt", "the list"});
}

}  // namespace
}  // namespace pixherd
