// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/scheduler.hpp"

#include <algorithm>
#include <numeric>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/grid.hpp"

namespace pixherd {
namespace {

/// A scheduler with its costs, for equal tasks of a second each.
struct Herd {
  Herd(std::uint32_t tasks, unsigned workers, std::uint32_t batch)
      : costs(equal_costs(tasks, 1.0)), scheduler(plan_chunks(costs, workers, batch), costs) {}

  std::vector<TaskId> take(unsigned slot, int count) {
    std::vector<TaskId> tasks;
    for (int i = 0; i < count; ++i) {
      tasks.push_back(scheduler.next_for(slot).value());
    }
    return tasks;
  }
  void finish(unsigned slot, TaskId task) {
    REQUIRE(scheduler.started(slot, task));
    REQUIRE(scheduler.finished(slot, task));
  }

  std::vector<TaskCost> costs;
  Scheduler scheduler;
};

using Tasks = std::vector<TaskId>;

TEST_CASE("a worker takes its own chunks first, in their order") {
  Herd herd(12, 2, 3);  // chunks 0-2 and 6-8 are worker 0's, 3-5 and 9-11 worker 1's
  herd.scheduler.worker_came(0);
  herd.scheduler.worker_came(1);
  CHECK(herd.take(1, 6) == Tasks{3, 4, 5, 9, 10, 11});
  CHECK(herd.take(0, 6) == Tasks{0, 1, 2, 6, 7, 8});
  CHECK_FALSE(herd.scheduler.next_for(0).has_value());
  CHECK(herd.scheduler.takeovers() == 0);
}

TEST_CASE("the tasks of a worker that does not live are taken before those of one that does") {
  Herd herd(18, 3, 3);
  herd.scheduler.worker_came(0);
  herd.scheduler.worker_came(1);
  CHECK(herd.take(0, 6) == Tasks{0, 1, 2, 9, 10, 11});
  CHECK(herd.take(0, 6) == Tasks{6, 7, 8, 15, 16, 17});  // those of worker 2, as planned
  CHECK(herd.scheduler.takeovers() == 0);
  CHECK(herd.take(0, 1) == Tasks{3});  // now worker 1's
  CHECK(herd.scheduler.takeovers() == 1);
  CHECK(herd.take(1, 3) == Tasks{4, 5, 12});
}

TEST_CASE("a worker that has none left takes over the next task of whoever has most") {
  Herd herd(12, 3, 4);  // a chunk of four each
  for (unsigned slot = 0; slot < 3; ++slot) {
    herd.scheduler.worker_came(slot);
  }
  CHECK(herd.take(0, 1) == Tasks{0});
  CHECK(herd.take(1, 2) == Tasks{4, 5});
  CHECK(herd.take(2, 4) == Tasks{8, 9, 10, 11});
  CHECK(herd.take(2, 1) == Tasks{1});
  CHECK(herd.take(2, 1) == Tasks{2});
  CHECK(herd.take(2, 1) == Tasks{6});
  CHECK(herd.scheduler.takeovers() == 3);
  CHECK(herd.take(0, 1) == Tasks{3});
  CHECK(herd.take(0, 1) == Tasks{7});
  CHECK(herd.scheduler.takeovers() == 4);
  CHECK_FALSE(herd.scheduler.next_for(0).has_value());
  CHECK_FALSE(herd.scheduler.next_for(1).has_value());
}

TEST_CASE("it is the longest task that is taken over") {
  std::vector<TaskCost> costs = equal_costs(6, 1.0);
  costs[2].seconds = costs[3].seconds = 9;
  ChunkPlan plan;
  plan.workers = 4;
  plan.order = {0, 1, 2, 3, 4, 5};
  plan.chunks = {{0, 0, 2, 2, 0}, {1, 2, 2, 18, 0}, {2, 4, 2, 2, 0}};
  Scheduler scheduler(plan, costs);
  for (unsigned slot = 0; slot < 4; ++slot) {
    scheduler.worker_came(slot);
  }
  CHECK(scheduler.next_for(3) == 2U);
  CHECK(scheduler.takeovers() == 1);
}

/// Two shares, longest first, and a worker for each.
struct Unequal {
  Unequal() : scheduler(plan(), costs) {
    scheduler.worker_came(0);
    scheduler.worker_came(1);
  }
  static ChunkPlan plan() {
    ChunkPlan plan;
    plan.workers = 2;
    plan.order = {0, 1, 2, 3, 4, 5};
    plan.chunks = {{0, 0, 3, 14, 0}, {1, 3, 3, 16.5, 0}};
    return plan;
  }
  std::vector<TaskCost> costs{{8, 1}, {5, 1}, {1, 1}, {7, 1}, {6, 1}, {3.5, 1}};
  Scheduler scheduler;
};

TEST_CASE("a worker whose own next task is nearly as long as another's takes its own") {
  Unequal herd;
  CHECK(herd.scheduler.next_for(1) == 3U);  // 7 s, where 8 wait with the other
  CHECK(herd.scheduler.takeovers() == 0);
}

TEST_CASE("a longer task of a worker that has fallen behind goes before an own one") {
  Unequal herd;
  CHECK(herd.scheduler.next_for(1) == 3U);
  CHECK(herd.scheduler.next_for(1) == 0U);  // 8 s; its own next one takes 6
  CHECK(herd.scheduler.takeovers() == 1);
  CHECK(herd.scheduler.next_for(1) == 4U);
  CHECK(herd.scheduler.next_for(1) == 1U);
  CHECK(herd.scheduler.next_for(1) == 5U);
  CHECK(herd.scheduler.next_for(0) == 2U);
}

TEST_CASE("what a gone worker left of a chunk waits with the rest, as planned") {
  Herd herd(16, 2, 4);  // chunks 0-3 and 8-11 are worker 0's
  herd.scheduler.worker_came(0);
  herd.scheduler.worker_came(1);
  (void)herd.take(0, 1);
  REQUIRE(herd.scheduler.started(0, 0));
  REQUIRE(herd.scheduler.worker_went(0) == 0U);
  CHECK(herd.take(1, 8) == Tasks{4, 5, 6, 7, 12, 13, 14, 15});
  CHECK(herd.take(1, 7) == Tasks{1, 2, 3, 8, 9, 10, 11});
  CHECK(herd.scheduler.takeovers() == 0);
}

TEST_CASE("a worker says what it has begun only of the task it was sent first") {
  Herd herd(6, 2, 3);
  const Tasks sent = herd.take(0, 2);
  CHECK_FALSE(herd.scheduler.started(0, sent[1]));
  CHECK_FALSE(herd.scheduler.started(1, sent[0]));
  CHECK_FALSE(herd.scheduler.started(0, 5));
  CHECK(herd.scheduler.started(0, sent[0]));
  CHECK_FALSE(herd.scheduler.started(0, sent[0]));
  CHECK_FALSE(herd.scheduler.started(0, sent[1]));
}

TEST_CASE("a worker is done only with the task it has begun, and only once") {
  Herd herd(6, 2, 3);
  const Tasks sent = herd.take(0, 2);
  CHECK_FALSE(herd.scheduler.finished(0, sent[0]));
  CHECK(herd.scheduler.started(0, sent[0]));
  CHECK_FALSE(herd.scheduler.finished(0, sent[1]));
  CHECK_FALSE(herd.scheduler.finished(1, sent[0]));
  CHECK(herd.scheduler.out() == 2);
  CHECK(herd.scheduler.finished(0, sent[0]));
  CHECK_FALSE(herd.scheduler.finished(0, sent[0]));
  CHECK(herd.scheduler.out() == 1);
}

TEST_CASE("a task that is postponed is the next one") {
  Herd herd(6, 2, 3);
  herd.scheduler.worker_came(0);
  const Tasks sent = herd.take(0, 2);
  herd.scheduler.postponed(0, sent[1]);
  CHECK(herd.scheduler.out() == 1);
  CHECK(herd.scheduler.waiting() == 5);
  CHECK(herd.take(1, 1) == Tasks{sent[1]});
}

TEST_CASE("a worker that dies leaves its announced task as the culprit and the others to others") {
  Herd herd(6, 2, 3);
  herd.scheduler.worker_came(0);
  herd.scheduler.worker_came(1);
  const Tasks sent = herd.take(0, 3);
  REQUIRE(herd.scheduler.started(0, sent[0]));
  CHECK(herd.scheduler.worker_went(0) == sent[0]);
  CHECK(herd.scheduler.out() == 0);
  CHECK(herd.scheduler.waiting() == 5);
  CHECK(herd.take(1, 2) == Tasks{sent[1], sent[2]});  // first in line, in their order
}

TEST_CASE("a worker that dies before it has begun has no culprit") {
  Herd herd(6, 2, 3);
  const Tasks sent = herd.take(0, 2);
  SECTION("nothing announced") {
    CHECK_FALSE(herd.scheduler.worker_went(0).has_value());
    CHECK(herd.scheduler.waiting() == 6);
  }
  SECTION("the announced one finished") {
    herd.finish(0, sent[0]);
    CHECK_FALSE(herd.scheduler.worker_went(0).has_value());
    CHECK(herd.scheduler.waiting() == 5);
  }
  SECTION("the announcement forgotten") {
    REQUIRE(herd.scheduler.started(0, sent[0]));
    herd.scheduler.forget_announcement(0);
    CHECK_FALSE(herd.scheduler.worker_went(0).has_value());
    CHECK(herd.scheduler.waiting() == 6);
  }
  SECTION("nothing sent") {
    CHECK_FALSE(herd.scheduler.worker_went(1).has_value());
    CHECK(herd.scheduler.waiting() == 4);
  }
}

TEST_CASE("a task that could not be sent is done with") {
  Herd herd(4, 1, 4);
  const Tasks sent = herd.take(0, 2);
  herd.scheduler.withdrawn(0, sent[1]);
  CHECK(herd.scheduler.out() == 1);
  CHECK(herd.scheduler.waiting() == 2);
  CHECK(herd.take(0, 2) == Tasks{2, 3});
}

TEST_CASE("a task that found no room waits until nobody has another in hand") {
  Herd herd(4, 2, 2);
  const Tasks first = herd.take(0, 1);
  herd.finish(0, first[0]);
  herd.scheduler.retry_last(first[0]);
  CHECK(herd.scheduler.waiting() == 4);
  const Tasks others = herd.take(0, 3);
  CHECK(std::find(others.begin(), others.end(), first[0]) == others.end());
  for (const TaskId task : others) {
    CHECK_FALSE(herd.scheduler.next_for(1).has_value());
    herd.finish(0, task);
  }
  CHECK(herd.take(1, 1) == first);
  herd.finish(1, first[0]);
  herd.scheduler.retry_last(first[0]);
  CHECK(herd.scheduler.drain() == first);
  CHECK(herd.scheduler.waiting() == 0);
}

TEST_CASE("what waits is given up whole") {
  Herd herd(10, 2, 2);
  const Tasks sent = herd.take(0, 3);
  REQUIRE(herd.scheduler.started(0, sent[0]));
  (void)herd.scheduler.worker_went(0);
  Tasks rest = herd.scheduler.drain();
  std::sort(rest.begin(), rest.end());
  CHECK(rest.size() == 9);
  CHECK(std::adjacent_find(rest.begin(), rest.end()) == rest.end());
  CHECK(std::find(rest.begin(), rest.end(), sent[0]) == rest.end());
  CHECK(herd.scheduler.waiting() == 0);
  CHECK(nearly(herd.scheduler.waiting_cost(), 0));
  CHECK_FALSE(herd.scheduler.next_for(1).has_value());
  CHECK(herd.scheduler.drain().empty());
}

TEST_CASE("what waits and what it costs is known at every moment") {
  Herd herd(10, 2, 5);
  CHECK(herd.scheduler.waiting() == 10);
  CHECK(nearly(herd.scheduler.waiting_cost(), 10));
  (void)herd.take(0, 3);
  CHECK(herd.scheduler.waiting() == 7);
  CHECK(nearly(herd.scheduler.waiting_cost(), 7));
  (void)herd.scheduler.worker_went(0);
  CHECK(nearly(herd.scheduler.waiting_cost(), 10));
}

TEST_CASE("with no tasks there is nothing to give") {
  for (const unsigned workers : kWorkerCounts) {
    Herd herd(0, workers, 20);
    CHECK(herd.scheduler.slots() == workers);
    for (unsigned slot = 0; slot < workers; ++slot) {
      CHECK_FALSE(herd.scheduler.next_for(slot).has_value());
    }
    CHECK(herd.scheduler.drain().empty());
  }
}

}  // namespace
}  // namespace pixherd
