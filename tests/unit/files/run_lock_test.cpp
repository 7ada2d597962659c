// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/run_lock.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

Folder opened_lock_folder(const TempFolder& temp) {
  auto folder = open_lock_folder((temp / "state").string());
  REQUIRE(folder.ok());
  return std::move(*folder);
}

TEST_CASE("the folder of a lock is made for its owner alone, and found there again") {
  const TempFolder temp;
  const std::string path = (temp / "state").string();
  REQUIRE(open_lock_folder(path).ok());
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777) == 0700);
  CHECK(open_lock_folder(path + "/").ok());
}

TEST_CASE("no folder for a lock is made below one that is not there") {
  const TempFolder temp;
  const auto opened = open_lock_folder((temp / "no/state").string());
  REQUIRE_FALSE(opened.ok());
  CHECK(contains(opened.error().message, "no/state"));
  CHECK(contains(opened.error().message, "make that first"));
  CHECK_FALSE(std::filesystem::exists(temp / "no"));
}

TEST_CASE("a file is no folder for a lock") {
  const TempFolder temp;
  temp.write("state", "a file");
  const auto opened = open_lock_folder((temp / "state").string());
  REQUIRE_FALSE(opened.ok());
  CHECK(contains(opened.error().message, "Not a directory"));
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
