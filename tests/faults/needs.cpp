// SPDX-License-Identifier: Apache-2.0
#include "needs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "support/catch.hpp"
#include "support/run_binary.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

bool can_run(const std::string& command) {
  return run({.program = "/bin/sh", .arguments = {"-c", command}}).exit_code == 0;
}

bool can_write(const char* path) { return ::access(path, W_OK) == 0; }

bool has(Need need) {
  switch (need) {
    case Need::root: return ::geteuid() == 0;
    case Need::strace: return can_run("strace -f -o /dev/null true");
    case Need::loop_devices:
      return has(Need::root) && can_run("command -v mkfs.ext4 && losetup -f");
    case Need::bindfs:
      return has(Need::root) && can_write("/dev/fuse") && can_run("command -v bindfs");
    case Need::memory_group: return can_write("/sys/fs/cgroup/memory/cgroup.procs");
    case Need::pids_group: return can_write("/sys/fs/cgroup/pids/cgroup.procs");
    case Need::immutable_files: {
      const TempFolder temp;
      const std::string file = temp.write("file", "").string();
      return can_run(fmt::format("chattr +i '{0}' && chattr -i '{0}'", file));
    }
  }
  return false;
}

std::string_view name_of(Need need) {
  switch (need) {
    case Need::root: return "root";
    case Need::strace: return "a strace that may trace";
    case Need::loop_devices: return "root, loop devices and mkfs.ext4";
    case Need::bindfs: return "root, /dev/fuse and bindfs";
    case Need::memory_group: return "a memory control group (version 1) that we may write to";
    case Need::pids_group: return "a pids control group (version 1) that we may write to";
    case Need::immutable_files: return "a temporary folder whose file system knows chattr +i";
  }
  return {};
}

}  // namespace

bool lacks(Need need) {
  if (has(need)) {
    return false;
  }
  WARN("SKIPPED: needs " << name_of(need));
  return true;
}

bool takes_long() {
  const char* value = std::getenv("PIXHERD_FAULTS");
  return value != nullptr && std::string_view(value) == "long";
}

std::string must_run(const std::string& command) {
  const Ended ended = run({.program = "/bin/sh", .arguments = {"-c", command}});
  CAPTURE(command, ended.out, ended.err);
  REQUIRE(ended.exit_code == 0);
  return ended.out;
}

}  // namespace pixherd
