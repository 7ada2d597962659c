// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

int priority_of(pid_t pid) { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(pid)); }

TEST_CASE("a nice run lowers its own priority and that of its workers") {
  const TempFolder temp;
  for (int i = 0; i < 200; ++i) {
    temp.write(fmt::format("in/{:03}.jpg", i), photo(480));
  }
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  const int now = priority_of(::getpid());
  const int lower = std::min(19, now + 3);
  for (const auto& [nice, expected] : std::map<std::string, int>{{"0", now}, {"3", lower}}) {
    command.arguments = {"in", "-o", "web" + nice, "--format", "avif", "--json", "--nice", nice};
    Running running(command);
    REQUIRE(running.read_until([&] { return contains(running.so_far().out, "\"file\""); }));
    const std::vector<pid_t> workers = children_of(running.pid());
    CAPTURE(nice);
    CHECK(priority_of(running.pid()) == expected);
    REQUIRE_FALSE(workers.empty());
    for (const pid_t worker : workers) {
      CHECK(priority_of(worker) == expected);
    }
  }
}

TEST_CASE("a priority that is none is named") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  for (const char* nice : {"-5", "20", "very"}) {
    const Ended ended = run_pixherd({"in", "-o", "web", "--nice", nice}, inside(temp));
    CAPTURE(nice, ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(contains(ended.err, "--nice"));
  }
}

}  // namespace
}  // namespace pixherd
