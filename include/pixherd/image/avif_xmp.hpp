// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace pixherd {

/// The XMP that an AVIF's boxes lead to, the main picture's before any other's.
struct AvifXmp {
  bool there = false;
  std::vector<std::byte> packet{};  ///< empty where it is there and cannot be read
};
/// Pure; defined on any bytes.
AvifXmp xmp_of_avif(std::span<const std::byte> avif);

}  // namespace pixherd
