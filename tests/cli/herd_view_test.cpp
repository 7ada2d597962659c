// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <regex>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

const std::string kHideCursor = "\x1b[?25l";
const std::string kShowCursor = "\x1b[?25h";

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The cursor is hidden by now, and was shown behind that.
bool is_cursor_back(const std::string& text) {
  const std::size_t hidden = text.rfind(kHideCursor);
  return hidden != std::string::npos && text.find(kShowCursor, hidden) != std::string::npos;
}

/// On a terminal of 120 columns and 40 rows.
Command herd_command(const TempFolder& temp, const Arguments& more) {
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.terminal = true;
  command.deadline = std::chrono::seconds(100);
  command.arguments = {"in", "-o", "web", "--processes", "3"};
  command.arguments.insert(command.arguments.end(), more.begin(), more.end());
  return command;
}

/// Work for three workers at a time: each image takes longer than the herd is left as it is.
Command long_command(const TempFolder& temp, int images) {
  const sample::Bytes bytes = photo(1000);
  for (int i = 1; i < images; ++i) {
    temp.write(fmt::format("in/{:03}.jpg", i), bytes);
  }
  temp.write("in/\x1b[31mred\n.jpg", photo(1600));
  return herd_command(temp, {"--format", "avif", "--effort", "3", "--progress=herd"});
}

/// The herd, or the bar, is drawn once in any case.
Command short_command(const TempFolder& temp, const Arguments& more) {
  for (int i = 0; i < 3; ++i) {
    temp.write(fmt::format("in/{}.jpg", i), photo(160));
  }
  return herd_command(temp, more);
}

TEST_CASE("the herd has a line for each worker, and is gone at the end with the cursor back") {
  const TempFolder temp;
  const Ended ended = run(long_command(temp, 20));
  CHECK(ended.exit_code == 0);
  CAPTURE(ended.err);
  for (int worker = 0; worker < 3; ++worker) {
    CHECK(std::regex_search(
        ended.err,
        std::regex(fmt::format("\\r\x1b\\[K  {}  working +[0-9.]+ s +[0-9./s]*  in/", worker))));
  }
  CHECK(says(ended.err, "[####"));
  CHECK(says(ended.err, "\r\x1b[3A"));
  CHECK(is_cursor_back(ended.err));
  CHECK(says(ended.err.substr(ended.err.rfind("\x1b[3A")), "\x1b[J"));
  CHECK(says(ended.err, "in/\\x1b[31mred\\x0a.jpg"));
  CHECK_FALSE(says(ended.err, "\x1b[31m"));
  CHECK(std::count(ended.out.begin(), ended.out.end(), '\n') == 1);
}

TEST_CASE("the cursor is back after a signal, too") {
  for (const int number : {SIGINT, SIGTERM, SIGQUIT}) {
    CAPTURE(number);
    const TempFolder temp;
    Running running(long_command(temp, 100));
    REQUIRE(running.read_until([&] { return says(running.so_far().err, "  2  working"); }));
    CHECK_FALSE(is_cursor_back(running.so_far().err));
    running.send(number);
    const Ended ended = running.wait();
    CHECK(ended.signal_number == number);
    CHECK(is_cursor_back(ended.err));
  }
}

TEST_CASE("a failure is told above the herd, which comes again below it") {
  const TempFolder temp;
  Command command = short_command(temp, {"--progress=herd"});
  temp.write("in/zzz.jpg", "nonsense");
  const Ended ended = run(command);
  CHECK(ended.exit_code == 1);
  CHECK(says(ended.err, "failed"));
  CHECK(is_cursor_back(ended.err));
}

TEST_CASE("there is a bar alone, or nothing, where no herd is asked for or has no place") {
  const TempFolder temp;
  const auto shown = [&](const Arguments& more, bool terminal) {
    std::filesystem::remove_all(temp / "web");
    Command command = short_command(temp, more);
    command.terminal = terminal;
    return run(command).err;
  };
  for (const Arguments& style : {Arguments{}, Arguments{"--progress=bar"}}) {
    const std::string bar = shown(style, true);
    CHECK(says(bar, "] "));
    CHECK_FALSE(says(bar, "working"));
    CHECK_FALSE(says(bar, kHideCursor));
  }
  CHECK(shown({"--progress=none"}, true) == "");
  CHECK(shown({"--progress=herd", "-q"}, true) == "");
  CHECK(shown({"--progress=herd"}, false) == "");
}

TEST_CASE("a narrow terminal gets the bar alone") {
  const TempFolder temp;
  Command command = short_command(temp, {"--progress=herd"});
  command.terminal_columns = 99;
  const Ended ended = run(command);
  CHECK(ended.exit_code == 0);
  CHECK(says(ended.err, "] "));
  CHECK_FALSE(says(ended.err, "working"));
}

}  // namespace
}  // namespace pixherd
