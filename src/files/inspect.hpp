// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

#include "pixherd/files/input_scan.hpp"

namespace pixherd {

/// How a path came to be looked at. What was named is an image, says whoever named it, and a link
/// there is followed; what was listed is at least there.
enum class Found : std::uint8_t { walked, listed, named };

struct Inspected {
  ScannedFile file;
  struct stat facts {};  ///< all zero where the file could not be opened
};

/// What a file is by its name, or by the word of the user. It is an error where a promised image is
/// none.
enum class Promised : std::uint8_t { nothing, image };

/// What the first bytes of an open file make of it.
ScanVerdict sniff(int fd, std::uint64_t bytes, Promised promised);

/// Looks at what `path` below root `root` leads to, by its last part in the open `folder`.
Inspected inspect_in(std::uint32_t root, int folder, std::string path, Found how);

}  // namespace pixherd
