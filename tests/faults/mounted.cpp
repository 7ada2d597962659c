// SPDX-License-Identifier: Apache-2.0
#include "mounted.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>

#include "needs.hpp"
#include "support/catch.hpp"
#include "support/run_binary.hpp"

namespace pixherd {

void use_own_mounts() {
  static bool own = false;
  if (own) {
    return;
  }
  REQUIRE(::unshare(CLONE_NEWNS) == 0);
  REQUIRE(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
  own = true;
}

Mounted::Mounted(const std::string& type, const std::string& options, const std::string& what,
                 std::filesystem::path where)
    : where_(std::move(where)) {
  use_own_mounts();
  std::filesystem::create_directories(where_);
  must_run(fmt::format("mount -t {} -o '{}' '{}' '{}'", type, options, what, where_.string()));
}

Mounted::~Mounted() {
  if (there_) {
    ::umount2(where_.c_str(), MNT_DETACH);
  }
}

void Mounted::unmount() {
  // A process that has just been killed may still be giving back its files.
  const auto unmounted = [this] { return ::umount2(where_.c_str(), 0) == 0; };
  REQUIRE(becomes_true(unmounted, std::chrono::seconds(5)));
  there_ = false;
}

}  // namespace pixherd
