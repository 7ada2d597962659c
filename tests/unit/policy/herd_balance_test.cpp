// SPDX-License-Identifier: Apache-2.0
// The policies together, on a virtual clock: how far a whole run is from what nobody can beat.
#include "herd/fixed_policies.hpp"
#include "herd/simulated_run.hpp"
#include "herd/workloads.hpp"
#include "support/catch.hpp"

namespace pixherd::herd {
namespace {

double over_bound(std::span<const SimTask> tasks, const SimMachine& machine) {
  return SimulatedRun(tasks, machine).run().makespan / lower_bound(tasks, machine.workers);
}

SimMachine machine_of(unsigned workers) {
  SimMachine machine;
  machine.workers = workers;
  return machine;
}

TEST_CASE("with more than twenty tasks a worker a run is within a twentieth of the bound") {
  for (const unsigned workers : {1U, 2U, 4U, 16U, 64U, 128U}) {
    for (const std::size_t each : {21U, 50U}) {
      for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(workers, each, seed);
        CHECK(over_bound(drawn_photographs(each * workers, seed), machine_of(workers)) <= 1.05);
        CHECK(over_bound(one_giant(each * workers, seed), machine_of(workers)) <= 1.05);
      }
    }
  }
}

TEST_CASE("fixed policies miss the same bound by far") {
  // That the bound above says something.
  const auto tasks = drawn_photographs(1000, 1);
  CHECK(equal_counts_makespan(tasks, 16) > 1.2 * lower_bound(tasks, 16));
  CHECK(original_shape_makespan(tasks, 16) > 4 * lower_bound(tasks, 16));
}

TEST_CASE("a large herd is there before its first tasks are done") {
  const auto tasks = drawn_photographs(20'000, 1);
  const SimResult run = SimulatedRun(tasks, machine_of(512)).run();
  CHECK(run.peak_workers == 512);
  CHECK(run.makespan <= 1.05 * lower_bound(tasks, 512));
}

TEST_CASE("where memory holds a few images at a time the run waits for memory, and ends") {
  auto tasks = drawn_photographs(500, 3);
  SimMachine machine = machine_of(8);
  machine.memory_each = 20'000'000;
  const SimResult run = SimulatedRun(tasks, machine).run();
  CHECK(run.deferred_grants > 0);
  CHECK(run.makespan <= total_seconds(tasks) * 1.1);
}

TEST_CASE("the same run takes the same time") {
  const auto tasks = drawn_photographs(300, 5);
  CHECK(over_bound(tasks, machine_of(8)) == over_bound(tasks, machine_of(8)));
}

TEST_CASE("no task, one task and fewer tasks than workers come to their end") {
  for (const std::size_t count : {0U, 1U, 5U}) {
    const auto tasks = drawn_photographs(count, 1);
    const SimResult run = SimulatedRun(tasks, machine_of(64)).run();
    CHECK(run.peak_workers <= count);
    CHECK(run.makespan >= lower_bound(tasks, 64));
  }
}

}  // namespace
}  // namespace pixherd::herd
