// SPDX-License-Identifier: Apache-2.0
#include "control_groups.hpp"

#include <fstream>
#include <optional>
#include <sstream>

namespace pixherd {
namespace {

bool list_has(const std::string& comma_list, const std::string& word) {
  std::istringstream words(comma_list);
  std::string candidate;
  while (std::getline(words, candidate, ',')) {
    if (candidate == word) {
      return true;
    }
  }
  return false;
}

/// Where a hierarchy is mounted, and which of its groups is at the mount point.
struct Mount {
  std::string group_root;
  std::string mount_point;
};

std::optional<Mount> find_mount(const std::filesystem::path& root, GroupVersion version,
                                const std::string& controller) {
  std::ifstream lines(root / "proc/self/mountinfo");
  std::string line;
  while (std::getline(lines, line)) {
    // "36 35 98:0 /root /mount/point options [optional ...] - type source super-options"
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) {
      continue;
    }
    std::istringstream left(line.substr(0, dash));
    std::istringstream right(line.substr(dash + 3));
    std::string id;
    std::string parent;
    std::string device;
    Mount mount;
    left >> id >> parent >> device >> mount.group_root >> mount.mount_point;
    std::string type;
    std::string source;
    std::string options;
    right >> type >> source >> options;
    if (version == GroupVersion::v2 ? type == "cgroup2"
                                    : type == "cgroup" && list_has(options, controller)) {
      return mount;
    }
  }
  return std::nullopt;
}

ControlGroups folders_of(const std::filesystem::path& root, GroupVersion version,
                         const Mount& mount, std::string group) {
  // In a container the group is named from the host's root, and that part of the name is what
  // is mounted here.
  if (mount.group_root != "/" &&
      (group == mount.group_root || group.starts_with(mount.group_root + "/"))) {
    group.erase(0, mount.group_root.size());
  }
  ControlGroups groups{version, {}};
  const std::filesystem::path top = root / mount.mount_point.substr(1);
  std::filesystem::path inside = std::filesystem::path(group).relative_path();
  while (!inside.empty()) {
    groups.folders.push_back(top / inside);
    inside = inside.parent_path();
  }
  groups.folders.push_back(top);
  return groups;
}

}  // namespace

std::vector<ControlGroups> control_groups(const std::filesystem::path& root,
                                          const std::string& controller) {
  std::vector<ControlGroups> found;
  std::ifstream lines(root / "proc/self/cgroup");
  std::string line;
  while (std::getline(lines, line)) {
    // "0::/group" is v2; "4:cpu,cpuacct:/group" is v1.
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const GroupVersion version = controllers.empty() ? GroupVersion::v2 : GroupVersion::v1;
    if (version == GroupVersion::v1 && !list_has(controllers, controller)) {
      continue;
    }
    if (const auto mount = find_mount(root, version, controller)) {
      found.push_back(folders_of(root, version, *mount, line.substr(second + 1)));
    }
  }
  return found;
}

}  // namespace pixherd
