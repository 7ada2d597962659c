// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/watchdog.hpp"

#include "support/catch.hpp"

namespace pixherd {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ToyMachine : public MachineView {
 public:
  double cpu = 0;
  std::optional<double> idle_cpus() override { return 0; }
  std::uint64_t memory_available() override { return 0; }
  std::uint64_t memory_kills() override { return 0; }
  std::uint64_t resident_bytes(int) override { return 0; }
  double cpu_seconds(int) override { return cpu; }
};

constexpr std::uint64_t kLargestNeed = 500'000'000;

/// Worker 1 has something in hand; calls come every 100 ms, and it uses `cpu_share` of a processor.
struct Watched {
  explicit Watched(double timeout) : dog(timeout, 3, machine, kLargestNeed) {
    dog.look(1, true, 77, now);
  }

  /// True where it is late at some time within `span`.
  bool late_within(milliseconds span) {
    for (const TimePoint end = now + span; now < end;) {
      now += milliseconds(100);
      machine.cpu += 0.1 * cpu_share;
      if (const auto late = dog.late(now); !late.empty()) {
        CHECK(late.front().slot == 1);
        reason = late.front().reason;
        return true;
      }
    }
    return false;
  }

  ToyMachine machine;
  Watchdog dog;
  TimePoint now;
  double cpu_share = 1;
  std::string reason;
};

TEST_CASE("processor time counts once, idle time four times as long") {
  Watched busy(10);
  CHECK_FALSE(busy.late_within(seconds(9)));
  CHECK(busy.late_within(seconds(2)));
  CHECK(busy.reason.find("processor time") != std::string::npos);
  Watched idle(10);
  idle.cpu_share = 0;
  CHECK_FALSE(idle.late_within(seconds(39)));
  CHECK(idle.late_within(seconds(2)));
}

TEST_CASE("an image that needs more memory may take longer") {
  Watched large(10);
  large.dog.needs(1, 100'000'000);
  CHECK_FALSE(large.late_within(seconds(29)));
  CHECK(large.late_within(seconds(2)));
}

TEST_CASE("a need that nobody can have gives no more time than the largest that counts") {
  Watched rubbish(10);
  rubbish.dog.needs(1, std::uint64_t{1} << 63U);
  CHECK_FALSE(rubbish.late_within(seconds(109)));
  CHECK(rubbish.late_within(seconds(2)));
  CHECK(largest_counted_need(0) == largest_counted_need(1'000'000'000));
  CHECK(largest_counted_need(64'000'000'000) == 64'000'000'000);
}

TEST_CASE("whoever speaks begins anew, whoever owes nothing or waits for us is never late") {
  Watched talks(10);
  CHECK_FALSE(talks.late_within(seconds(9)));
  talks.dog.spoke(1, talks.now);
  CHECK_FALSE(talks.late_within(seconds(9)));
  talks.dog.waits(1, true, talks.now);
  CHECK_FALSE(talks.late_within(seconds(100)));
  talks.dog.look(1, false, 0, talks.now);
  CHECK_FALSE(talks.late_within(seconds(100)));
}

TEST_CASE("time in which we were stopped ourselves is nobody's fault") {
  Watched stopped(10);
  stopped.cpu_share = 0;
  CHECK_FALSE(stopped.late_within(seconds(30)));
  stopped.now += std::chrono::hours(1);
  CHECK_FALSE(stopped.late_within(seconds(9)));
  CHECK(stopped.late_within(seconds(2)));
}

TEST_CASE("another worker in the same place starts with no time taken") {
  Watched replaced(10);
  CHECK_FALSE(replaced.late_within(seconds(9)));
  replaced.dog.look(1, true, 78, replaced.now);
  CHECK_FALSE(replaced.late_within(seconds(9)));
}

}  // namespace
}  // namespace pixherd
