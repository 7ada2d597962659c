// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/state_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "pixherd/files/ledger_file.hpp"
#include "pixherd/files/run_lock.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

TEST_CASE("a state folder is made for its owner alone, and found there again") {
  const TempFolder temp;
  const std::string path = (temp / "state").string();
  REQUIRE(open_state_folder(path).ok());
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777) == 0700);
  CHECK(open_state_folder(path + "/").ok());
}

TEST_CASE("no state folder is made below one that is not there") {
  const TempFolder temp;
  const auto opened = open_state_folder((temp / "no/state").string());
  REQUIRE_FALSE(opened.ok());
  CHECK(contains(opened.error().message, "no/state"));
  CHECK(contains(opened.error().message, "make that first"));
  CHECK_FALSE(std::filesystem::exists(temp / "no"));
}

TEST_CASE("a file is no state folder") {
  const TempFolder temp;
  temp.write("state", "a file");
  const auto opened = open_state_folder((temp / "state").string());
  REQUIRE_FALSE(opened.ok());
  CHECK(contains(opened.error().message, "Not a directory"));
}

TEST_CASE("why no state folder can be made is what the message says") {
  const TempFolder temp;
  std::filesystem::create_directory_symlink("nowhere", temp / "link");
  const auto linked = open_state_folder((temp / "link").string());
  REQUIRE_FALSE(linked.ok());
  CHECK(contains(linked.error().message, "link: is a symbolic link to nothing"));
  const bool was_root = ::geteuid() == 0;
  std::filesystem::permissions(temp.path(), std::filesystem::perms(0555));
  REQUIRE((!was_root || ::seteuid(65'534) == 0));  // root may write everywhere
  const auto forbidden = open_state_folder((temp / "state").string());
  REQUIRE((!was_root || ::seteuid(0) == 0));
  std::filesystem::permissions(temp.path(), std::filesystem::perms(0755));
  REQUIRE_FALSE(forbidden.ok());
  CHECK(contains(forbidden.error().message, "state: cannot be made: Permission denied"));
}

TEST_CASE("a ledger and a lock that are links are called that") {
  const TempFolder temp;
  temp.write("state/elsewhere", "");
  std::filesystem::create_symlink("elsewhere", temp / "state/ledger");
  std::filesystem::create_symlink("elsewhere", temp / "state/lock");
  const std::string path = (temp / "state").string();
  const auto ledger = LedgerFile::open(path);
  REQUIRE_FALSE(ledger.ok());
  CHECK(contains(ledger.error().message, "state: its ledger is a symbolic link"));
  const auto lock = try_lock(*open_state_folder(path));
  REQUIRE(std::holds_alternative<Error>(lock));
  CHECK(contains(std::get<Error>(lock).message, "its lock is a symbolic link"));
}

}  // namespace
}  // namespace pixherd
