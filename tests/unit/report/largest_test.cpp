// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/largest.hpp"

#include <functional>

#include "support/catch.hpp"

namespace pixherd {
namespace {

TEST_CASE("the largest few of many are kept in their order, and all are counted") {
  for (const int count : {0, 1, 3, 4, 7, 8, 1000}) {
    CAPTURE(count);
    Largest<int, std::greater<>> largest(4);
    for (int i = 0; i < count; ++i) {
      largest.add(i * 7919 % 1009);
    }
    std::vector<int> all;
    for (int i = 0; i < count; ++i) {
      all.push_back(i * 7919 % 1009);
    }
    std::sort(all.begin(), all.end(), std::greater<>());
    all.resize(std::min<std::size_t>(all.size(), 4));
    CHECK(largest.sorted() == all);
    CHECK(largest.count() == static_cast<std::uint64_t>(count));
  }
}

}  // namespace
}  // namespace pixherd
