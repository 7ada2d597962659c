// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/space.hpp"

#include <sys/statvfs.h>

namespace pixherd {

std::optional<Space> space_at(int folder) {
  struct statvfs facts {};
  if (::fstatvfs(folder, &facts) != 0) {
    return std::nullopt;
  }
  const std::uint64_t unit = facts.f_frsize;
  return Space{facts.f_blocks * unit, facts.f_bavail * unit};
}

bool has_room_of_its_own(const Space& other, const Space& full) {
  constexpr std::uint64_t kComesAndGoes = std::uint64_t{64} << 20U;
  return other.free > full.free &&
         (other.total != full.total || other.free - full.free > kComesAndGoes);
}

}  // namespace pixherd
