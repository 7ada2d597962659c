// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>

namespace pixherd {

/// What is the same for all paths that lead to one file or folder, on this machine and for now.
struct FileId {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  bool operator==(const FileId&) const = default;
  bool operator<(const FileId& other) const {
    return device != other.device ? device < other.device : inode < other.inode;
  }
};

inline FileId id_of(const struct stat& facts) { return {facts.st_dev, facts.st_ino}; }

struct FileIdHash {
  std::size_t operator()(const FileId& id) const {
    return id.inode * 0x9E3779B97F4A7C15ULL ^ id.device;
  }
};

}  // namespace pixherd
