// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/memory_budget.hpp"

#include <algorithm>
#include <deque>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

TEST_CASE("above sixteen billion bytes seven tenths of them are used, otherwise half") {
  CHECK(nearly(get_memory_config(15'999'999'999).percentage, 0.5));
  CHECK(nearly(get_memory_config(16'000'000'000).percentage, 0.5));
  CHECK(nearly(get_memory_config(16'000'000'001).percentage, 0.7));
  CHECK(nearly(get_memory_config(0).percentage, 0.5));
  CHECK(get_memory_config(16'000'000'000).budget() == 8'000'000'000);
  CHECK(get_memory_config(20'000'000'000).budget() == 14'000'000'000);
  CHECK(get_memory_config(123).available == 123);
}

TEST_CASE("a percentage that was asked for holds whatever there is") {
  CHECK(nearly(get_memory_config(1'000, 0.9).percentage, 0.9));
  CHECK(nearly(get_memory_config(64'000'000'000, 0.25).percentage, 0.25));
  CHECK(get_memory_config(1'000, 1.0).budget() == 1'000);
}

TEST_CASE("every worker at work holds its share of the budget") {
  MemoryGrants grants(1000, 4);
  CHECK(grants.base_grant() == 250);
  CHECK(grants.held() == 0);
  for (unsigned worker = 0; worker < 4; ++worker) {
    CHECK(grants.may_start(worker));
    grants.start(worker);
  }
  CHECK(grants.held() == 1000);
  grants.start(2);
  CHECK(grants.held() == 1000);
  grants.release(2);
  CHECK(grants.held() == 750);
}

TEST_CASE("a worker that needs no more than its share has it already") {
  MemoryGrants grants(1000, 4);
  for (unsigned worker = 0; worker < 4; ++worker) {
    grants.start(worker);
  }
  CHECK(grants.ask(1, 250));
  CHECK(grants.ask(2, 1));
  CHECK(grants.held() == 1000);
}

TEST_CASE("a request that is too large to be true is no more than one beyond the budget") {
  for (const std::uint64_t absurd : {~std::uint64_t{0}, std::uint64_t{1} << 63U}) {
    MemoryGrants grants(1000, 4);
    grants.start(1);
    CHECK_FALSE(grants.ask(0, absurd));
    grants.release(1);
    CHECK(grants.next_grant() == 0U);
    CHECK_FALSE(grants.may_start(1));
  }
}

TEST_CASE("more is granted while there is room, and is free again after the task") {
  MemoryGrants grants(1000, 4);
  grants.start(0);
  grants.start(1);
  CHECK(grants.ask(0, 700));
  CHECK(grants.held() == 950);
  CHECK_FALSE(grants.may_start(2));  // 50 are left
  CHECK_FALSE(grants.ask(1, 400));
  grants.finish_task(0);
  CHECK(grants.next_grant() == 1U);
  CHECK(grants.held() == 650);
  CHECK(grants.may_start(2));
}

TEST_CASE("a huge image waits until the others have finished and then runs alone") {
  MemoryGrants grants(1000, 4);
  for (unsigned worker = 0; worker < 4; ++worker) {
    grants.start(worker);
  }
  CHECK_FALSE(grants.ask(3, 5000));
  CHECK(grants.has_deferred());
  for (unsigned worker = 0; worker < 3; ++worker) {
    CHECK_FALSE(grants.next_grant().has_value());
    grants.finish_task(worker);
    CHECK_FALSE(grants.may_start(worker));  // held back
    grants.release(worker);
  }
  CHECK(grants.next_grant() == 3U);
  CHECK_FALSE(grants.next_grant().has_value());
  for (unsigned worker = 0; worker < 3; ++worker) {
    CHECK_FALSE(grants.may_start(worker));
  }
  grants.release(3);
  CHECK(grants.may_start(0));
}

TEST_CASE("while somebody waits for memory nobody else is let in, though a share is free") {
  MemoryGrants grants(1000, 4);
  grants.start(0);
  grants.start(1);
  CHECK(grants.may_start(2));
  CHECK_FALSE(grants.ask(1, 900));
  CHECK_FALSE(grants.may_start(2));  // 500 are free, but not for latecomers
  CHECK_FALSE(grants.may_start(0));
  grants.release(0);
  CHECK(grants.next_grant() == 1U);
}

TEST_CASE("where all at work wait for memory the first of them goes on") {
  MemoryGrants grants(1000, 2);
  CHECK_FALSE((grants.start(1), grants.ask(0, 900)));
  CHECK_FALSE(grants.ask(1, 900));
  CHECK(grants.next_grant() == 0U);
  CHECK_FALSE(grants.next_grant().has_value());
  grants.release(0);
  CHECK(grants.next_grant() == 1U);
}

TEST_CASE("a worker that dies while it waits is forgotten") {
  MemoryGrants grants(1000, 3);
  grants.start(0);
  grants.start(1);
  CHECK_FALSE(grants.ask(1, 900));
  grants.start(2);
  CHECK_FALSE(grants.ask(2, 800));
  grants.release(1);
  CHECK(grants.has_deferred());
  grants.release(0);
  CHECK(grants.next_grant() == 2U);
}

TEST_CASE("with no budget at all one worker after another is still let in") {
  MemoryGrants grants(0, 4);
  CHECK(grants.may_start(0));
  grants.start(0);
  CHECK_FALSE(grants.may_start(1));
  CHECK(grants.ask(0, 1'000'000));
  grants.release(0);
  CHECK(grants.may_start(1));
}

/// A herd with lists of tasks, played against MemoryGrants without any process.
class PlayedHerd {
 public:
  PlayedHerd(std::uint64_t budget, unsigned workers, std::uint32_t seed)
      : budget_(budget), grants_(budget, workers), random_(seed), workers_(workers) {
    waiting_.resize(40);
    for (std::uint64_t& need : waiting_) {
      // Most fit into a grant, some do not, a few are beyond the whole budget.
      need = random_() % (random_() % 8 == 0 ? 2 * budget : budget / workers + budget / 4);
    }
  }

  /// Plays until all tasks are done; false where nothing moves any more.
  bool play() {
    while (!over()) {
      if (!step()) {
        return false;
      }
    }
    return true;
  }

 private:
  enum class State { idle, queued, running, asking };
  struct Worker {
    State state = State::idle;
    std::deque<std::uint64_t> sent;
  };

  [[nodiscard]] bool over() const {
    return waiting_.empty() && std::all_of(workers_.begin(), workers_.end(),
                                           [](const Worker& w) { return w.state == State::idle; });
  }

  /// One random move out of those that are possible.
  bool step() {
    std::vector<unsigned> movable;
    for (unsigned i = 0; i < workers_.size(); ++i) {
      const Worker& worker = workers_[i];
      const bool may_be_sent =
          worker.state == State::idle && !waiting_.empty() && grants_.may_start(i);
      if (may_be_sent || worker.state == State::queued || worker.state == State::running) {
        movable.push_back(i);
      }
    }
    if (movable.empty()) {
      return false;
    }
    move(movable[random_() % movable.size()]);
    grant_what_can_be();
    check_budget();
    return true;
  }

  void move(unsigned index) {
    Worker& worker = workers_[index];
    switch (worker.state) {
      case State::idle: {
        const std::size_t count = std::min<std::size_t>(1 + random_() % 3, waiting_.size());
        worker.sent.assign(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
        grants_.start(index);
        worker.state = State::queued;
        break;
      }
      case State::queued:
        worker.state = grants_.ask(index, worker.sent.front()) ? State::running : State::asking;
        if (worker.state == State::asking) {
          asked_.push_back(index);
        }
        break;
      case State::running:
        worker.sent.pop_front();
        grants_.finish_task(index);
        worker.state = State::queued;
        if (worker.sent.empty()) {
          grants_.release(index);
          worker.state = State::idle;
        }
        break;
      case State::asking: break;
    }
  }

  void grant_what_can_be() {
    while (const auto granted = grants_.next_grant()) {
      REQUIRE_FALSE(asked_.empty());
      REQUIRE(*granted == asked_.front());  // first come, first served
      asked_.pop_front();
      workers_[*granted].state = State::running;
    }
  }

  /// Nobody holds more than the budget together, but for one that goes on while all others wait.
  void check_budget() const {
    const auto going_on = std::count_if(workers_.begin(), workers_.end(), [](const Worker& w) {
      return w.state == State::running || w.state == State::queued;
    });
    if (grants_.held() > budget_) {
      REQUIRE(going_on <= 1);
    }
  }

  std::uint64_t budget_;
  MemoryGrants grants_;
  Random random_;
  std::vector<Worker> workers_;
  std::vector<std::uint64_t> waiting_;
  std::deque<unsigned> asked_;
};

TEST_CASE("whatever is asked, the budget holds, the first comes first and nobody waits for ever") {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    const unsigned workers = 1 + seed % 8;
    CAPTURE(seed, workers);
    CHECK(PlayedHerd(1000, workers, seed).play());
  }
}

}  // namespace
}  // namespace pixherd
