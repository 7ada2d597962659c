// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace pixherd {

/// What the file system says of itself in an open folder, in bytes: under a quota of that folder
/// (a project's) what the quota leaves.
struct Space {
  std::uint64_t total = 0;
  std::uint64_t free = 0;
};

std::optional<Space> space_at(int folder);

/// What a file takes there, in bytes; 0 where that cannot be told.
std::uint64_t size_on_disk(int file);

/// True where `other`, on the same file system, has room that `full` has not: one of them is under
/// a quota. What comes and goes between two looks is no such room.
bool has_room_of_its_own(const Space& other, const Space& full);

}  // namespace pixherd
