// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
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

/// The first line of a small file; empty where it cannot be read.
std::string first_line(const std::filesystem::path& file);

/// A number that stands alone in a file; nullopt where there is none ("max" included).
std::optional<std::uint64_t> number_in(const std::filesystem::path& file);

/// The number behind `key` in a file of "key number" or "key: number kB" lines; kB are taken as
/// bytes x 1024.
std::optional<std::uint64_t> number_behind(const std::filesystem::path& file,
                                           const std::string& key);

}  // namespace pixherd
