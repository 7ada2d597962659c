// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pixherd {

/// The checksum of PNG chunks (ISO 3309, as zlib has it).
std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace pixherd
