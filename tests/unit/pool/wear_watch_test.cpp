// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/wear_watch.hpp"

#include "support/catch.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

constexpr int kPid = 7;

TEST_CASE("a worker is worn once it has been given as many tasks as it may do") {
  FakeMachine machine;
  WearWatch wear(3, 1000, 2, machine);
  wear.ready(0, kPid);
  wear.ready(1, kPid + 1);
  for (int task = 0; task < 3; ++task) {
    CHECK_FALSE(wear.is_worn(0));
    wear.given_task(0);
  }
  CHECK(wear.is_worn(0));
  CHECK_FALSE(wear.is_worn(1));
}

TEST_CASE("whoever comes in a worn worker's place begins anew, more formats do not") {
  FakeMachine machine;
  WearWatch wear(1, 1000, 1, machine);
  wear.ready(0, kPid);
  wear.given_task(0);
  wear.ready(0, kPid);
  CHECK(wear.is_worn(0));
  wear.gone(0);
  CHECK_FALSE(wear.is_worn(0));
  wear.ready(0, kPid + 1);
  CHECK_FALSE(wear.is_worn(0));
}

TEST_CASE("without a limit no number of tasks wears a worker out") {
  FakeMachine machine;
  WearWatch wear(0, 1000, 1, machine);
  wear.ready(0, kPid);
  for (int task = 0; task < 10'000; ++task) {
    wear.given_task(0);
  }
  CHECK_FALSE(wear.is_worn(0));
}

TEST_CASE("what a worker holds counts from what it held when it was warm") {
  FakeMachine machine;
  machine.resident = 5000;
  WearWatch wear(0, 1000, 1, machine);
  wear.ready(0, kPid);
  wear.sample(0, 6000, true);
  CHECK_FALSE(wear.is_worn(0));
  wear.sample(0, 6001, true);
  CHECK(wear.is_worn(0));
}

TEST_CASE("who is large at work is suspect, and worn only if it stays so when it has run dry") {
  FakeMachine machine;
  WearWatch wear(0, 1000, 1, machine);
  wear.ready(0, kPid);
  const auto run_dry_at = [&](std::uint64_t resident) {
    wear.sample(0, 9000, false);
    CHECK(wear.is_suspect(0));
    CHECK_FALSE(wear.is_worn(0));
    machine.resident = resident;
    wear.idle(0);
    CHECK_FALSE(wear.is_suspect(0));
    return wear.is_worn(0);
  };
  CHECK_FALSE(run_dry_at(1500));
  CHECK(run_dry_at(9000));
}

TEST_CASE("nobody is looked at for running dry who was never seen large") {
  FakeMachine machine;
  WearWatch wear(0, 1000, 1, machine);
  wear.ready(0, kPid);
  unsigned looks = 0;
  machine.resident_of = [&](int) { return std::uint64_t{++looks}; };
  wear.idle(0);
  CHECK(looks == 0);
}

}  // namespace
}  // namespace pixherd
