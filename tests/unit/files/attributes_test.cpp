// SPDX-License-Identifier: Apache-2.0
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>

#include "support/catch.hpp"
#include "support/replacing.hpp"

namespace pixherd {
namespace {

/// A capability set as the kernel wants it: of the second version, and empty.
const std::string kCapabilities = std::string("\0\0\0\2", 4) + std::string(16, '\0');

bool has_attribute(const std::string& path, const char* name) {
  return ::getxattr(path.c_str(), name, nullptr, 0) >= 0;
}

/// Somebody who may set none of the attributes that are root's.
class AsNobody {
 public:
  AsNobody() : may_be_(::geteuid() == 0 && ::seteuid(kNobody) == 0) {}
  ~AsNobody() { (void)!::seteuid(may_be_ ? 0 : ::geteuid()); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  static constexpr uid_t kNobody = 65534;

 private:
  bool may_be_;
};

TEST_CASE("an attribute that only root may set is kept or refused, but for the kernel's labels") {
  if (::geteuid() != 0) {
    WARN("SKIPPED: needs root");
    return;
  }
  for (const auto& [attribute, may_be_refused] :
       {std::pair{"security.NTACL", false}, std::pair{"security.SMACK64", true}}) {
    CAPTURE(attribute);
    Replacing work("original");
    REQUIRE(::chown(work.folder.path().c_str(), AsNobody::kNobody, 0) == 0);
    REQUIRE(::chown(work.path.c_str(), AsNobody::kNobody, 0) == 0);
    if (::setxattr(work.path.c_str(), attribute, "x", 1, 0) != 0) {
      WARN("SKIPPED: no such attributes here");
      continue;
    }
    const AsNobody nobody;
    work.open();
    const Attempt done = work.write("new").commit_over(*work.source, 3, {});
    CHECK(done.ok() == may_be_refused);
    CHECK(read_file(work.path) == (may_be_refused ? "new" : "original"));
    if (!may_be_refused) {
      CHECK(done.error().message.find(attribute) != std::string::npos);
    }
  }
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
  REQUIRE(work.write("new").commit_over(*work.source, 3, {}).ok());
  CHECK(has_attribute(work.path, "user.mark"));
  for (const char* name : of_contents) {
    CAPTURE(name);
    CHECK_FALSE(has_attribute(work.path, name));
  }
}

}  // namespace
}  // namespace pixherd
