// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/space.hpp"

#include <fcntl.h>

#include "pixherd/base/fd.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

TEST_CASE("a folder's space is that of its file system") {
  const TempFolder temp;
  const Fd folder(::open(temp.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto space = space_at(folder.get());
  REQUIRE(space);
  CHECK(space->total == std::filesystem::space(temp.path()).capacity);
  CHECK_FALSE(space_at(-1));
}

TEST_CASE("where another folder of a file system has room this one is full by a quota of its own") {
  constexpr std::uint64_t kGigabyte = 1'000'000'000;
  CHECK(has_room_of_its_own({500 * kGigabyte, kGigabyte}, {10 * kGigabyte, 0}));
  CHECK(has_room_of_its_own({10 * kGigabyte, kGigabyte}, {10 * kGigabyte, 0}));
  CHECK_FALSE(has_room_of_its_own({10 * kGigabyte, 0}, {10 * kGigabyte, 0}));
  CHECK_FALSE(has_room_of_its_own({10 * kGigabyte, 9'000'000}, {10 * kGigabyte, 0}));
  CHECK_FALSE(has_room_of_its_own({500 * kGigabyte, 0}, {10 * kGigabyte, 0}));
}

}  // namespace
}  // namespace pixherd
