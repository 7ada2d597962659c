// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/quality_search.hpp"

#include <functional>
#include <set>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

struct Searched {
  std::optional<std::size_t> answer;
  std::set<std::size_t> tried;
};

Searched search(std::size_t steps, const std::function<bool(std::size_t)>& fits) {
  QualitySearch search(steps);
  Searched done;
  while (const auto step = search.next()) {
    REQUIRE(*step < steps);
    REQUIRE(done.tried.insert(*step).second);  // never twice
    search.tried(fits(*step));
  }
  done.answer = search.answer();
  return done;
}

TEST_CASE("the best step that fits is found with at most seven encodings") {
  for (std::size_t steps = 1; steps <= 100; ++steps) {
    for (std::size_t first_fit = 0; first_fit <= steps; ++first_fit) {
      CAPTURE(steps, first_fit);
      const Searched done = search(steps, [&](std::size_t step) { return step >= first_fit; });
      REQUIRE(done.tried.size() <= 7);
      if (first_fit == steps) {
        REQUIRE_FALSE(done.answer.has_value());
        REQUIRE(done.tried.count(steps - 1) == 1);
        continue;
      }
      REQUIRE(done.answer.has_value());
      REQUIRE(done.tried.count(*done.answer) == 1);
      REQUIRE(*done.answer >= first_fit);
      REQUIRE(*done.answer <= first_fit + (steps <= 64 ? 0 : 1));
    }
  }
}

TEST_CASE("what fits at once is encoded once") {
  CHECK(search(100, [](std::size_t) { return true; }).tried.size() == 1);
}

TEST_CASE("where sizes do not fall all the way the answer is one that was seen to fit") {
  Random random(3);
  for (int round = 0; round < 5000; ++round) {
    const std::size_t steps = 1 + random() % 100;
    std::set<std::size_t> fitting;
    for (std::size_t step = 0; step < steps; ++step) {
      if (random() % 3 == 0) {
        fitting.insert(step);
      }
    }
    const Searched done = search(steps, [&](std::size_t s) { return fitting.count(s) != 0; });
    if (done.answer) {
      REQUIRE(fitting.count(*done.answer) == 1);
      REQUIRE(done.tried.count(*done.answer) == 1);
    }
  }
}

}  // namespace
}  // namespace pixherd
