// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/worker_wear.hpp"

#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr std::uint64_t kMebibyte = 1024 * 1024;

TEST_CASE("a worker may keep half its grant between tasks, and 256 MiB where that is less") {
  CHECK(most_kept_bytes(2048 * kMebibyte) == 1024 * kMebibyte);
  CHECK(most_kept_bytes(514 * kMebibyte) == 257 * kMebibyte);
  CHECK(most_kept_bytes(512 * kMebibyte) == 256 * kMebibyte);
  CHECK(most_kept_bytes(100 * kMebibyte) == 256 * kMebibyte);
  CHECK(most_kept_bytes(0) == 256 * kMebibyte);
}

}  // namespace
}  // namespace pixherd
