// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/path_below.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

TEST_CASE("a path lies below a folder by its parts and not by its letters") {
  CHECK(path_below("/a", "/a/b/c") == "b/c");
  CHECK(path_below("/a", "/a") == "");
  CHECK(path_below("/", "/a") == "a");
  CHECK(path_below("/a", "/ab/c") == std::nullopt);
  CHECK(path_below("/a/b", "/a") == std::nullopt);
}

TEST_CASE("written paths are found below their folder however they are written") {
  const TempFolder temp;
  temp.write("real/sub/x", "");
  const std::string top = std::filesystem::canonical(temp.path()).string();
  std::filesystem::create_directory_symlink("real", temp / "link");
  WrittenPaths written(top + "/real");
  for (const std::string path :
       {"/real/sub/x", "//real///sub/x", "/real/./sub/x", "/real/sub/../sub/x", "/link/sub/x",
        "/link/../real/sub/x", "/real/sub/x/"}) {
    CAPTURE(path);
    const auto below = written.below(top + path);
    REQUIRE(below.ok());
    CHECK(*below == "sub/x");
  }
  const auto missing = written.below(top + "/real/not/there");
  REQUIRE(missing.ok());
  CHECK(*missing == "not/there");
}

TEST_CASE("what lies outside is refused, and the folder itself has no path below it") {
  const TempFolder temp;
  temp.write("real/x", "");
  temp.write("realer/x", "");
  const std::string top = std::filesystem::canonical(temp.path()).string();
  WrittenPaths written(top + "/real");
  for (const std::string path : {"/real", "/real/", "/real/."}) {
    CAPTURE(path);
    CHECK(written.below(top + path).value() == "");
  }
  for (const std::string path : {"/realer/x", "/real/../realer/x", ""}) {
    CAPTURE(path);
    const auto below = written.below(top + path);
    REQUIRE_FALSE(below.ok());
    CHECK(below.error().code == ErrorCode::not_a_file);
  }
  const auto nowhere = written.below(top + "/real/no/../x");
  REQUIRE_FALSE(nowhere.ok());
  CHECK(nowhere.error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace pixherd
