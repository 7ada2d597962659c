// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/herd_view.hpp"

#include <algorithm>

#include "support/catch.hpp"

namespace pixherd {
namespace {

std::vector<WorkerGlance> herd_of_four(const std::string& file) {
  return {{.slot = 0, .state = WorkerState::warming},
          {.slot = 1, .state = WorkerState::idle, .tasks = 30, .busy_seconds = 2},
          {.slot = 2,
           .state = WorkerState::working,
           .task = 5,
           .task_seconds = 1.25,
           .tasks = 1,
           .busy_seconds = 4,
           .file = file},
          {.slot = 63, .state = WorkerState::waiting_for_memory, .task = 6, .file = "huge.tif"}};
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a line says who does what, for how long, and how fast") {
  const auto lines = herd_lines(herd_of_four("photos/a.jpg"), 100);
  REQUIRE(lines.size() == 4);
  CHECK(holds(lines[0], "  0  warming up"));
  CHECK(holds(lines[1], "  1  idle"));
  CHECK(holds(lines[1], "15.0/s"));
  CHECK(holds(lines[2], "working"));
  CHECK(holds(lines[2], "1.2 s"));
  CHECK(holds(lines[2], "0.2/s  photos/a.jpg"));
  CHECK(holds(lines[3], " 63  waits for memory"));
  CHECK(holds(lines[3], "huge.tif"));
}

TEST_CASE(
    "a line is narrower than the terminal and free of control characters, whatever the name") {
  const std::string wide_name = "\xE6\xBC\xA2";  // a character of two columns
  std::string wide;
  for (int i = 0; i < 100; ++i) {
    wide += wide_name;
  }
  for (const std::string& file :
       {std::string(500, 'x'), "a\x1b[2Jb\r\n.jpg" + std::string(200, 'y'), wide,
        std::string("\xFF\xFE")}) {
    for (const unsigned columns : {100U, 101U, 137U}) {
      for (const std::string& line : herd_lines(herd_of_four(file), columns)) {
        CAPTURE(line);
        std::size_t width = 0;
        for (const char c : line) {
          CHECK(static_cast<unsigned char>(c) >= 0x20);
          width += (static_cast<unsigned char>(c) & 0xC0U) == 0x80 ? 0 : 1;
        }
        width += file == wide
                     ? static_cast<std::size_t>(std::count(line.begin(), line.end(), '\xE6'))
                     : 0;
        CHECK(width < columns);
      }
    }
  }
}

TEST_CASE("a name that is too long loses its middle, and no half characters stay") {
  CHECK(elided("photos/a.jpg", 12) == "photos/a.jpg");
  CHECK(elided("photos/holiday/0001.jpg", 15) == "phot...0001.jpg");
  CHECK(elided("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4\xC3\xB6\xC3\xBC", 5) == "...\xC3\xB6\xC3\xBC");
  CHECK(elided("abcdef", 3) == "...");
  CHECK(elided("abcdef", 1) == ".");
  CHECK(elided("abcdef", 0).empty());
}

TEST_CASE("the herd is shown where there is room for it") {
  CHECK(has_room_for_herd({100, 10}, 8));
  CHECK_FALSE(has_room_for_herd({99, 10}, 8));
  CHECK_FALSE(has_room_for_herd({100, 9}, 8));
}

}  // namespace
}  // namespace pixherd
