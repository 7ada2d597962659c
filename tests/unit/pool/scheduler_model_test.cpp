// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>

#include "pixherd/pool/scheduler.hpp"
#include "support/catch.hpp"
#include "support/grid.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

enum class Where { waiting, out, ended };

/// Plays workers that come, work, die and go in random order, and keeps its own account of every
/// task, which the scheduler's must agree with after every move.
class Play {
 public:
  Play(std::uint32_t tasks, unsigned workers, std::uint32_t batch, std::uint32_t seed)
      : random_(seed),
        costs_(seed % 2 == 0 ? equal_costs(tasks) : skewed_costs(tasks, 1.0, seed)),
        scheduler_(plan_chunks(costs_, workers, batch), costs_),
        tasks_(tasks, Where::waiting),
        workers_(workers) {}

  void to_the_end() {
    while (ended_ < tasks_.size()) {
      move(static_cast<unsigned>(random_() % workers_.size()));
      check_account();
    }
    for (unsigned slot = 0; slot < workers_.size(); ++slot) {
      REQUIRE_FALSE(scheduler_.next_for(slot).has_value());
    }
    REQUIRE(scheduler_.drain().empty());
  }

 private:
  struct Worker {
    bool alive = false;
    bool begun = false;
    std::deque<TaskId> out;
  };

  void move(unsigned slot) {
    Worker& worker = workers_[slot];
    const std::uint32_t dice = random_() % 100;
    if (!worker.alive) {
      if (dice < 30) {
        worker.alive = true;
        scheduler_.worker_came(slot);
      }
    } else if (dice < 45) {
      send(slot);
    } else if (dice < 92) {
      work(slot);
    } else if (dice < 95) {
      die(slot);
    } else {
      lie(slot);
    }
  }

  void send(unsigned slot) {
    const auto task = scheduler_.next_for(slot);
    REQUIRE(task.has_value() == (waiting() > 0));
    if (!task) {
      return;
    }
    REQUIRE(tasks_.at(*task) == Where::waiting);  // nobody else has it or has done it
    if (random_() % 16 == 0) {
      scheduler_.withdrawn(slot, *task);
      end(*task);
      return;
    }
    tasks_[*task] = Where::out;
    workers_[slot].out.push_back(*task);
  }

  void work(unsigned slot) {
    Worker& worker = workers_[slot];
    if (worker.out.empty()) {
      return;
    }
    if (!worker.begun) {
      REQUIRE(scheduler_.started(slot, worker.out.front()));
      worker.begun = true;
      return;
    }
    REQUIRE(scheduler_.finished(slot, worker.out.front()));
    end(worker.out.front());
    worker.out.pop_front();
    worker.begun = false;
  }

  void die(unsigned slot) {
    Worker& worker = workers_[slot];
    const std::size_t waiting = scheduler_.waiting();
    const auto culprit = scheduler_.worker_went(slot);
    REQUIRE(culprit.has_value() == worker.begun);
    if (worker.begun) {
      REQUIRE(*culprit == worker.out.front());
      end(worker.out.front());
      worker.out.pop_front();
    }
    REQUIRE(scheduler_.waiting() == waiting + worker.out.size());
    for (const TaskId task : worker.out) {
      tasks_[task] = Where::waiting;
    }
    worker = Worker();
  }

  /// Says what cannot be; nothing may come of it.
  void lie(unsigned slot) {
    const TaskId task = random_() % (static_cast<std::uint32_t>(tasks_.size()) + 2);
    const Worker& worker = workers_[slot];
    const bool is_first = !worker.out.empty() && worker.out.front() == task;
    if (!(is_first && worker.begun)) {
      REQUIRE_FALSE(scheduler_.finished(slot, task));
    }
    if (!is_first || worker.begun) {
      REQUIRE_FALSE(scheduler_.started(slot, task));
    }
  }

  void end(TaskId task) {
    REQUIRE(tasks_[task] != Where::ended);
    tasks_[task] = Where::ended;
    ++ended_;
  }

  [[nodiscard]] std::size_t count(Where where) const {
    return static_cast<std::size_t>(std::count(tasks_.begin(), tasks_.end(), where));
  }
  [[nodiscard]] std::size_t waiting() const { return count(Where::waiting); }

  void check_account() {
    REQUIRE(scheduler_.waiting() == waiting());
    REQUIRE(scheduler_.out() == count(Where::out));
    for (unsigned slot = 0; slot < workers_.size(); ++slot) {
      REQUIRE(scheduler_.out_with(slot) == workers_[slot].out);
    }
    double cost = 0;
    for (std::size_t task = 0; task < tasks_.size(); ++task) {
      cost += tasks_[task] == Where::waiting ? costs_[task].seconds : 0;
    }
    REQUIRE(std::abs(scheduler_.waiting_cost() - cost) < 1e-6);
  }

  Random random_;
  std::vector<TaskCost> costs_;
  Scheduler scheduler_;
  std::vector<Where> tasks_;
  std::vector<Worker> workers_;
  std::size_t ended_ = 0;
};

TEST_CASE("whoever comes, works, lies and dies, every task is handed out and ends exactly once") {
  for (const std::uint32_t tasks : {0U, 1U, 2U, 5U, 72U}) {
    for (const unsigned workers : kWorkerCounts) {
      for (std::uint32_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(tasks, workers, seed);
        Play(tasks, workers, 1 + seed * 3, seed).to_the_end();
      }
    }
  }
}

TEST_CASE("the same holds for a thousand tasks") {
  for (const unsigned workers : {1U, 4U, 8U}) {
    Play(1000, workers, 20, workers).to_the_end();
  }
}

/// Lets workers of different speeds take tasks as they become free; how long until all is done.
double makespan(std::span<const TaskCost> costs, unsigned workers, double slowness_of_last) {
  Scheduler scheduler(plan_chunks(costs, workers, 20), costs);
  std::vector<double> free_at(workers, 0.0);
  for (unsigned slot = 0; slot < workers; ++slot) {
    scheduler.worker_came(slot);
  }
  while (scheduler.waiting() > 0) {
    const auto slot =
        static_cast<unsigned>(std::min_element(free_at.begin(), free_at.end()) - free_at.begin());
    const auto task = scheduler.next_for(slot);
    REQUIRE(task.has_value());
    const double slowness = slot + 1 == workers ? slowness_of_last : 1.0;
    free_at[slot] += costs[*task].seconds * slowness;
    REQUIRE(scheduler.started(slot, *task));
    REQUIRE(scheduler.finished(slot, *task));
  }
  return *std::max_element(free_at.begin(), free_at.end());
}

TEST_CASE("what a slow worker does not come to is taken over, so that it costs little time") {
  for (const unsigned workers : {2U, 4U, 8U}) {
    for (const bool equal : {true, false}) {
      const auto costs = equal ? equal_costs(1000) : skewed_costs(1000, 0.8, workers);
      double total = 0;
      double longest = 0;
      for (const TaskCost& cost : costs) {
        total += cost.seconds;
        longest = std::max(longest, cost.seconds);
      }
      // Four times as slow: together they are worth workers - 1 + 1/4.
      const double best = total / (workers - 1 + 0.25);
      CAPTURE(workers, equal);
      CHECK(makespan(costs, workers, 4.0) <= best + 4 * longest);
    }
  }
}

}  // namespace
}  // namespace pixherd
