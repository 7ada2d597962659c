// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/text_file.hpp"

#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

TEST_CASE("a text takes the place of another whole, also where it is empty") {
  const TempFolder temp;
  const std::string path = (temp / "new/page.html").string();
  for (const char* text : {"a page", "", "another page"}) {
    CAPTURE(text);
    REQUIRE(write_text_file(path, text).ok());
    CHECK(snapshot(temp.path()) == std::map<std::string, std::string>{{"new/page.html", text}});
  }
}

TEST_CASE("a text has the permissions of any new file") {
  const TempFolder temp;
  const mode_t mask = ::umask(027);
  const Attempt written = write_text_file((temp / "page.html").string(), "a page");
  ::umask(mask);
  REQUIRE(written.ok());
  struct stat facts {};
  REQUIRE(::stat((temp / "page.html").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777U) == 0640);
}

}  // namespace
}  // namespace pixherd
