// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/run_lock.hpp"

#include <unistd.h>

#include <optional>

#include "pixherd/files/state_folder.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

Folder opened_lock_folder(const TempFolder& temp) {
  auto folder = open_state_folder((temp / "state").string());
  REQUIRE(folder.ok());
  return std::move(*folder);
}

TEST_CASE("a lock is one holder's at a time, who is named, and free when that lets it go") {
  const TempFolder temp;
  const Folder folder = opened_lock_folder(temp);
  {
    const auto first = try_lock(folder);
    REQUIRE(std::holds_alternative<RunLock>(first));
    const auto second = try_lock(folder);
    REQUIRE(std::holds_alternative<LockedBy>(second));
    const std::string& holder = std::get<LockedBy>(second).holder;
    CAPTURE(holder);
    CHECK(holder.starts_with("pid " + std::to_string(::getpid()) + ", since 20"));
    CHECK(holder.ends_with("Z"));
  }
  CHECK(std::holds_alternative<RunLock>(try_lock(folder)));
}

TEST_CASE("what somebody else wrote into a lock is shown as one line that moves no cursor") {
  const TempFolder temp;
  const Folder folder = opened_lock_folder(temp);
  const auto first = try_lock(folder);
  temp.write("state/lock", "\x1b[2Jbad\nmore");
  const auto second = try_lock(folder);
  REQUIRE(std::holds_alternative<LockedBy>(second));
  CHECK(std::get<LockedBy>(second).holder == "\\x1b[2Jbad");
}

TEST_CASE("where a lock was removed under its holder the next one has a lock of its own") {
  const TempFolder temp;
  const Folder folder = opened_lock_folder(temp);
  const auto first = try_lock(folder);
  std::filesystem::remove(temp / "state/lock");
  CHECK(std::holds_alternative<RunLock>(try_lock(folder)));
}

}  // namespace
}  // namespace pixherd
