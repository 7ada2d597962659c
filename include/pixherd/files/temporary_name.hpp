// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pixherd {

/// What tells a version of a file from every other: a file that was written to is another version.
struct FileVersion {
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  std::uint64_t modified = 0;  ///< nanoseconds since 1970
  bool operator==(const FileVersion&) const = default;
};

FileVersion version_of(const struct stat& facts);

/// The machine that a temporary was made on, in short hashes: of what names the machine, whichever
/// time it was started, and of this time, which the containers on it have in common. 0: not known.
struct MakersMachine {
  std::uint32_t name = 0;
  std::uint32_t start = 0;
  bool operator==(const MakersMachine&) const = default;
};

/// What TemporaryName::make() says of the machine from here on; at first nothing.
void set_makers_machine(const MakersMachine& own);

/// What the name of a temporary says: .pixherd-PID-RANDOM-MACHINE.tmp while an output is written,
/// and .pixherd-PID-RANDOM-MACHINE-OWN-SOURCE.tmp while it takes the place of its source, or of an
/// output that goes: where the two change places the name may lead to either, and, should somebody
/// be writing there, to a third file; where the output stands beside its source it is a second name
/// of the output. Where no machine is known the name has no part for it, as those of older
/// versions.
struct TemporaryName {
  pid_t maker = 0;
  std::string random;
  struct Exchange {
    FileVersion own;
    FileVersion source;
    bool operator==(const Exchange&) const = default;
  };
  std::optional<Exchange> exchange;
  MakersMachine machine{};

  /// False where it was made on another machine, of whose processes and locks nothing is known.
  [[nodiscard]] bool is_of_this_machine() const;
  /// Of this process, with a random part that no other has.
  static TemporaryName make();
  /// nullopt where it is no name of ours.
  static std::optional<TemporaryName> parse(std::string_view name);
  [[nodiscard]] std::string text() const;
};

/// True for the names that temporaries of ours get, of whatever age; a walk passes over them.
bool is_temporary_name(std::string_view name);

}  // namespace pixherd
