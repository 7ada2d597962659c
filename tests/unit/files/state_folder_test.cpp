// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/state_folder.hpp"

#include <sys/stat.h>

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

}  // namespace
}  // namespace pixherd
