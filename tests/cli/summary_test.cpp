// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kMostOfGithub = std::size_t{1024} * 1024;

Arguments with_summary(const Arguments& arguments) {
  Arguments all = arguments;
  all.insert(all.end(), {"--summary-md", "summary.md"});
  return all;
}

std::string summary_of(const TempFolder& temp, const Arguments& arguments, int exit_code) {
  const Ended ended = run_pixherd(with_summary(arguments), inside(temp));
  CAPTURE(ended.err);
  REQUIRE(ended.exit_code == exit_code);
  return read_file(temp / "summary.md");
}

TEST_CASE("a summary has totals, the biggest savings first, budgets and failures") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.png", sample::image(ImageFormat::png, {.width = 40, .height = 30}));
  temp.write("in/b.png", sample::image(ImageFormat::png, {.width = 120, .height = 90}));
  temp.write("in/c.png", sample::image(ImageFormat::png, {.width = 60, .height = 50}));
  temp.write("in/cut.jpg", "words");
  const std::string text = summary_of(temp, {"--check", "in", "--budget-file", "5K"}, 1);
  CAPTURE(text);
  CHECK(text.starts_with("### pixherd: check failed\n\n3 would get smaller by "));
  CHECK(contains(text, "\n\n3 would be saved, 1 failed: "));
  CHECK(contains(text, "\n**Would get smaller**\n\n| image | before | after | saved | |\n"));
  const std::size_t a = text.find("| in/a.png |");
  const std::size_t b = text.find("| in/b.png |");
  const std::size_t c = text.find("| in/c.png |");
  CHECK((b < c && c < a && a != std::string::npos));
  CHECK(contains(text, "\n**Above the budget**\n\n| image | size | budget | above |\n"));
  CHECK(contains(text, "\n**Failed**\n\n| image | why |\n|---|---|\n| in/cut.jpg | is no image"));
}

TEST_CASE("a summary is put behind what its file holds, and of any run") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  temp.write("summary.md", "of another step");
  const std::string text = summary_of(temp, {"photo.jpg", "-o", "web"}, 0);
  CHECK(text.starts_with("of another step\n### pixherd\n\n1 saved: "));
  CHECK(contains(text, "**Saved**"));
  const std::string more = summary_of(temp, {"photo.jpg", "--check", "--min-savings", "99%"}, 0);
  CHECK(more.starts_with(text + "\n### pixherd: check passed\n"));
  CHECK_FALSE(contains(more.substr(text.size()), "|"));
}

TEST_CASE("names in a summary are no Markdown, no HTML and no columns") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"a|b.jpg", "| a&#124;b.jpg |"},
      {"`a`.jpg", "| &#96;a&#96;.jpg |"},
      {"\"><script>.jpg", "| &#34;&#62;&#60;script&#62;.jpg |"},
      {"a\nb.jpg", "| a&#92;x0ab.jpg |"},
      {"100%.jpg", "| 100%.jpg |"},
      {"[x](y).jpg", "| &#91;x&#93;(y).jpg |"},
      {"&lt;*_.jpg", "| &#38;lt&#59;&#42;&#95;.jpg |"},
      {"@me #1.jpg", "| &#64;me &#35;1.jpg |"},
      {"\xc3\xa4 \xff.jpg", "| \xc3\xa4 &#92;xff.jpg |"},
  };
  for (const auto& [name, shown] : table) {
    const TempFolder temp;
    temp.write(name, "words");
    const std::string text = summary_of(temp, {name, "-o", "web"}, 1);
    CAPTURE(text);
    CHECK(contains(text, shown));
  }
}

TEST_CASE("a summary and what stood before it stay below what GitHub takes") {
  const TempFolder temp;
  for (int i = 0; i < 400; ++i) {
    temp.write("in/" + std::to_string(i) + std::string(200, '|') + ".jpg", "words");
  }
  struct Case {
    std::size_t before;
    bool counted;
    bool added;
  };
  const std::vector<Case> table{{0, true, true},
                                {kMostOfGithub - 5000, true, true},
                                {kMostOfGithub - 10, false, false},
                                {kMostOfGithub + 10, false, false}};
  for (const Case& each : table) {
    CAPTURE(each.before);
    temp.write("summary.md", std::string(each.before, 'x'));
    const std::string text = summary_of(temp, {"in", "-o", "web"}, 1);
    CHECK(text.size() < std::max(kMostOfGithub, each.before + 1));
    CHECK((text.size() > each.before) == each.added);
    CHECK(contains(text, " more.\n") == each.counted);
    CHECK((!each.added || contains(text, "400 failed")));
  }
}

TEST_CASE("a summary makes the folder that it needs, and can go to standard output") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  CHECK(run_pixherd({"photo.jpg", "-o", "web", "--summary-md", "new/er/s.md"}, inside(temp))
            .exit_code == 0);
  CHECK(read_file(temp / "new/er/s.md").starts_with("### pixherd\n"));
  const Ended ended =
      run_pixherd({"photo.jpg", "-o", "web", "-q", "--summary-md", "/dev/stdout"}, inside(temp));
  CHECK(ended.out.starts_with("### pixherd\n"));
}

TEST_CASE("a summary that cannot be written stops the run at its end, and the option is named") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  const Ended ended = run_pixherd({"photo.jpg", "-o", "web", "--summary-md", "web"}, inside(temp));
  CHECK(ended.exit_code == 3);
  CHECK(contains(ended.err, "--summary-md web: cannot open for writing"));
  CHECK(std::filesystem::exists(temp / "web/photo.jpg"));
}

TEST_CASE("a named pipe takes a summary from beginning to end, or is refused before the run") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  const std::string pipe = (temp / "pipe").string();
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const Arguments arguments{"photo.jpg", "-o", "web", "--summary-md", "pipe"};
  const Ended unread = run_pixherd(arguments, inside(temp));
  CHECK(unread.exit_code == 2);
  CHECK(contains(unread.err, "--summary-md pipe: is a pipe that nobody reads"));
  CHECK_FALSE(std::filesystem::exists(temp / "web"));
  Command reader = inside(temp);
  reader.program = "/bin/cat";
  reader.arguments = {"pipe"};
  Running reading(reader);
  CHECK(becomes_true([&] { return run_pixherd(arguments, inside(temp)).exit_code == 0; },
                     std::chrono::seconds(20)));
  CHECK(contains(reading.wait().out, "1 saved"));
}

TEST_CASE("a summary does not wait for a pipe whose reader takes nothing") {
  const TempFolder temp;
  for (int i = 0; i < 400; ++i) {
    temp.write("in/" + std::to_string(i) + std::string(200, '|') + ".jpg", "words");
  }
  const std::string pipe = (temp / "pipe").string();
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const Fd idle_reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  const Ended ended = run_pixherd({"in", "-o", "web", "-q", "--summary-md", "pipe"}, inside(temp));
  CHECK(ended.exit_code == 3);
  CHECK(contains(ended.err, "--summary-md pipe: is a pipe whose reader takes nothing"));
}

TEST_CASE("a summary tells of a page that could not be written") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  const std::string text =
      summary_of(temp, {"photo.jpg", "-o", "web", "--report", std::string(300, 'x') + ".html"}, 3);
  CHECK(contains(text, "stopped early"));
  CHECK(contains(text, "--report"));
}

TEST_CASE("a summary is refused where a dash would be a file of that name") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  const Ended ended = run_pixherd({"photo.jpg", "-o", "web", "--summary-md", "-"}, inside(temp));
  CHECK(ended.exit_code == 2);
  CHECK(contains(ended.err, "--summary-md -: give /dev/stdout"));
}

TEST_CASE("of two files that could not be written the second is told of, too") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  const std::string page = std::string(300, 'x') + ".html";
  const Ended ended = run_pixherd(
      {"photo.jpg", "-o", "web", "--report", page, "--summary-md", "web"}, inside(temp));
  CHECK(ended.exit_code == 3);
  CHECK(contains(ended.err, "--report " + page + ": "));
  CHECK(contains(ended.err, "--summary-md web: cannot open for writing"));
}

}  // namespace
}  // namespace pixherd
