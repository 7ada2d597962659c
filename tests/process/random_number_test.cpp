// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/random.hpp"

#include <seccomp.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"

namespace pixherd {
namespace {

TEST_CASE("numbers differ from call to call") { CHECK(random_u64() != random_u64()); }

TEST_CASE("numbers differ from process to process where the kernel gives none") {
  constexpr std::size_t kChildren = 8;
  Shared<std::array<std::atomic<std::uint64_t>, 2 * kChildren>> drawn;
  for (std::size_t i = 0; i < kChildren; ++i) {
    const ChildEnd end = in_child([&] {
      auto* filter = ::seccomp_init(SCMP_ACT_ALLOW);
      ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(getrandom), 0);
      if (::seccomp_load(filter) != 0) {
        ::_exit(1);
      }
      (*drawn)[2 * i] = random_u64();
      (*drawn)[2 * i + 1] = random_u64();
    });
    REQUIRE(end.exit_code == 0);
  }
  std::vector<std::uint64_t> all(drawn->begin(), drawn->end());
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
  CHECK(all.front() > 2 * kChildren);
}

}  // namespace
}  // namespace pixherd
