// SPDX-License-Identifier: Apache-2.0
#include <sys/xattr.h>

#include <array>
#include <string>

#include "support/catch.hpp"
#include "support/replacing.hpp"

namespace pixherd {
namespace {

/// A capability set as the kernel wants it: of the second version, and empty.
const std::string kCapabilities = std::string("\0\0\0\2", 4) + std::string(16, '\0');

bool has_attribute(const std::string& path, const char* name) {
  return ::getxattr(path.c_str(), name, nullptr, 0) >= 0;
}

TEST_CASE("what holds for the old contents of a file alone is not given to its new ones") {
  const std::array<const char*, 3> of_contents{"security.ima", "security.evm",
                                               "security.capability"};
  Replacing work("original");
  bool may_set = ::setxattr(work.path.c_str(), "user.mark", "x", 1, 0) == 0;
  for (const char* name : of_contents) {
    may_set = may_set && ::setxattr(work.path.c_str(), name, kCapabilities.data(),
                                    kCapabilities.size(), 0) == 0;
  }
  if (!may_set) {
    WARN("attributes of the kernel's can be set by root alone, and not everywhere");
    return;
  }
  work.open();
  REQUIRE(work.write("new").commit_over(*work.source, 3, false).ok());
  CHECK(has_attribute(work.path, "user.mark"));
  for (const char* name : of_contents) {
    CAPTURE(name);
    CHECK_FALSE(has_attribute(work.path, name));
  }
}

}  // namespace
}  // namespace pixherd
