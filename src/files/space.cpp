// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/space.hpp"

#include <sys/stat.h>
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

std::uint64_t size_on_disk(int file) {
  constexpr std::uint64_t kUnit = 512;  // of st_blocks
  struct stat facts {};
  return ::fstat(file, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_blocks) * kUnit : 0;
}

bool has_room_of_its_own(const Space& other, const Space& full) {
  constexpr std::uint64_t kComesAndGoes = std::uint64_t{64} << 20U;
  return other.free > full.free &&
         (other.total != full.total || other.free - full.free > kComesAndGoes);
}

}  // namespace pixherd
