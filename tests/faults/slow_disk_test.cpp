// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include "fault_tree.hpp"
#include "injection.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

TEST_CASE("a run into a folder that a signal ends waits for no disk") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  write_tree(temp, 300);
  constexpr std::chrono::seconds kSlow{20};
  Running running(held_up("syncfs", kSlow, command_for(temp, Way::into_folder)));
  REQUIRE(running.read_until(
      [&] { return running.so_far().out.find("\"saved\"") != std::string::npos; }));
  const std::vector<pid_t> traced = children_of(running.pid());
  REQUIRE(traced.size() == 1);
  const auto sent = std::chrono::steady_clock::now();
  REQUIRE(::kill(traced[0], SIGTERM) == 0);
  const Ended ended = running.wait();
  CHECK(std::chrono::steady_clock::now() - sent < kSlow / 2);
  CHECK(report_so_far(ended.out).footer.at("ended") == "signal");
}

}  // namespace
}  // namespace pixherd
