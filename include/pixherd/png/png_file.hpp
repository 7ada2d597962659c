// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace pixherd {

/// What every PNG begins with.
inline constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1A\n";

/// The checksum of its chunks (ISO 3309, as zlib has it).
std::uint32_t png_crc32(std::span<const std::byte> bytes);

}  // namespace pixherd
