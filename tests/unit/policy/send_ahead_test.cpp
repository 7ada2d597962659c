// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/send_ahead.hpp"

#include "support/catch.hpp"

namespace pixherd {
namespace {

TEST_CASE("a worker with nothing in hand wants a task wherever one waits") {
  CHECK(wants_more({0, 0, 1, 0.01}));
  CHECK_FALSE(wants_more({0, 0, 0, 0}));
}

TEST_CASE("small tasks are sent ahead for five milliseconds, and thirty-two of them at most") {
  CHECK(wants_more({5, 0.0049, 1, 0.01}));
  CHECK_FALSE(wants_more({5, 0.0051, 1, 0.01}));
  CHECK(wants_more({31, 0.0001, 1, 0.01}));
  CHECK_FALSE(wants_more({32, 0.0001, 1000, 100}));
  CHECK_FALSE(wants_more({1, 0.0001, 0, 0}));
}

TEST_CASE("a second task is sent ahead only where the first is a hundredth of the share at most") {
  CHECK(wants_more({1, 0.2, 1000, 20.1}));
  CHECK_FALSE(wants_more({1, 0.2, 1000, 19.9}));
  CHECK_FALSE(wants_more({2, 0.2, 1000, 1000}));
}

}  // namespace
}  // namespace pixherd
