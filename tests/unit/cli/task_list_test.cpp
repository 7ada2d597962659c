// SPDX-License-Identifier: Apache-2.0
#include "pixherd/cli/task_list.hpp"

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

std::vector<ListedTask> tasks_in(std::string_view text) {
  auto tasks = parse_task_list(text);
  if (!tasks) {
    FAIL(tasks.error().message);
  }
  return std::move(*tasks);
}

/// The settings of a single task whose "settings" are this JSON.
TaskSettings settings_in(const std::string& json) {
  const auto tasks = tasks_in(R"([{"input":"a.png","output":"b","settings":)" + json + "}]");
  REQUIRE(tasks.size() == 1);
  return tasks[0].settings;
}

std::string complaint(std::string_view text) {
  const auto tasks = parse_task_list(text);
  REQUIRE_FALSE(tasks.ok());
  CHECK(tasks.error().code == ErrorCode::usage);
  return tasks.error().message;
}

std::string settings_complaint(const std::string& json) {
  return complaint(R"({"input":"a.png","output":"b","settings":)" + json + "}");
}

TEST_CASE("an array and lines of objects are the same task list") {
  for (const char* text :
       {R"([{"input":"a.png","output":"x/a.webp"},{"input":"b","output":"c"}])",
        "{\"input\":\"a.png\",\"output\":\"x/a.webp\"}\n{\"input\":\"b\",\"output\":\"c\"}",
        "\n \r\n{\"input\":\"a.png\",\"output\":\"x/a.webp\"}\r\n\n\t\n"
        "{\"input\":\"b\",\"output\":\"c\"}\n\n",
        "\n "
        "[\n{\"input\":\"a.png\",\n\"output\":\"x/"
        "a.webp\"},\n{\"input\":\"b\",\"output\":\"c\"}\n]\n"}) {
    CAPTURE(text);
    const auto tasks = tasks_in(text);
    REQUIRE(tasks.size() == 2);
    CHECK(tasks[0].input == "a.png");
    CHECK(tasks[0].output == "x/a.webp");
    CHECK(tasks[0].settings == TaskSettings{});
    CHECK(tasks[1].input == "b");
    CHECK(tasks[1].output == "c");
  }
}

TEST_CASE("a byte order mark before a list is passed over") {
  const std::string mark = "\xEF\xBB\xBF";
  const std::string object = R"({"input":"a","output":"b"})";
  for (const std::string& text :
       {object, object + "\n" + object, "[" + object + "]", " \n[" + object + "]",
        "\n" + object + "\n", std::string("[]"), std::string()}) {
    CAPTURE(text);
    CHECK(tasks_in(mark + text).size() == tasks_in(text).size());
  }
  CHECK(contains(complaint(mark + object + "\nnot json"), "line 2"));
  CHECK(contains(complaint(mark + "[\n" + object + "\n" + object + "]"), "line 3"));
}

TEST_CASE("an empty list has no tasks") {
  CHECK(tasks_in("").empty());
  CHECK(tasks_in(" \n\r\n\t").empty());
  CHECK(tasks_in("[]").empty());
}

TEST_CASE("everything that a task can say is understood") {
  const TaskSettings settings = settings_in(
      R"({"quality":{"global":80,"jpeg":75,"png":null,"webp":1,"avif":100},
          "resize":{"width":800,"height":600,"maintainAspect":false},"outputFormat":"webp"})");
  CHECK(settings.quality == Quality{.global = 80, .jpeg = 75, .webp = 1, .avif = 100});
  CHECK(settings.resize == Resize{.width = 800, .height = 600, .fit = Fit::fill});
  CHECK(settings.format == ImageFormat::webp);
  CHECK_FALSE(settings.replaces_source);
}

TEST_CASE("settings that are missing or null leave everything as it is") {
  for (const char* json :
       {"null", "{}", R"({"quality":null,"resize":null,"outputFormat":null})",
        R"({"quality":{},"resize":{},"outputFormat":"original"})",
        R"({"resize":{"width":null,"height":null,"maintainAspect":null,"mode":null,"size":null}})",
        R"({"resize":{"mode":"none","width":800,"size":10}})"}) {
    CAPTURE(json);
    CHECK(settings_in(json) == TaskSettings{});
  }
}

TEST_CASE("keys that are not known are passed over") {
  const auto tasks = tasks_in(
      R"({"id":7,"input":"a","output":"b","later":{"x":[1]},"settings":{"effort":9,"quality":{"jxl":1}}})");
  CHECK(tasks.at(0).settings == TaskSettings{});
}

TEST_CASE("a resize mode limits the side that it names") {
  const auto resize = [](const std::string& json) {
    return settings_in(R"({"resize":)" + json + "}").resize;
  };
  CHECK(resize(R"({"mode":"longest","size":1600})") == Resize{0, 0, 1600, 0, false});
  CHECK(resize(R"({"mode":"shortest","size":300})") == Resize{0, 0, 0, 300, false});
  CHECK(resize(R"({"mode":"width","size":300})") == Resize{300, 0, 0, 0, false});
  CHECK(resize(R"({"mode":"width","width":200})") == Resize{200, 0, 0, 0, false});
  CHECK(resize(R"({"mode":"height","size":300})") == Resize{0, 300, 0, 0, false});
  CHECK(resize(R"({"width":800,"height":600})") == Resize{.width = 800, .height = 600});
  CHECK(resize(R"({"width":800,"height":600,"maintainAspect":true})") ==
        Resize{.width = 800, .height = 600});
  CHECK(resize(R"({"width":800,"maintainAspect":false})") == Resize{.width = 800});
}

TEST_CASE("a number may be written as a string") {
  CHECK(settings_in(R"({"resize":{"mode":"longest","size":"1600"}})").resize.long_edge == 1600);
  CHECK(settings_in(R"({"quality":{"global":"80"}})").quality.global == 80);
  CHECK(settings_in(R"({"resize":{"width":""}})").resize.width == 0);
}

TEST_CASE("a whole number may be written with a fraction of nothing, or with an exponent") {
  CHECK(settings_in(R"({"quality":{"global":80.0,"jpeg":1e2,"webp":1.0}})").quality ==
        Quality{.global = 80, .jpeg = 100, .webp = 1});
  CHECK(settings_in(R"({"resize":{"mode":"longest","size":1600.0}})").resize.long_edge == 1600);
}

TEST_CASE("every format is understood by its names") {
  for (const ImageFormat format : kImageFormats) {
    CHECK(settings_in(R"({"outputFormat":")" + std::string(name(format)) + "\"}").format == format);
  }
  CHECK(settings_in(R"({"outputFormat":"JPG"})").format == ImageFormat::jpeg);
}

TEST_CASE("a broken line is named by its number, with what was expected there") {
  const std::string good = "{\"input\":\"a\",\"output\":\"b\"}\n";
  for (const char* bad : {"{\"input\":\"a\"", "not json", "{\"input\":\"a\",\"output\":\"b\"} x",
                          "[1]", "7", "\"text\"", "{\"input\":\"\xFF\",\"output\":\"b\"}"}) {
    CAPTURE(bad);
    const std::string message = complaint(good + "\n" + good + bad + "\n" + good);
    CHECK(contains(message, "line 4"));
    CHECK(contains(message, "\"input\""));
  }
}

TEST_CASE("a broken array is named by the line where it breaks") {
  CHECK(contains(complaint("[\n{\"input\":\"a\",\"output\":\"b\"},\n{\"input\" \"a\"}\n]"),
                 "line 3"));
  CHECK(contains(complaint("["), "line 1"));
  CHECK(contains(complaint("[{\"input\":\"a\",\"output\":\"b\"}] tail"), "line 1"));
}

TEST_CASE("a wrong entry of an array is named by its number") {
  const std::string message = complaint(R"([{"input":"a","output":"b"}, {"input":"a"}])");
  CHECK(contains(message, "entry 2"));
  CHECK(contains(message, "\"output\" to be a path"));
  CHECK(contains(complaint("[7]"), "entry 1"));
}

TEST_CASE("a value of the wrong kind is refused by the name of its key") {
  CHECK(contains(complaint(R"({"input":7,"output":"b"})"), "\"input\" to be a path"));
  CHECK(contains(complaint(R"({"input":"","output":"b"})"), "\"input\" to be a path"));
  CHECK(contains(complaint(R"({"output":"b"})"), "\"input\" to be a path"));
  CHECK(contains(complaint(R"({"input":"a","output":null})"), "\"output\" to be a path"));
  CHECK(contains(settings_complaint("[]"), "\"settings\" to be an object"));
  CHECK(contains(settings_complaint(R"({"quality":80})"), "\"quality\" to be an object"));
  CHECK(contains(settings_complaint(R"({"resize":"800"})"), "\"resize\" to be an object"));
  for (const char* number : {"0", "101", "-1", "80.5", "0.0", "-80.0", "100.5", "101.0", "true",
                             "[]", "\"x\"", "\"0\"", "1e9", "18446744073709551616"}) {
    CAPTURE(number);
    CHECK(contains(settings_complaint(R"({"quality":{"webp":)" + std::string(number) + "}}"),
                   "\"webp\" to be a whole number from 1 to 100"));
  }
  CHECK(contains(settings_complaint(R"({"resize":{"width":1000001}})"), "\"width\""));
  CHECK(contains(settings_complaint(R"({"resize":{"maintainAspect":"yes"}})"),
                 "\"maintainAspect\" to be true or false"));
  CHECK(contains(settings_complaint(R"({"resize":{"mode":"widest"}})"), "\"mode\" to be"));
  CHECK(contains(settings_complaint(R"({"resize":{"mode":3}})"), "\"mode\" to be"));
  CHECK(contains(settings_complaint(R"({"outputFormat":"bmp"})"), "\"outputFormat\" to be"));
  CHECK(contains(settings_complaint(R"({"outputFormat":3})"), "\"outputFormat\" to be"));
}

TEST_CASE("a number that no machine holds is refused by its line or entry") {
  const std::string good = R"({"input":"a","output":"b"})";
  for (const char* number : {"1e400", "-1e400", "1e99999999999"}) {
    CAPTURE(number);
    for (const std::string key : {"quality", "unknown"}) {
      const std::string bad = R"({"input":"a","output":"b",")" + key + "\":" + number + "}";
      CHECK(contains(complaint(good + "\n\n" + bad), "line 3"));
      CHECK(contains(complaint("[" + good + "," + bad + "," + good + "]"), "entry 2"));
      CHECK(contains(complaint("[" + bad + "]"), "entry 1"));
    }
    CHECK(contains(complaint(number), "line 1"));
    CHECK(contains(complaint("[[],7,{}," + std::string(number) + "]"), "entry 4"));
  }
}

TEST_CASE("a resize that would do nothing says what it lacks") {
  struct Lacking {
    const char* resize;
    const char* expected;
  };
  const std::vector<Lacking> table{
      {R"({"size":100})", "\"mode\" to be width, height, longest or shortest beside \"size\""},
      {R"({"mode":"","size":100})", "\"mode\""},
      {R"({"mode":null,"size":"100","width":50})", "\"mode\""},
      {R"({"mode":"longest"})", "\"size\" beside the \"mode\" longest"},
      {R"({"mode":"longest","size":null,"width":800})", "\"size\""},
      {R"({"mode":"shortest"})", "\"size\" beside the \"mode\" shortest"},
      {R"({"mode":"shortest","size":""})", "\"size\""},
      {R"({"mode":"width"})", "\"size\" or \"width\" beside the \"mode\" width"},
      {R"({"mode":"width","height":100})", "\"size\" or \"width\""},
      {R"({"mode":"height"})", "\"size\" or \"height\" beside the \"mode\" height"},
      {R"({"mode":"height","width":100})", "\"size\" or \"height\""},
  };
  for (const Lacking& lacking : table) {
    const std::string message =
        settings_complaint(R"({"resize":)" + std::string(lacking.resize) + "}");
    CAPTURE(lacking.resize, message);
    CHECK(contains(message, "line 1"));
    CHECK(contains(message, lacking.expected));
  }
}

TEST_CASE("an output that cannot be a file is refused by its entry") {
  for (const std::string path : {"to/", "/", "to//", ".", "..", "to/.", "to/..", "/.", "./"}) {
    CAPTURE(path);
    const std::string bad = R"({"input":"a","output":")" + path + "\"}";
    const std::string message = complaint(R"([{"input":"a","output":"b"},)" + bad + "]");
    CHECK(contains(message, "entry 2"));
    CHECK(contains(message, "\"output\" to be the path of a file"));
    CHECK(contains(complaint(bad), "line 1"));
  }
  for (const std::string path : {"to/.a", "...", "to/..a", "../b", "./b", "/b", "a."}) {
    CAPTURE(path);
    CHECK(tasks_in(R"({"input":"a","output":")" + path + "\"}").at(0).output == path);
  }
}

TEST_CASE("a path that no file can have is refused") {
  // Behind the NUL the name would be cut off, and another file read or written.
  CHECK(contains(complaint(R"({"input":"a.png\u0000.txt","output":"b"})"), "\"input\""));
  CHECK(contains(complaint(R"({"input":"a.png","output":"b\u0000c"})"), "\"output\""));
}

TEST_CASE("deep nesting is read or refused without running out of stack") {
  const std::string deep(200'000, '[');
  (void)parse_task_list(deep).ok();
  (void)parse_task_list(deep + std::string(200'000, ']')).ok();
  (void)parse_task_list(R"({"input":)" + deep).ok();
}

TEST_CASE("a damaged list is refused or read but never trips the reader") {
  const std::string whole =
      R"([{"input":"a.png","output":"b","settings":{"quality":{"global":80},)"
      R"("resize":{"width":800,"mode":"longest","size":"9"},"outputFormat":"webp"}}])";
  Random random(41);
  for (int round = 0; round < 5000; ++round) {
    std::string text = whole;
    for (int flips = 0; flips < 3; ++flips) {
      text[random() % text.size()] = "\"{}[]:,0129.-e\\\n \xFFx"[random() % 19];
    }
    text.resize(text.size() - random() % 8);
    (void)parse_task_list(text).ok();
  }
}

}  // namespace
}  // namespace pixherd
