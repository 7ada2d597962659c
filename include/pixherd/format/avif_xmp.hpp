// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "pixherd/base/bytes.hpp"

namespace pixherd {

/// The XMP that an AVIF's boxes lead to, the main picture's before any other's.
struct AvifXmp {
  bool there = false;
  Bytes packet{};  ///< empty where it is there and cannot be read
};
/// Pure; defined on any bytes.
AvifXmp xmp_of_avif(std::span<const std::byte> avif);

}  // namespace pixherd
