// SPDX-License-Identifier: Apache-2.0
#include <cstddef>

#include "pixherd/base/bytes.hpp"
#include "pixherd/png/zlib_stream.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

Bytes stream_of(std::size_t bytes) { return zlib_packed(Bytes(bytes)); }

TEST_CASE("streams share what they may hold together") {
  UnpackBudget budget(1000);
  CHECK(budget.unpack(stream_of(400)).value_or(Bytes()).size() == 400);
  CHECK(budget.unpack(stream_of(600)).value_or(Bytes()).size() == 600);
  CHECK_FALSE(budget.unpack(stream_of(1)).has_value());
}

TEST_CASE("a stream that overruns takes all that is left, and a broken one what was tried") {
  UnpackBudget overrun(1000);
  CHECK_FALSE(overrun.unpack(stream_of(1001)).has_value());
  CHECK_FALSE(overrun.unpack(stream_of(1)).has_value());
  UnpackBudget broken(1000);
  const Bytes nothing(4);
  CHECK_FALSE(broken.unpack(nothing).has_value());
  CHECK_FALSE(broken.unpack(stream_of(1000)).has_value());
  UnpackBudget large(1000);
  CHECK_FALSE(large.unpack(nothing).has_value());
  CHECK(large.unpack(stream_of(900)).has_value());
}

}  // namespace
}  // namespace pixherd
