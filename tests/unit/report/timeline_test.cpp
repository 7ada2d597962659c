// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/timeline.hpp"

#include <algorithm>
#include <numeric>

#include "support/catch.hpp"

namespace pixherd {
namespace {

struct TimelineSums {
  std::size_t blocks = 0;
  std::uint64_t tasks = 0;
  std::uint64_t failed = 0;
};

TimelineSums sums_of(const Timeline& timeline) {
  TimelineSums sums;
  for (const auto& lane : timeline.lanes()) {
    for (const Timeline::Block& block : lane) {
      ++sums.blocks;
      sums.tasks += block.tasks;
      sums.failed += block.failed;
    }
  }
  return sums;
}

TEST_CASE("each task has a block of its own as long as there are few") {
  Timeline timeline;
  timeline.add(1, 0.5, 0.25, false, "a.jpg");
  timeline.add(1, 1.0, 0.5, true, "b.jpg");
  CHECK(timeline.resolution() == 0);
  CHECK(timeline.end() == 1.5);
  REQUIRE(timeline.lanes().size() == 2);
  CHECK(timeline.lanes()[0].empty());
  REQUIRE(timeline.lanes()[1].size() == 2);
  CHECK(timeline.lanes()[1][0].name == "a.jpg");
  CHECK(timeline.lanes()[1][0].end == 0.75);
  CHECK(timeline.lanes()[1][1].failed == 1);
}

TEST_CASE("a task that is told of late stands where it was done") {
  Timeline timeline;
  timeline.add(0, 2, 1, false, "second");
  timeline.add(0, 0, 1, false, "first");
  CHECK(timeline.lanes()[0].front().name == "first");
}

TEST_CASE("a million tasks take no more blocks than there may be, and none is forgotten") {
  constexpr unsigned kWorkers = 8;
  constexpr std::uint64_t kTasks = 1'000'000;
  Timeline timeline(1000);
  for (std::uint64_t i = 0; i < kTasks; ++i) {
    timeline.add(i % kWorkers, static_cast<double>(i / kWorkers) * 0.001, 0.0008, i % 1000 == 0,
                 "x");
  }
  const TimelineSums sums = sums_of(timeline);
  CHECK(sums.tasks == kTasks);
  CHECK(sums.failed == kTasks / 1000);
  CHECK(sums.blocks <= 1000);
  CHECK(sums.blocks >= 200);
  CHECK(timeline.resolution() > 0);
  CHECK(timeline.resolution() < timeline.end() / 20);
}

TEST_CASE("a gap that is longer than the resolution stays a gap") {
  Timeline timeline(100);
  for (int i = 0; i < 400; ++i) {
    timeline.add(0, i * 0.01 + (i < 200 ? 0 : 5), 0.01, false, "x");
  }
  const auto& lane = timeline.lanes()[0];
  const bool gap = std::any_of(lane.begin() + 1, lane.end(), [&](const Timeline::Block& block) {
    return block.begin - (&block - 1)->end > 4.5;
  });
  CHECK(gap);
}

TEST_CASE("tasks that take no time at all, of very many workers, come to an end, too") {
  Timeline timeline(4);
  for (unsigned worker = 0; worker < 50; ++worker) {
    timeline.add(worker, 0, 0, false, "x");
    timeline.add(worker, 0, 0, false, "y");
  }
  CHECK(sums_of(timeline).tasks == 100);
  CHECK(sums_of(timeline).blocks <= 51);  // the last one may not have been merged yet
}

}  // namespace
}  // namespace pixherd
