// SPDX-License-Identifier: Apache-2.0
#include "memory_groups.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pixherd {

MemoryGroups::MemoryGroups(const std::filesystem::path& root) {
  for (const ControlGroups& groups : control_groups(root, "memory")) {
    const bool v1 = groups.version == GroupVersion::v1;
    for (const auto& folder : groups.folders) {
      Limit limit{groups.version, KeptFile(folder / (v1 ? "memory.limit_in_bytes" : "memory.max")),
                  KeptFile(folder / "memory.high"),
                  KeptFile(folder / (v1 ? "memory.usage_in_bytes" : "memory.current")),
                  KeptFile(folder / "memory.stat")};
      if ((limit.most.is_there() || limit.high.is_there()) && limit.used.is_there()) {
        limits_.push_back(std::move(limit));
      }
    }
    if (!groups.folders.empty()) {
      KeptFile count(groups.folders.front() / (v1 ? "memory.oom_control" : "memory.events"));
      if (count.is_there()) {
        kill_counts_.push_back(std::move(count));
      }
    }
  }
}

std::optional<std::uint64_t> MemoryGroups::room() const {
  std::optional<std::uint64_t> least;
  for (const Limit& limit : limits_) {
    if (const auto room = room_of(limit)) {
      least = std::min(least.value_or(*room), *room);
    }
  }
  return least;
}

/// The lower limit - usage + inactive file pages, which the kernel gives back before it slows down
/// or kills anyone.
std::optional<std::uint64_t> MemoryGroups::room_of(const Limit& limit) {
  std::array<char, 8192> buffer{};
  auto most = number_in(limit.most.read(buffer));
  if (const auto high = number_in(limit.high.read(buffer))) {
    most = std::min(most.value_or(*high), *high);
  }
  const auto used = number_in(limit.used.read(buffer));
  if (!most || !used) {
    return std::nullopt;
  }
  const bool v1 = limit.version == GroupVersion::v1;
  const std::uint64_t inactive =
      limit.details.is_there()
          ? number_behind(limit.details.read(buffer), v1 ? "total_inactive_file" : "inactive_file")
                .value_or(0)
          : 0;
  const std::uint64_t held = *used > inactive ? *used - inactive : 0;
  return *most > held ? *most - held : 0;
}

std::uint64_t MemoryGroups::kills() const {
  std::array<char, 512> buffer{};
  std::uint64_t kills = 0;
  for (const KeptFile& count : kill_counts_) {
    kills += number_behind(count.read(buffer), "oom_kill").value_or(0);
  }
  return kills;
}

}  // namespace pixherd
