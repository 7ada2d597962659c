// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pixherd {

enum class GroupVersion : std::uint8_t { v1, v2 };

/// The folders of the control groups that we are in for one controller ("cpu", "memory"), our own
/// first and then each one above it up to the mount point.
struct ControlGroups {
  GroupVersion version = GroupVersion::v2;
  std::vector<std::filesystem::path> folders;
};

/// From /proc/self/cgroup and /proc/self/mountinfo below `root`. A hybrid host has v1 hierarchies
/// for some controllers and v2 beside them, so there may be one of each.
std::vector<ControlGroups> control_groups(const std::filesystem::path& root,
                                          const std::string& controller);

}  // namespace pixherd
